"""The journey of one client over all their leads: what they saw, were promised and paid, and what was done.

Each lead brings its own part as its card tells it, from the first visit to the money; together they are one way, on any
number of devices and cards, and it shows where a purchase was repeated.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from tandem.agreement.queries import version
from tandem.basics.text import Text
from tandem.clients.queries import faces_of
from tandem.funnel.journey_points import NEW, WON
from tandem.intake.models import Lead
from tandem.selling.lead_card import Promised, promised_to, whole_journey
from tandem.selling.lead_journey import Happened
from tandem.selling.models import Payment
from tandem.selling.queries import Reader

#: The newest so many leads are told of; the page says how many are not.
_MOST = 30


@dataclass(frozen=True, slots=True)
class LeadPart:
    """One lead of the journey. ``stage`` is where it stands, ``bought`` whether it was paid or won; ``days`` since the
    lead before it, None for the first. ``cut`` older entries are left out."""

    lead_id: int
    captured_at: dt.datetime
    title: str
    stage: Text
    bought: bool
    days: int | None
    promised: Sequence[Promised]
    entries: Sequence[Happened]
    cut: int


@dataclass(frozen=True, slots=True)
class ClientJourney:
    """``name`` is empty for readers who see none. ``hidden`` leads are with colleagues, ``older`` ones not told of;
    ``purchases`` of the leads shown."""

    client_id: int
    name: str
    parts: Sequence[LeadPart]
    hidden: int
    older: int

    @property
    def purchases(self) -> int:
        """How many leads ended in a purchase."""
        return sum(part.bought for part in self.parts)


def client_journey(client_id: int, *, reader: Reader) -> ClientJourney | None:
    """The way of a client as a reader may see it; None where there is no such client or nothing to be seen."""
    face = faces_of([client_id]).get(client_id)
    if face is None:
        return None
    theirs = Lead.objects.filter(client__in=face.cards).select_related("deal", "assignment")
    leads = list(theirs.order_by("captured_at", "pk"))
    seen = [lead for lead in leads if reader.seller_id is None or _seller(lead) == reader.seller_id]
    if not seen:
        return None
    shown = seen[-_MOST:]
    before = {lead.pk: earlier for earlier, lead in pairwise(leads)}
    return ClientJourney(
        client_id=face.client_id,
        name=face.name if reader.contacts else "",
        parts=[_part(lead, before.get(lead.pk), reader) for lead in shown],
        hidden=len(leads) - len(seen),
        older=len(seen) - len(shown),
    )


def _part(lead: Lead, earlier: Lead | None, reader: Reader) -> LeadPart:
    entries, cut = whole_journey(lead, notes=reader.contacts)
    deal = getattr(lead, "deal", None)
    key = deal.stage if deal else NEW
    stage = version(lead.version).stage(key)
    return LeadPart(
        lead_id=lead.pk,
        captured_at=lead.captured_at,
        title=" · ".join(part for part in (lead.product, lead.campaign or lead.source) if part),
        stage=stage.title if stage else Text(ru=key, en=key),
        bought=key == WON or Payment.objects.filter(lead=lead, amount__gt=0).exists(),
        days=(lead.captured_at - earlier.captured_at).days if earlier else None,
        promised=promised_to(lead),
        entries=entries,
        cut=cut,
    )


def _seller(lead: Lead) -> int | None:
    assignment = getattr(lead, "assignment", None)
    return assignment.seller_id if assignment else None
