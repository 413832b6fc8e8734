"""Who a record's client is, without registering anybody."""

from __future__ import annotations

from collections.abc import Sequence

from tandem.clients.actions import Claim
from tandem.clients.models import ContactPoint
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
