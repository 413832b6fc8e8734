"""From money spent to money earned by campaign: the columns of the page, and what could not be brought together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from tandem.basics.text import Text
from tandem.measures.questions import Answer, Member, Row

SPLITS = ("source", "campaign", "ad_group", "creative")
MEASURES = (
    "spend", "impressions", "clicks", "leads", "cpl", "target_leads", "cptl", "deals_won", "cac",
    "revenue_paid", "drr", "roas", "romi",
)  # fmt: skip
TITLES = {
    "spend": Text(ru="Расход", en="Spend"),
    "cpl": Text(ru="Цена лида, CPL", en="CPL"),
    "target_leads": Text(ru="Целевые", en="Target"),
    "cptl": Text(ru="Цена целевого", en="Per target lead"),
    "cac": Text(ru="Цена покупателя, CAC", en="CAC"),
    "revenue_paid": Text(ru="Поступления", en="Revenue"),
    "drr": Text(ru="ДРР", en="Ad cost share"),
    "roas": Text(ru="ROAS", en="ROAS"),
}


@dataclass(frozen=True, slots=True)
class Apart:
    """Names on one side only, the largest first, with what they amount to and which part of all that is.

    ``share`` is None where there is nothing at all on that side.
    """

    names: tuple[Member, ...]
    amount: Decimal | int
    share: float | None


@dataclass(frozen=True, slots=True)
class Unmatched:
    """Money spent under names that no lead bears, and leads under names that nothing was spent on."""

    spend: Apart
    leads: Apart


def unmatched(answered: Answer) -> Unmatched:
    """What the split could not bring together; ``answered`` holds ``spend`` and ``leads`` split by one dimension."""
    without_leads = [row for row in answered.over_members if _spend(row) and not _leads(row)]
    without_spend = [row for row in answered.over_members if _leads(row) and not _spend(row)]
    return Unmatched(
        spend=_apart(without_leads, sum((_spend(row) for row in without_leads), Decimal(0)), _spend(answered.total)),
        leads=_apart(without_spend, sum(_leads(row) for row in without_spend), _leads(answered.total)),
    )


def _apart(rows: Sequence[Row], amount: Decimal | int, whole: Decimal | int) -> Apart:
    return Apart(tuple(row.members[0] for row in rows), amount, float(amount) / float(whole) if whole else None)


def _spend(row: Row) -> Decimal:
    return Decimal(row.values["spend"].value or 0)


def _leads(row: Row) -> int:
    return int(row.values["leads"].value or 0)
