"""Which deals are open, in which order, and what they come to: asked of the fact store."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from tandem.agreement.queries import in_force
from tandem.agreement.rules import LOST, NEW, WON
from tandem.measures.statements import Statement
from tandem.measures.store import Reading
from tandem.selling.deal_filters import DealFilters
from tandem.selling.lead_filters import NOT_GIVEN
from tandem.selling.lead_list import Reader, scope_of
from tandem.selling.lead_selection import conditions
from tandem.selling.win_chance_rules import LANDMARKS

_STAGE = f"coalesce(nullif(t.stage, ''), '{NEW}')"
#: Days on the stage; unknown where another system named the stage and not its day.
_STOOD = (
    f"CASE WHEN {_STAGE} = '{NEW}' THEN date_diff('day', t.captured_at, $now) "
    "WHEN t.dated THEN greatest(date_diff('day', t.stage_at, $now), 0) END"
)
_AGE = "greatest(date_diff('day', t.captured_at, $now), 0)"
#: Neither bought nor refused; and what went back to marketing for good nobody sells any more.
OPEN = "t.won_on IS NULL AND t.lost_on IS NULL AND NOT coalesce(t.gone_back, false)"
#: How the first cards of a column and the list are ordered: a step that is overdue first, then the larger amount.
FIRST = "coalesce(t.next_step_on < $today, false) DESC, t.amount DESC NULLS LAST, t.captured_at DESC, t.lead_id DESC"
#: SQL of each order of the list.
SORTS: Mapping[str, str] = {
    "amount": "t.amount",
    "stood": _STOOD,
    "stage": f"list_position($stages, {_STAGE})",
    "seller": "list_position($sellers, t.seller_id)",
    "product": "nullif(t.product, '')",
    "expected": "t.expected_on",
    "due": "t.next_step_on",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """Open deals of one stage that stood there and came in as long ago: steps of ``LANDMARKS``, None where unknown."""

    stage: str
    stood: int | None
    age: int
    deals: int
    #: Of how many the amount is known, their sum, and the sum of its squares.
    priced: int
    amount: Decimal
    squares: float


@dataclass(frozen=True, slots=True)
class OpenDeal:
    """An open deal in its place, with what the store knows of it."""

    lead_id: int
    stage: str
    #: Days on the stage, None where unknown, and since it came in.
    stood: int | None
    age: int
    next_step_on: dt.date | None
    expected_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was asked, ready to be put to the store."""

    statement: Statement
    where: str
    now: dt.datetime
    today: dt.date
    cut: bool

    def parameters(self, sql: str) -> dict[str, Any]:
        """Those that the statement names."""
        naive = self.now.astimezone(dt.UTC).replace(tzinfo=None)
        self.statement.parameters |= {"now": naive, "today": self.today, "steps": list(LANDMARKS)}
        return self.statement.used_in(sql)


def chosen(reading: Reading, filters: DealFilters, *, reader: Reader, now: dt.datetime, today: dt.date) -> Chosen:
    """The open deals of the filters that a reader may see."""
    scope, cut = scope_of(filters.leads, reader)
    statement, where = conditions(reading, filters.leads, scope)
    closed = [stage.key for stage in in_force().stages if stage.closed]
    where += f" AND {OPEN} AND {_STAGE} NOT IN (SELECT unnest($closed::VARCHAR[]))"
    # A stage that closes has no open deal, whatever it is called.
    statement.parameters["closed"] = [*closed, WON, LOST]
    if filters.month == NOT_GIVEN:
        where += " AND t.expected_on IS NULL"
    elif filters.period is not None:
        first, last = statement.value(filters.period.start), statement.value(filters.period.end)
        where += f" AND t.expected_on BETWEEN {first} AND {last}"
    return Chosen(statement, where, now, today, cut)


def cells(reading: Reading, asked: Chosen) -> list[Cell]:
    """All open deals that match, counted by stage and age."""
    step = "list_max(list_filter($steps::INTEGER[], lambda s: s <= {days}))"
    sql = (
        f"SELECT {_STAGE} AS stage, CASE WHEN stood IS NOT NULL THEN {step.format(days='stood')} END AS stood_step, "
        f"{step.format(days='age')} AS age_step, count(*), count(t.amount), coalesce(sum(t.amount), 0), "
        "coalesce(sum(CAST(t.amount AS DOUBLE) * CAST(t.amount AS DOUBLE)), 0) "
        f"FROM (SELECT t.*, {_STOOD} AS stood, {_AGE} AS age FROM leads t WHERE {asked.where}) t GROUP BY ALL"
    )
    return [Cell(*row) for row in reading.rows(sql, asked.parameters(sql))]


def first_of_stages(reading: Reading, asked: Chosen, *, limit: int) -> list[OpenDeal]:
    """The first deals of every stage, by ``FIRST``."""
    sql = (
        f"{_selected(asked)} QUALIFY row_number() OVER (PARTITION BY {_STAGE} ORDER BY {FIRST}) <= {int(limit)} "
        f"ORDER BY {FIRST}"
    )
    return [OpenDeal(*row) for row in reading.rows(sql, asked.parameters(sql))]


def in_order(
    reading: Reading, asked: Chosen, *, sort: str, sellers: Sequence[int], limit: int | None = None, offset: int = 0
) -> list[OpenDeal]:
    """The matching deals in an order of ``SORTS``, or by ``FIRST``."""
    asked.statement.parameters |= {"sellers": list(sellers), "stages": [each.key for each in in_force().stages]}
    by = SORTS.get(sort.removeprefix("-"))
    order = FIRST if by is None else f"{by} {'DESC' if sort.startswith('-') else 'ASC'} NULLS LAST, {FIRST}"
    cut = "" if limit is None else f" LIMIT {int(limit)} OFFSET {int(offset)}"
    sql = f"{_selected(asked)} ORDER BY {order}{cut}"
    return [OpenDeal(*row) for row in reading.rows(sql, asked.parameters(sql))]


def one_open(reading: Reading, lead_id: int, *, now: dt.datetime, today: dt.date) -> OpenDeal | None:
    """One deal, if it is open."""
    asked = Chosen(Statement(), "", now, today, cut=False)
    where = f"t.lead_id = {asked.statement.value(lead_id)} AND {OPEN}"
    sql = _selected(replace(asked, where=where))
    rows = reading.rows(sql, asked.parameters(sql))
    return OpenDeal(*rows[0]) if rows else None


def _selected(asked: Chosen) -> str:
    return (
        f"SELECT t.lead_id, {_STAGE}, {_STOOD}, {_AGE}, t.next_step_on, t.expected_on FROM leads t WHERE {asked.where}"
    )
