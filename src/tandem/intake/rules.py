"""Decisions at the door: what a packet must hold to be handed over."""

from __future__ import annotations

from collections.abc import Container, Mapping

from tandem.basics.text import Text

#: What a packet may lack, in words.
PACKET_FIELDS: Mapping[str, Text] = {
    "contact": Text(ru="телефон или почта", en="phone or e-mail"),
    "client_name": Text(ru="имя клиента", en="client's name"),
}

#: Any of these lets a seller answer; none of them, and nobody can.
REACHABLE_BY = ("phone", "email", "client_id", "inn")


def missing_of(values: Container[str]) -> tuple[str, ...]:
    """What the hand-over packet lacks, of the fields that are filled: contact, name.

    Without a contact nobody can answer the lead; without a name the seller does not know whom to ask for.
    """
    missing = []
    if not any(name in values for name in REACHABLE_BY):
        missing.append("contact")
    if "client_name" not in values:
        missing.append("client_name")
    return tuple(missing)


def packet_fields(missing: str) -> Text:
    """What a packet lacks, as it is kept, in words."""
    known = [PACKET_FIELDS.get(name, Text(ru=name, en=name)) for name in missing.split()]
    return Text(ru=", ".join(each.ru for each in known), en=", ".join(each.en for each in known))


def still_missing(before: str, values: Container[str]) -> str:
    """What a packet that lacked something lacks once more is known of it; fields by blanks, as they are kept."""
    lacks = missing_of(values)
    return " ".join(field for field in before.split() if field in lacks)
