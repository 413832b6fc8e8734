"""The operating report: plan and fact of the sales department and of each seller, by day, week or month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from tandem.basics.effective_cases import effective_cases
from tandem.basics.intervals import LEVEL, Estimate
from tandem.basics.periods import Grain, Period
from tandem.basics.shrinkage import beta_binomial_shrinkage
from tandem.measures.plans import Plans, plans
from tandem.measures.questions import Answer, Member, Question, Row, answer
from tandem.measures.store import Freshness, Reading
from tandem.measures.values import Value

#: The columns of the report, in their order. ``won_cohort`` is the conversion that sellers are judged by.
OPERATING = (
    "deals_won",
    "revenue_paid",
    "average_check",
    "processed",
    "sale_conversion",
    "won_cohort",
    "response_time_median",
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A fact beside its plan; ``fulfilment`` is fact over plan, None without a plan or a fact."""

    fact: Value
    plan: Decimal | None
    fulfilment: float | None


@dataclass(frozen=True, slots=True)
class Line:
    """The department (``seller_id`` None and ``is_department``), a seller, or the leads nobody has been given.

    ``conversion`` is the cohort's conversion corrected for a small sample (a seller with three leads is not
    at 0 % or 100 %); None for the department, for unassigned leads, and where nothing can be said.
    """

    seller_id: int | None
    cells: Mapping[str, Cell]
    is_department: bool = False
    conversion: Estimate | None = None
    bucket: Period | None = None


@dataclass(frozen=True, slots=True)
class OperatingReport:
    """``sellers`` ends with the unassigned leads, if any; ``over_time`` is the department by piece of time and
    ``sellers_over_time`` each seller's. ``rankable`` is false when the sellers' conversions cannot be told
    apart: then nobody may be ranked by them."""

    period: Period
    measures: tuple[str, ...]
    department: Line
    sellers: tuple[Line, ...]
    over_time: tuple[Line, ...]
    sellers_over_time: tuple[Line, ...]
    rankable: bool
    currency: str
    freshness: Freshness
    until: dt.date


def operating_report(
    period: Period, reading: Reading, *, grain: Grain | None = None,
    where: Mapping[str, Sequence[Member]] | None = None, seller_id: int | None = None,
) -> OperatingReport:  # fmt: skip
    """The report of a period; ``grain`` adds the lines over time, ``seller_id`` limits it to one seller."""
    asked = Question(OPERATING, period, by=("seller",), where=where or {}, seller_id=seller_id)
    found = answer(asked, reading)
    planned = plans(reading, period, OPERATING, seller_id=seller_id)
    corrected, rankable = _corrected(found.over_members)
    over_time: tuple[Line, ...] = ()
    sellers_over_time: tuple[Line, ...] = ()
    if grain:
        # The cohort's conversion asks a statement for itself and says little of one day: left out here.
        cut = tuple(key for key in OPERATING if key != "won_cohort")
        pieces = answer(
            Question(cut, period, by=("seller",), grain=grain, where=where or {}, seller_id=seller_id), reading
        )
        over_time = tuple(_line(row, None, planned, department=True) for row in pieces.over_time)
        sellers_over_time = tuple(_line(row, _seller(row), planned) for row in _with_idle(pieces, found.until))
    return OperatingReport(
        period=period,
        measures=OPERATING,
        department=_line(found.total, None, planned, department=True, scope=seller_id),
        sellers=tuple(
            _line(row, _seller(row), planned, conversion=corrected.get(_seller(row))) for row in found.over_members
        ),
        over_time=over_time,
        sellers_over_time=sellers_over_time,
        rankable=rankable,
        currency=found.currency,
        freshness=found.freshness,
        until=found.until,
    )


def _with_idle(pieces: Answer, until: dt.date) -> Iterator[Row]:
    """Piece by piece a row of every seller of the period: in a week without a sale one has sold nothing, not vanished.

    Pieces that have not begun, and leads nobody was given, have a row only where something was counted.
    """
    counted = {(row.members, row.bucket): row for row in pieces.rows}
    for bucket in (row.bucket for row in pieces.over_time):
        for each in pieces.over_members:
            row = counted.get((each.members, bucket))
            if row is None and bucket and bucket.start <= until and each.members[0] is not None:
                row = replace(pieces.at(each.members, bucket), members=each.members, bucket=bucket)
            if row is not None:
                yield row


def _seller(row: Row) -> int | None:
    member = row.members[0]
    return None if member is None else int(member)


def _line(
    row: Row, seller_id: int | None, planned: Plans, *, department: bool = False,
    conversion: Estimate | None = None, scope: int | None = None,
) -> Line:  # fmt: skip
    owner = seller_id if not department else scope
    unassigned = seller_id is None and not department
    cells = {}
    for key, fact in row.values.items():
        plan = None if unassigned else planned.value(key, owner, row.bucket)
        fulfilment = float(fact.value) / float(plan) if plan and fact.value is not None else None
        cells[key] = Cell(fact, plan, fulfilment)
    return Line(seller_id, cells, is_department=department, conversion=conversion, bucket=row.bucket)


def _corrected(rows: Sequence[Row]) -> tuple[dict[int | None, Estimate], bool]:
    """Each seller's conversion corrected for a small sample, and whether sellers may be ranked by it."""
    judged = [(row.members[0], row.values["won_cohort"]) for row in rows if row.members[0] is not None]
    known = [(member, value) for member, value in judged if value.value is not None]
    if not known:
        return {}, False
    cases = [effective_cases(_estimate(value), LEVEL) for _, value in known]
    found = beta_binomial_shrinkage([won for won, _ in cases], [n for _, n in cases])
    named: dict[int | None, Estimate] = {
        int(member): Estimate(unit.value, unit.low, unit.high, value.n or 0)
        for (member, value), unit in zip(known, found.units, strict=True)
        if member is not None
    }
    return named, found.rankable and len(known) > 1


def _estimate(value: Value) -> Estimate:
    assert value.value is not None
    return Estimate(
        float(value.value),
        value.low if value.low is not None else 0.0,
        value.high if value.high is not None else 1.0,
        value.n or 0,
    )
