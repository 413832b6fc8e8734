"""Whether somebody who calls is a client already, and who talks to them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from tandem.basics.names import email, phone
from tandem.clients.models import ContactPoint
from tandem.intake.models import Lead
from tandem.selling.lead_list import Reader

#: Lead sources offered while typing: those of so many days.
_RECENT = dt.timedelta(days=90)
_OFFERED = 12


@dataclass(frozen=True, slots=True)
class KnownClient:
    """A client found by a phone or an e-mail. What the reader may not see is empty or None."""

    client_id: int
    name: str
    leads: int
    last_at: dt.datetime | None
    #: Who has the newest lead.
    seller: str
    is_own: bool
    #: The newest lead that the reader may open.
    lead_id: int | None


def known_client(*, phone_typed: str, email_typed: str, reader: Reader) -> KnownClient | None:
    """The client with this phone or e-mail, or None. Half a number finds nobody: it would find somebody else."""
    values = [value for value in (phone(phone_typed or ""), email(email_typed or "")) if value]
    point = ContactPoint.objects.filter(value__in=values).order_by("client_id").first() if values else None
    if point is None:
        return None
    leads = list(
        Lead.objects.filter(client=point.client_id)
        .order_by("-captured_at", "-pk")
        .values_list("pk", "captured_at", "assignment__seller", "assignment__seller__name")
    )
    seen = [row for row in leads if reader.seller_id is None or row[2] == reader.seller_id]
    newest = leads[0] if leads else (None, None, None, None)
    # A seller reads the names of their own clients; of a colleague's only that there is one.
    named = reader.contacts and (reader.seller_id is None or bool(seen) or not leads)
    return KnownClient(
        client_id=point.client_id,
        name=point.client.name if named else "",
        leads=len(leads),
        last_at=newest[1],
        seller=newest[3] or "",
        is_own=reader.seller_id is not None and newest[2] == reader.seller_id,
        lead_id=seen[0][0] if seen else None,
    )


def recent_sources() -> list[str]:
    """Where most leads came from of late, for the list that opens while one types."""
    since = timezone.now() - _RECENT
    found: dict[str, int] = {}
    newest = Lead.objects.filter(captured_at__gte=since).exclude(source="").order_by("-captured_at")
    for name in newest.values_list("source", flat=True)[:2_000]:
        found[name] = found.get(name, 0) + 1
    return sorted(found, key=lambda name: (-found[name], name))[:_OFFERED]
