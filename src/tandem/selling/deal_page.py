"""One deal as its page shows it: amount, products, discount, margin, chance, and its hand-off checklists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db.models import Sum

from tandem.agreement.document import HandoffItem
from tandem.agreement.queries import version
from tandem.agreement.rules import NEW, Stage
from tandem.intake.models import Lead
from tandem.measures.store import Reading
from tandem.people.models import Person
from tandem.selling.deal_cards import DealCard, cards_of
from tandem.selling.deal_content import as_rule, lines_of
from tandem.selling.deal_rules import Line, Sums, sums
from tandem.selling.deal_selection import one_open
from tandem.selling.handoff_rules import checklist, lacking
from tandem.selling.lead_list import Reader
from tandem.selling.lead_rows import LeadRow, rows_of
from tandem.selling.lead_selection import SelectedLead
from tandem.selling.list_prices import prices_on
from tandem.selling.models import Cost, Deal, Handoff, HandoffTick, ListPrice
from tandem.selling.whose_lead import moves
from tandem.selling.win_chance import history
from tandem.selling.win_chance_rules import Chances


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A product of the deal; ``line_id`` to take it off by."""

    line_id: int
    line: Line


@dataclass(frozen=True, slots=True)
class ShownItem:
    """A line of a checklist; ``tick`` when somebody has said it is done."""

    item: HandoffItem
    tick: HandoffTick | None


@dataclass(frozen=True, slots=True)
class ShownHandoff:
    """A checklist of the deal; ``lacks`` are the lines that must be done and are not."""

    handoff: Handoff
    title: str
    to: str
    items: tuple[ShownItem, ...]
    lacks: tuple[HandoffItem, ...]


@dataclass(frozen=True, slots=True)
class DealPage:
    """A deal. ``card`` is None once it is closed; ``own`` says that the reader may change it."""

    lead: Lead
    row: LeadRow
    stage: Stage | None
    stage_key: str
    stage_at: dt.datetime | None
    expected_on: dt.date | None
    amount: Decimal | None
    lines: tuple[ShownLine, ...]
    sums: Sums
    #: What delivering it has cost so far, as documents say; None without any.
    spent: Decimal | None
    card: DealCard | None
    chances: Chances
    handoffs: tuple[ShownHandoff, ...]
    own: bool
    price_list: Mapping[str, ListPrice]

    @property
    def is_open(self) -> bool:
        """Whether it is still being sold."""
        return not (self.stage and self.stage.closed)


def deal_page(reading: Reading, lead_id: int, *, person: Person, now: dt.datetime, today: dt.date) -> DealPage | None:
    """The deal; None when there is none for this reader."""
    reader = Reader.of(person)
    leads = Lead.objects.select_related("client", "deal")
    if reader.seller_id is not None:
        leads = leads.filter(assignment__seller=reader.seller_id)
    lead = leads.filter(pk=lead_id).first()
    if lead is None:
        return None
    deal: Deal | None = getattr(lead, "deal", None)
    key = deal.stage if deal else NEW
    stage = version(lead.version).stage(key)
    chances = history(reading)
    found = one_open(reading, lead_id, now=now, today=today) if not (stage and stage.closed) else None
    cards = cards_of([found], reader=reader, person=person, chances=chances, today=today) if found else []
    lines = lines_of([lead_id]).get(lead_id, [])
    (row,) = rows_of([SelectedLead(lead_id, None, False, None)], contacts=reader.contacts)
    return DealPage(
        lead=lead,
        row=row,
        stage=stage,
        stage_key=key,
        stage_at=deal.stage_at if deal and deal.dated else None,
        expected_on=deal.expected_on if deal else None,
        amount=deal.amount if deal else None,
        lines=tuple(ShownLine(each.pk, as_rule(each)) for each in lines),
        sums=sums([as_rule(each) for each in lines]),
        spent=Cost.objects.filter(lead=lead, currency=settings.CURRENCY).aggregate(sum=Sum("amount"))["sum"],
        card=cards[0] if cards else None,
        chances=chances,
        handoffs=handoffs_shown(lead_id),
        own=moves(lead, person),
        price_list=prices_on(today),
    )


def handoffs_shown(lead_id: int) -> tuple[ShownHandoff, ...]:
    """The checklists of a deal, in the order they were opened."""
    found = Handoff.objects.filter(lead=lead_id).select_related("handed_by").prefetch_related("ticks__ticked_by")
    return tuple(shown(each) for each in found)


def shown(handoff: Handoff) -> ShownHandoff:
    """A checklist as its version says it."""
    written = checklist(version(handoff.version).document, handoff.checklist)
    assert written is not None, "a version never changes, and the checklist was opened by it"
    ticks = {each.item: each for each in handoff.ticks.all() if each.ticked_at is not None}
    return ShownHandoff(
        handoff=handoff,
        title=written.title or written.key,
        to=written.to,
        items=tuple(ShownItem(item, ticks.get(item.key)) for item in written.items),
        lacks=lacking(written, ticks),
    )
