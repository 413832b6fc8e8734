"""Who a record's client is, without registering anybody; and clients found by what a person types."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce, StrIndex

from tandem.basics.names import email, folded, phone
from tandem.clients.actions import Claim
from tandem.clients.models import Client, ContactPoint
from tandem.imports.writing import Chunk
from tandem.journal.prepared import prepared
from tandem.journal.together import Later


def known_clients(claims: Sequence[Claim], *, chunk: Chunk) -> list[int | None]:
    """The client each claim speaks of, or None when nobody is known by any of its signs.

    The system's own id decides, then ИНН, phone and e-mail; of several clients with one sign the oldest.
    """
    by_key = chunk.subjects("client", (claim.key for claim in claims))
    values = {value for claim in claims for _, value in claim.signs}
    rows = ContactPoint.objects.filter(value__in=values).order_by("-client_id") if values else ()
    by_sign = {(row.type, row.value): row.client_id for row in rows}
    return [
        next((found for found in (by_key.get(claim.key or ""), *map(by_sign.get, claim.signs)) if found), None)
        for claim in claims
    ]


@dataclass(frozen=True, slots=True)
class Face:
    """A client as pages show it: one person or company, however many cards were merged into it."""

    #: The client it counts as, and everybody counted as that one, itself first.
    client_id: int
    cards: tuple[int, ...]
    name: str
    city: str
    #: (type, value) of everything it is reached or recognised by; what is the asked card's own comes first.
    ways: tuple[tuple[str, str], ...]


def cards_of(client_ids: Collection[int]) -> dict[int, tuple[int, ...]]:
    """Client id → ids of all clients counted as one with it, itself among them, the one that stays first.

    Rows of leads, payments and contacts keep the client they were recognised by: whoever reads them by client
    asks for all of these.
    """
    return {client_id: cards for client_id, (cards, _) in _cards(client_ids).items()}


def whole_of(client_ids: Collection[int]) -> dict[int, int]:
    """Client id → the client it counts as: itself, unless it was merged into another."""
    return {client_id: cards[0] for client_id, cards in cards_of(client_ids).items()}


def faces_of(client_ids: Collection[int]) -> dict[int, Face]:
    """Client id → how to show it. A client who has no name or city shows the first one among its cards."""
    return faces_later(client_ids)()


def faces_later(client_ids: Collection[int]) -> Later[dict[int, Face]]:
    """The same, asked along with other questions."""
    if not client_ids:
        return dict
    rows = _with_points.later(client_ids)
    return lambda: _faces(client_ids, rows())


def _faces(
    client_ids: Collection[int], rows: Sequence[tuple[int, int | None, str, str, int | None, str, str]]
) -> dict[int, Face]:
    found = _grouped(client_ids, {client_id: said for client_id, *said, _, _, _ in rows})
    ways: dict[int, list[tuple[str, str]]] = {}
    # The oldest way first.
    points = sorted((point, client_id, type_, value) for client_id, _, _, _, point, type_, value in rows if point)
    for _, client_id, type_, value in points:
        ways.setdefault(client_id, []).append((type_, value))
    return {
        client_id: Face(
            client_id=cards[0],
            cards=cards,
            name=next((name for name, _ in said if name), ""),
            city=next((city for _, city in said if city), ""),
            ways=tuple(
                dict.fromkeys(
                    way for each in sorted(cards, key=lambda each: each != client_id) for way in ways.get(each, ())
                )
            ),
        )
        for client_id, (cards, said) in found.items()
    }


_FIELDS = ("pk", "counts_as_id", "name", "city")


@prepared
def _whole(clients: Collection[int]) -> QuerySet[Client, tuple[int, int | None, str, str]]:
    stays, merged = _counted_with(clients)
    return stays.values_list(*_FIELDS).union(merged.values_list(*_FIELDS), all=True)


@prepared
def _with_points(
    clients: Collection[int],
) -> QuerySet[Client, tuple[int, int | None, str, str, int | None, str, str]]:
    stays, merged = _counted_with(clients)
    fields = (*_FIELDS, "contact_points__pk", "contact_points__type", "contact_points__value")
    return stays.values_list(*fields).union(merged.values_list(*fields), all=True)


def _counted_with(clients: Collection[int]) -> tuple[QuerySet[Client], QuerySet[Client]]:
    """Those that clients count as, and those counted as one of these: apart, so that each is looked up."""
    asked = Client.objects.filter(pk__in=clients).order_by()
    tops = asked.annotate(top=Coalesce("counts_as_id", "pk")).values("top")
    return Client.objects.filter(pk__in=tops).order_by(), Client.objects.filter(counts_as__in=tops).order_by()


def _cards(client_ids: Collection[int]) -> dict[int, tuple[tuple[int, ...], list[tuple[str, str]]]]:
    """Client id → the ids counted as one with it, and the name and city of each of them."""
    return _grouped(client_ids, {client_id: said for client_id, *said in _whole(client_ids)}) if client_ids else {}


def _grouped(
    client_ids: Collection[int], rows: Mapping[int, Sequence[Any]]
) -> dict[int, tuple[tuple[int, ...], list[tuple[str, str]]]]:
    """``rows``: by client the one it counts as, its name and its city."""
    whole: dict[int, int] = {}
    grouped: dict[int, list[tuple[int, str, str]]] = {}
    for client_id, (top, name, city) in sorted(rows.items()):
        whole[client_id] = top or client_id
        group = grouped.setdefault(top or client_id, [])
        # The one that stays comes first.
        group.insert(len(group) if top else 0, (client_id, name, city))
    return {
        client_id: (
            tuple(each for each, _, _ in grouped[whole[client_id]]),
            [(name, city) for _, name, city in grouped[whole[client_id]]],
        )
        for client_id in client_ids
        if client_id in whole
    }


def is_known_by(client_id: int, claim: Claim) -> bool:
    """Whether a client already has one of the signs a record names its client by.

    Merged clients are asked each for itself: a record stays with the card it came to, and a split restores it.
    """
    values = [value for _, value in claim.signs]
    return bool(values) and ContactPoint.objects.filter(client_id=client_id, value__in=values).exists()


#: Fewer digits than this could be anything: a flat, an age, a lead's number.
_DIGITS_OF_A_PHONE = 4
_NUMBER = re.compile(r"[\d\s()+.-]+")


def clients_like(text: str, *, limit: int, among: QuerySet[Client] | None = None) -> list[int]:
    """Ids of clients whose name, phone, e-mail or ИНН is, or contains, what was typed; at most ``limit``.

    Case, ``ё``/``е``, look-alike letters, the order of words and the spelling of a phone do not count. The newest
    clients come first. ``among`` narrows the search to the clients that the reader may see. What a merged client
    is known by finds the one it counts as.
    """
    clients = Client.objects.all() if among is None else among
    points = _points_like(text)
    if points is not None:
        found = clients.filter(contact_points__in=points)
    else:
        found = clients.exclude(folded_name="")
        for number, word in enumerate(folded(text).split()):
            found = found.alias(**{f"at{number}": StrIndex("folded_name", Value(word))}).filter(
                **{f"at{number}__gt": 0}
            )
    found = found.annotate(whole=Coalesce("counts_as_id", "pk"))
    return list(found.order_by("-whole").values_list("whole", flat=True).distinct()[:limit])


def _points_like(text: str) -> QuerySet[ContactPoint] | None:
    """Contact points that what was typed may mean; None when it is a name."""
    typed = text.strip()
    points = ContactPoint.objects.order_by()
    if "@" in typed:
        if exact := email(typed):
            return points.filter(type="email", value=exact)
        return _containing(points.filter(type="email"), typed.lower())
    digits = re.sub(r"\D", "", typed)
    if not _NUMBER.fullmatch(typed) or len(digits) < _DIGITS_OF_A_PHONE:
        return None
    if exact := phone(typed):
        return points.filter(value__in=[exact, digits])
    # The beginning of a number at home, 8 912…, is +7 912… in the table.
    return _containing(points.exclude(type="email"), digits[1:] if digits.startswith("8") else digits)


def _containing(points: QuerySet[ContactPoint], part: str) -> QuerySet[ContactPoint]:
    return points.alias(at=StrIndex("value", Value(part))).filter(at__gt=0)
