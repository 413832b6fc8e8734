"""What the board and the list show of each open deal: read by ids, in a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tandem.agreement.queries import version
from tandem.agreement.rules import LOST, WON, Stage, speaks_for
from tandem.basics.text import Text
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.selling.deal_content import as_rule, lines_of
from tandem.selling.deal_rules import Sums, sums
from tandem.selling.deal_selection import OpenDeal
from tandem.selling.lead_list import Reader
from tandem.selling.lead_rows import LeadRow, rows_of
from tandem.selling.lead_selection import SelectedLead
from tandem.selling.models import NextStep, PriceException
from tandem.selling.moving_rules import next_stages
from tandem.selling.win_chance_rules import Chance, Chances


@dataclass(frozen=True, slots=True)
class DealCard:
    """An open deal as people see it; ``moves`` are the stages this reader may move it to now."""

    row: LeadRow
    deal: OpenDeal
    step: str
    is_overdue: bool
    chance: Chance | None
    #: Its products; None where nobody has written any.
    sums: Sums | None
    products: tuple[str, ...]
    mark: Text | None
    moves: tuple[Stage, ...]

    @property
    def product(self) -> str:
        """What is sold: the products of the deal, or what the lead asked for."""
        return ", ".join(self.products) or self.row.product

    @property
    def worth(self) -> Decimal | None:
        """The amount times the chance; None where either is not known."""
        if self.chance is None or self.chance.estimate.value is None or self.row.amount is None:
            return None
        return self.row.amount * Decimal(self.chance.estimate.value)


def cards_of(
    deals: Sequence[OpenDeal], *, reader: Reader, person: Person, chances: Chances, today: dt.date
) -> list[DealCard]:
    """The cards of deals, in their order; a lead deleted meanwhile is left out."""
    ids = [each.lead_id for each in deals]
    rows = {
        row.lead_id: row
        for row in rows_of([SelectedLead(each, None, False, None) for each in ids], contacts=reader.contacts)
    }
    steps = dict(NextStep.objects.filter(lead__in=ids).values_list("lead", "what")) if reader.contacts else {}
    lines, marks = lines_of(ids), _marks(ids)
    found = []
    for deal in deals:
        row = rows.get(deal.lead_id)
        if row is None:
            continue
        products = lines.get(deal.lead_id, [])
        total = sums([as_rule(each) for each in products]) if products else None
        found.append(
            DealCard(
                row=row,
                deal=deal,
                step=steps.get(deal.lead_id, ""),
                is_overdue=deal.next_step_on is not None and deal.next_step_on < today,
                chance=chances.of(deal.stage, deal.stood, deal.age),
                sums=total,
                products=tuple(each.product for each in products),
                mark=discount_mark(total, marks.get(deal.lead_id)),
                moves=_moves(row, reader, person),
            )
        )
    return found


def discount_mark(total: Sums | None, asked: bool | str | None) -> Text | None:
    """How a deal below marketing's prices stands; None at or above them. ``asked``: the newest answer, or ``""``."""
    if total is None or not total.is_below_list:
        return None
    share = f"−{round((total.discount or Decimal(0)) * 100)} %"
    said = _MARKS["" if asked is None else asked]
    return Text(ru=f"{share} {said.ru}", en=f"{share.replace(' ', '')} {said.en}")


_MARKS: dict[bool | str, Text] = {
    "": Text(ru="не согласовано", en="not asked for"),
    "waiting": Text(ru="ждёт ответа", en="awaits the answer"),
    True: Text(ru="согласовано", en="approved"),
    False: Text(ru="отказано", en="refused"),
}


def _marks(ids: Collection[int]) -> dict[int, bool | str]:
    """The newest answer to a price below the list, by lead."""
    newest = PriceException.objects.filter(lead__in=ids).order_by("asked_at", "pk").values_list("lead", "approved")
    return {lead_id: "waiting" if approved is None else approved for lead_id, approved in newest}


def _moves(row: LeadRow, reader: Reader, person: Person) -> tuple[Stage, ...]:
    """Where this reader may move it: a seller sees no other leads than their own."""
    agreement = version(row.version)
    if reader.seller_id is None and Role.SALES_HEAD not in speaks_for(agreement.document, Role(person.role)):
        return ()
    possible = next_stages(agreement, row.stage_key)
    # The way on comes first, the refusal last.
    return tuple(sorted(possible, key=lambda stage: (stage.key == LOST, stage.key == WON)))
