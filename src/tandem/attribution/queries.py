"""From money spent to money earned: the chain by campaign, and how much of it could not be matched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tandem.basics.periods import Period
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.measures.dimensions import dimension
from tandem.measures.questions import Answer, Member, Question, Row, answer
from tandem.measures.store import Reading
from tandem.measures.values import Number

#: The chain, in its order: what was bought, what came, what it brought.
CHAIN = (
    "spend", "impressions", "clicks", "ctr", "leads", "cpl", "target_leads", "target_share", "cptl", "deals_won",
    "cost_per_sale", "paid_leads", "new_clients_won", "cac", "revenue_paid", "margin", "drr", "roas", "romi",
)  # fmt: skip

#: What spend tables and leads both name.
BY = ("source", "channel", "campaign", "ad_group", "creative")

ALLOCATION = Text(
    ru="Расход и результат сведены по названию, которое есть и в кабинете, и в заявке. Это распределение, а не "
    "доказательство: часть этих клиентов купила бы и без рекламы.",
    en="Spend and result are brought together by a name that both the ad system and the lead carry. This allocates; "
    "it does not prove a cause: some of these clients would have bought without ads.",
)


class CannotMatch(Refusal):
    """Spend tables do not know this dimension."""


@dataclass(frozen=True, slots=True)
class Part:
    """An amount, its share of the whole, and how many names it is spread over.

    ``of_named`` is its share of what bears a name at all; None for what bears none.
    """

    amount: Number
    share: float | None
    names: int
    of_named: float | None = None


@dataclass(frozen=True, slots=True)
class Unmatched:
    """What finds no counterpart: a name counts as matched when the other side has ever used it.

    Of spend: rows whose name no lead carries, and rows without a name. Of leads: those whose name no spend row
    carries (also unpaid sources), and those without a name.
    """

    spend_without_leads: Part
    spend_unnamed: Part
    leads_without_spend: Part
    leads_unnamed: Part


@dataclass(frozen=True, slots=True)
class ChainLine:
    """One line; ``matched`` is None for the line without a name, else whether the other side knows the name."""

    member: Member
    row: Row
    matched: bool | None


@dataclass(frozen=True, slots=True)
class CampaignChain:
    """Lines, the total over everything, and the part that could not be matched."""

    by: str
    lines: tuple[ChainLine, ...]
    total: Row
    unmatched: Unmatched
    statement: Text
    answer: Answer


def campaign_chain(
    period: Period, reading: Reading, *, by: str = "campaign", measures: tuple[str, ...] = CHAIN,
    where: Mapping[str, Sequence[Member]] | None = None,
) -> CampaignChain:  # fmt: skip
    """The chain of a period. Refuses by ``CannotMatch`` a dimension that spend tables do not have.

    ``measures`` must hold ``spend`` and ``leads``.
    """
    if dimension(by).expression("spend") is None:
        raise CannotMatch(
            Text(
                ru=f"Расход не делится по разрезу «{dimension(by).name.ru}». Можно: {', '.join(BY)}.",
                en=f"Spend cannot be split by {dimension(by).name.en.lower()}. Possible: {', '.join(BY)}.",
            )
        )
    found = answer(Question(measures, period, by=(by,), where=where or {}), reading)
    in_spend, in_leads = _names(reading, "spend", by), _names(reading, "leads", by)
    lines = tuple(
        ChainLine(
            member=row.members[0],
            row=row,
            matched=None if row.members[0] is None else {row.members[0]} <= in_spend & in_leads,
        )
        for row in found.over_members
    )
    return CampaignChain(by, lines, found.total, _unmatched(lines, found.total), ALLOCATION, found)


def _names(reading: Reading, table: str, by: str) -> set[Member]:
    sql = dimension(by).expression(table)
    return {member for (member,) in reading.rows(f"SELECT DISTINCT {sql} FROM {table} t") if member is not None}


def _unmatched(lines: Sequence[ChainLine], total: Row) -> Unmatched:
    astray = [line for line in lines if line.matched is False]
    unnamed = [line for line in lines if line.member is None]
    spend_unnamed, leads_unnamed = _part(unnamed, "spend", total), _part(unnamed, "leads", total)
    return Unmatched(
        spend_without_leads=_of_named(_part(astray, "spend", total), spend_unnamed, total.values["spend"].value),
        spend_unnamed=spend_unnamed,
        leads_without_spend=_of_named(_part(astray, "leads", total), leads_unnamed, total.values["leads"].value),
        leads_unnamed=leads_unnamed,
    )


def _of_named(astray: Part, unnamed: Part, whole: Number | None) -> Part:
    named = float(whole or 0) - float(unnamed.amount)
    return replace(astray, of_named=float(astray.amount) / named if named > 0 else None)


def _part(lines: Sequence[ChainLine], key: str, total: Row) -> Part:
    amounts = [value for line in lines if (value := line.row.values[key].value)]
    whole = total.values[key].value
    amount: Number = sum(amounts, start=type(whole)() if whole is not None else 0)
    return Part(amount, float(amount) / float(whole) if whole else None, len(amounts))
