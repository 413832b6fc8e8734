"""Who a record's client is, without registering anybody; and clients found by what a person types."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from django.db.models import QuerySet, Value
from django.db.models.functions import StrIndex

from tandem.basics.names import email, folded, phone
from tandem.clients.actions import Claim
from tandem.clients.models import Client, ContactPoint
from tandem.imports.writing import Chunk


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


def is_known_by(client_id: int, claim: Claim) -> bool:
    """Whether a client already has one of the signs a record names its client by."""
    values = [value for _, value in claim.signs]
    return bool(values) and ContactPoint.objects.filter(client_id=client_id, value__in=values).exists()


#: Fewer digits than this could be anything: a flat, an age, a lead's number.
_DIGITS_OF_A_PHONE = 4
_NUMBER = re.compile(r"[\d\s()+.-]+")


def clients_like(text: str, *, limit: int, among: QuerySet[Client] | None = None) -> list[int]:
    """Ids of clients whose name, phone, e-mail or ИНН is, or contains, what was typed; at most ``limit``.

    Case, ``ё``/``е``, look-alike letters, the order of words and the spelling of a phone do not count. The newest
    clients come first. ``among`` narrows the search to the clients that the reader may see.
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
    return list(found.order_by("-pk").values_list("pk", flat=True).distinct()[:limit])


def contacts_of(client_ids: Collection[int]) -> dict[int, list[tuple[str, str]]]:
    """Client id → (type, value) of everything the client is reached or recognised by, in order of arrival."""
    found: dict[int, list[tuple[str, str]]] = {}
    rows = ContactPoint.objects.filter(client__in=client_ids).order_by("pk").values_list("client_id", "type", "value")
    for client_id, type_, value in rows if client_ids else ():
        found.setdefault(client_id, []).append((type_, value))
    return found


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
