"""The journey of one client over all their leads: what they saw, were promised and paid, and what was done.

Each lead brings its own part: what ads showed that day, the click, and then as its card tells it, from the first visit
to the money; together they are one way, on any number of devices and cards, and it shows where a purchase was repeated.
Who answers for a stretch the agreement says that the lead is counted under.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from tandem.agreement.queries import version
from tandem.basics.text import Text
from tandem.clients.queries import faces_of
from tandem.funnel.client_ads import ImpressionCell, clicked, impression_cells
from tandem.funnel.client_owners import owner_of
from tandem.funnel.journey_points import NEW, WON
from tandem.intake.facts import LeadCaptured, TouchMade
from tandem.intake.models import Lead, Touch
from tandem.measures.store import Reading
from tandem.selling.lead_card import whole_journey
from tandem.selling.lead_journey_words import Happened
from tandem.selling.lead_promised import Promised, promised_to
from tandem.selling.models import Payment
from tandem.selling.queries import Reader

#: The newest so many leads are told of; the page says how many are not.
_MOST = 30


@dataclass(frozen=True, slots=True)
class LeadPart:
    """One lead of the journey. ``stage`` is where it stands, ``bought`` whether it was paid or won; ``days`` since the
    lead before it, None for the first. ``repeat``: bought, and by a client who had bought before. ``net`` is what was
    paid for it less what went back, by currency; empty where no money moved. ``cut`` older entries are left out."""

    lead_id: int
    captured_at: dt.datetime
    title: str
    stage: Text
    bought: bool
    repeat: bool
    net: Mapping[str, Decimal]
    days: int | None
    promised: Sequence[Promised]
    entries: Sequence[Happened]
    cut: int


@dataclass(frozen=True, slots=True)
class ClientJourney:
    """``name`` is empty for readers who see none. ``hidden`` leads are with colleagues, ``older`` ones not told of;
    ``purchases`` of the leads shown; ``devices`` are the classes of devices that their visits came from."""

    client_id: int
    name: str
    parts: Sequence[LeadPart]
    hidden: int
    older: int
    devices: Sequence[str]

    @property
    def purchases(self) -> int:
        """How many leads ended in a purchase."""
        return sum(part.bought for part in self.parts)

    def count(self, *kinds: str) -> int:
        """How many entries of these kinds the leads shown have."""
        return sum(entry.kind in kinds for part in self.parts for entry in part.entries)


def client_journey(client_id: int, *, reader: Reader, reading: Reading) -> ClientJourney | None:
    """The way of a client as a reader may see it; None where there is no such client or nothing to be seen.

    What advertising showed and cost is told to those who see money spent.
    """
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
    bought = _bought(leads)
    cells: dict[int, list[ImpressionCell]] = {}
    for cell in impression_cells([lead.pk for lead in shown], reading) if reader.role.sees_money_spent else ():
        cells.setdefault(cell.lead_id, []).append(cell)
    touches: dict[int, list[Touch]] = {}
    for touch in Touch.objects.filter(lead__in=shown).order_by("touched_at", "pk"):
        touches.setdefault(touch.lead_id, []).append(touch)
    return ClientJourney(
        client_id=face.client_id,
        name=face.name if reader.contacts else "",
        parts=[
            _part(
                lead,
                before.get(lead.pk),
                reader,
                bought=bought,
                ads=_ads(cells.get(lead.pk, []), touches.get(lead.pk, []), ids=reader.contacts),
            )
            for lead in shown
        ],
        hidden=len(leads) - len(seen),
        older=len(seen) - len(shown),
        devices=sorted({touch.device for each in touches.values() for touch in each if touch.device}),
    )


def _part(
    lead: Lead, earlier: Lead | None, reader: Reader, *, bought: Sequence[int], ads: Sequence[Happened]
) -> LeadPart:
    agreement = version(lead.version)
    entries, cut = whole_journey(lead, notes=reader.contacts)
    deal = getattr(lead, "deal", None)
    key = deal.stage if deal else NEW
    stage = agreement.stage(key)
    net: dict[str, Decimal] = {}
    for currency, amount in Payment.objects.filter(lead=lead).values_list("currency", "amount"):
        net[currency] = net.get(currency, Decimal(0)) + amount
    return LeadPart(
        lead_id=lead.pk,
        captured_at=lead.captured_at,
        title=" · ".join(part for part in (lead.product, lead.campaign or lead.source) if part),
        stage=stage.title if stage else Text(ru=key, en=key),
        bought=lead.pk in bought,
        repeat=lead.pk in bought[1:],
        net=net,
        days=(lead.captured_at - earlier.captured_at).days if earlier else None,
        promised=promised_to(lead),
        entries=[replace(entry, owner=owner_of(entry, agreement)) for entry in _with_ads(entries, ads)],
        cut=cut,
    )


def _bought(leads: Sequence[Lead]) -> list[int]:
    """Those of a client's leads that were won or paid, in their order."""
    paid = set(Payment.objects.filter(lead__in=leads, amount__gt=0).values_list("lead", flat=True))
    return [lead.pk for lead in leads if lead.pk in paid or getattr(getattr(lead, "deal", None), "stage", "") == WON]


def _ads(cells: Sequence[ImpressionCell], touches: Sequence[Touch], *, ids: bool) -> list[Happened]:
    """What ads showed and the clicks, in their order: at each visit first the cell, then the click."""
    clicks = [click for touch in touches if (click := clicked(touch, ids=ids))]
    return sorted([*(cell.told() for cell in cells), *clicks], key=lambda each: each.at)


def _with_ads(entries: Sequence[Happened], ads: Sequence[Happened]) -> list[Happened]:
    """Each before the visit, or the lead, that it led to."""
    found = list(entries)
    for ad in ads:
        at = next((at for at, entry in enumerate(found) if entry.kind in _CAME and entry.at >= ad.at), len(found))
        found.insert(at, ad)
    return found


#: Entries that a client came by.
_CAME = frozenset({TouchMade.kind, LeadCaptured.kind})


def _seller(lead: Lead) -> int | None:
    assignment = getattr(lead, "assignment", None)
    return assignment.seller_id if assignment else None
