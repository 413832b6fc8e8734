"""Reads what a split is made of from the fact store: leads with their milestones, money by day, clicks by day.

What revenue, a target lead or a processed one *is* stands in the catalogue of measures and in the columns of the store;
here nothing is defined anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tandem.basics.periods import Period
from tandem.diagnosis.rules.decomposition_history import NEVER, History, Span
from tandem.diagnosis.rules.decomposition_split import Paid
from tandem.measures.catalogue import Total, measure
from tandem.measures.currencies import WITH_CURRENCY, currencies
from tandem.measures.dimensions import dimension
from tandem.measures.expressions import aggregate, expression
from tandem.measures.horizon import horizon
from tandem.measures.questions import Member
from tandem.measures.statements import Statement, condition_of, table_with_lead
from tandem.measures.store import Reading
from tandem.portrait.outcomes import OUTCOMES

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]
type Where = Mapping[str, Sequence[Member]]

#: Days before the earlier period from which history is learned.
LOOK_BACK = 365
#: Measures that may stand for revenue, the first that has any rows: payments, else sums agreed on.
REVENUE = ("revenue_paid", "deals_amount")
#: A stage is told apart when so much more leads come to it than to the next.
_NARROWS = 1.1
#: Leads lost of which nobody told the stage, beyond which stages are not told apart.
_UNTOLD = 0.3
_EPOCH = date(1970, 1, 1)
#: 1970-01-01 was a Thursday.
FIRST_WEEKDAY = 3


@dataclass(frozen=True, slots=True)
class Read:
    """Both periods as the rules want them, and the names of the places: ``members`` of the channels, ``sellers``' ids.

    ``lead_ids`` stand in the order of ``history``; ``revenue`` is the measure explained.
    """

    history: History
    lead_ids: Ints
    versions: Ints
    members: tuple[Member, ...]
    sellers: tuple[int | None, ...]
    clicks: Floats
    paid: tuple[Paid, Paid]
    stages: tuple[str, ...]
    revenue: str
    currency: str
    by: str
    before: Span
    after: Span
    until: int


def day_number(day: date) -> int:
    """Days since 1970."""
    return (day - _EPOCH).days


def day_of(number: int) -> date:
    """The day of a number."""
    return _EPOCH + timedelta(days=number)


def read(before: Period, after: Period, reading: Reading, *, by: str, where: Where | None = None) -> Read:
    """Both periods and the year before them; only the leads and payments that ``where`` lets through."""
    currency = currencies(reading).counted
    revenue = next((key for key in REVENUE if _has_rows(key, reading)), REVENUE[0])
    until = horizon(reading).until
    asked = _Asked(before, after, where or {}, by, currency, until)
    money = _money(revenue, asked, reading)
    table = reading.columns(*_leads_sql(asked))
    history, lead_ids, versions, members, sellers = _history(table, money, revenue, asked)
    return Read(
        history=history,
        lead_ids=lead_ids,
        versions=versions,
        members=members,
        sellers=sellers,
        clicks=_clicks(asked, members, reading),
        paid=(_outside(money, history, lead_ids, before), _outside(money, history, lead_ids, after)),
        stages=STAGES,
        revenue=revenue,
        currency=currency,
        by=by,
        before=_span(before),
        after=_span(after),
        until=day_number(until),
    )


STAGES = ("processed", "qualified", "invoice", "won")


@dataclass(frozen=True, slots=True)
class _Asked:
    before: Period
    after: Period
    where: Where
    by: str
    currency: str
    until: date

    @property
    def since(self) -> date:
        return min(self.before.start, self.after.start) - timedelta(days=LOOK_BACK)

    def conditions(self, table: str, statement: Statement) -> list[str]:
        """The filters on a table that can answer them; nothing is let through where it cannot."""
        found = []
        for key, members in self.where.items():
            sql = dimension(key).expression(table)
            found.append("false" if sql is None else condition_of(sql, members, statement))
        return found


def _leaf(key: str) -> Total:
    value = measure(key).value
    assert isinstance(value, Total)
    return value


def _has_rows(key: str, reading: Reading) -> bool:
    leaf = _leaf(key)
    where = f"WHERE {expression(leaf.day).sql} IS NOT NULL"
    return bool(reading.rows(f"SELECT 1 FROM {leaf.table} t {where} LIMIT 1"))


@dataclass(frozen=True, slots=True)
class _Money:
    """Amounts by lead and day: ``lead`` is −1 for money that no lead brought."""

    lead: Ints
    day: Ints
    amount: Floats


def _money(key: str, asked: _Asked, reading: Reading) -> _Money:
    """The rows of the revenue measure, in its currency, from the look-back on."""
    leaf, statement = _leaf(key), Statement()
    summed = aggregate(leaf.expression).argument
    assert summed is not None
    day = expression(leaf.day).sql
    conditions = [f"{day} BETWEEN {statement.value(asked.since)} AND {statement.value(asked.until)}"]
    if leaf.where:
        conditions.append(f"({expression(leaf.where).sql})")
    if leaf.table in WITH_CURRENCY:
        conditions.append(f"(t.currency = {statement.value(asked.currency)} OR coalesce(t.currency, '') = '')")
    conditions += asked.conditions(leaf.table, statement)
    held = " AND ".join(conditions)
    sql = (
        f"SELECT coalesce(t.lead_id, -1) AS lead, {day} - DATE '1970-01-01' AS day, "
        f"CAST(sum({summed.sql}) AS DOUBLE) AS amount FROM {table_with_lead(leaf.table, held)} "
        f"WHERE {held} GROUP BY ALL ORDER BY ALL"
    )
    table = reading.columns(sql, statement.used_in(sql))
    return _Money(_ints(table, "lead"), _ints(table, "day"), _floats(table, "amount"))


def _leads_sql(asked: _Asked) -> tuple[str, dict[str, object]]:
    statement = Statement()
    member = dimension(asked.by).expression("leads")
    conditions = [
        f"t.captured_on BETWEEN {statement.value(asked.since)} AND {statement.value(asked.until)}",
        *asked.conditions("leads", statement),
    ]
    days = {
        "day": "t.captured_on", "processed": "t.processed_on", "qualified": "t.qualified_on",
        "invoice": "t.invoice_on", "won": "t.bought_on", "lost": "t.lost_on",
    }  # fmt: skip
    columns = ", ".join(f"coalesce({sql} - DATE '1970-01-01', {NEVER}) AS {name}" for name, sql in days.items())
    sql = f"""
    WITH buyers AS (SELECT client_id, min(won_at) AS first_won FROM leads WHERE won_at IS NOT NULL GROUP BY client_id),
    priced AS (
        SELECT lead_id, CAST(sum(list_price * quantity) AS DOUBLE) AS list_price,
            CAST(sum(deal_price * quantity) AS DOUBLE) AS deal_price
        FROM deal_lines WHERE list_price > 0 AND deal_price IS NOT NULL AND quantity > 0 GROUP BY lead_id
    )
    SELECT t.lead_id, coalesce(t.client_id, -t.lead_id) AS client, CAST({member} AS VARCHAR) AS member,
        coalesce(t.seller_id, -1) AS seller, CASE WHEN t.target THEN 0 WHEN NOT t.target THEN 1 ELSE 2 END AS judged,
        {columns}, date_diff('second', t.captured_at, t.first_assigned_at) / 3600.0 AS handed,
        t.response_seconds / 3600.0 AS answered, CAST(t.amount AS DOUBLE) AS agreed, coalesce(t.version, 0) AS version,
        coalesce(p.list_price, 0) AS list_price, coalesce(p.deal_price, 0) AS deal_price,
        coalesce(t.sale_number > 1, false) OR coalesce(b.first_won < t.captured_at, false) AS returning
    FROM (SELECT *, {OUTCOMES["bought"].day} AS bought_on FROM leads) t
    LEFT JOIN buyers b ON b.client_id = t.client_id LEFT JOIN priced p ON p.lead_id = t.lead_id
    WHERE {" AND ".join(conditions)} ORDER BY t.captured_at, t.lead_id
    """
    return sql, statement.used_in(sql)


def _history(
    table: pa.Table, money: _Money, revenue: str, asked: _Asked
) -> tuple[History, Ints, Ints, tuple[Member, ...], tuple[int | None, ...]]:
    lead_ids = _ints(table, "lead_id")
    members, channel = _encoded(table.column("member"))
    ids, seller = np.unique(_ints(table, "seller"), return_inverse=True)
    day = _ints(table, "day")
    reached = np.stack([_ints(table, stage) for stage in STAGES])
    # A sale has passed all stages before it, and whoever is past a stage has been taken up.
    for stage in reversed(range(len(reached) - 1)):
        later = reached[stage + 1]
        reached[stage] = np.where((reached[stage] == NEVER) & (later != NEVER), later, reached[stage])
    paid, cash, paid_on = _paid(lead_ids, day, money, asked)
    agreed = np.nan_to_num(_floats(table, "agreed"))
    won = reached[-1] != NEVER
    history = History(
        day=day, client=_ints(table, "client"), channel=channel, seller=seller.astype(np.int64),
        judged=_ints(table, "judged"), reached_on=reached,
        lost_on=np.where(won, NEVER, _ints(table, "lost")), handed=_floats(table, "handed"),
        answered=_floats(table, "answered"), paid=paid, cash=cash, paid_on=paid_on,
        # Where sums agreed on are the revenue itself nothing is due any more.
        agreed=np.where(won, agreed, 0.0) if revenue == REVENUE[0] else np.zeros(len(day)),
        list_price=np.where(won, _floats(table, "list_price"), 0.0),
        deal_price=np.where(won, _floats(table, "deal_price"), 0.0),
        returning=table.column("returning").to_numpy().astype(np.bool_),
    )  # fmt: skip
    sellers = tuple(None if each < 0 else int(each) for each in ids)
    return history, lead_ids, _ints(table, "version"), members, sellers


def _paid(lead_ids: Ints, day: Ints, money: _Money, asked: _Asked) -> tuple[Floats, Floats, Ints]:
    """Of each lead all money, that of its own period, and the day of the first of it."""
    order = np.argsort(lead_ids)
    known = np.isin(money.lead, lead_ids)
    row = order[np.searchsorted(lead_ids, money.lead[known], sorter=order)]
    amount, paid_day = money.amount[known], money.day[known]
    paid = np.bincount(row, weights=amount, minlength=len(lead_ids))
    own = np.zeros(len(row), dtype=np.bool_)
    for period in (asked.before, asked.after):
        span = _span(period)
        own |= span.holds(day[row]) & span.holds(paid_day)
    cash = np.bincount(row[own], weights=amount[own], minlength=len(lead_ids))
    first = np.full(len(lead_ids), np.iinfo(np.int64).max)
    positive = amount > 0
    np.minimum.at(first, row[positive], paid_day[positive])
    return paid, cash, np.where(first == np.iinfo(np.int64).max, NEVER, first)


def _outside(money: _Money, history: History, lead_ids: Ints, period: Period) -> Paid:
    """By day of the period: money of leads of other days, and money without a lead."""
    span = _span(period)
    within = span.holds(money.day)
    of_period = np.isin(money.lead, lead_ids[span.holds(history.day)])
    place, amount = money.day[within] - span.first, money.amount[within]
    without, own = money.lead[within] < 0, of_period[within]

    def by_day(which: NDArray[np.bool_]) -> Floats:
        return np.bincount(place[which], weights=amount[which], minlength=span.days).astype(np.float64)

    return Paid(by_day(~without & ~own), by_day(without))


def _clicks(asked: _Asked, members: tuple[Member, ...], reading: Reading) -> Floats:
    """Clicks by day of both periods and by channel; none where spend is not told so."""
    spans = [_span(asked.before), _span(asked.after)]
    found = np.zeros((sum(span.days for span in spans), len(members)))
    member = dimension(asked.by).expression("spend")
    if member is None:
        return found
    leaf, statement = _leaf("clicks"), Statement()
    summed = aggregate(leaf.expression).argument
    assert summed is not None
    conditions = asked.conditions("spend", statement)
    if "false" in conditions:
        return found
    sql = (
        f"SELECT CAST({member} AS VARCHAR), {expression(leaf.day).sql} - DATE '1970-01-01', sum({summed.sql}) "
        f"FROM spend t WHERE {' AND '.join(conditions or ['true'])} AND {summed.sql} > 0 GROUP BY ALL"
    )
    place = {each: at for at, each in enumerate(members)}
    for name, day, clicks in reading.rows(sql, statement.used_in(sql)):
        for span, before in zip(spans, (0, spans[0].days), strict=True):
            if name in place and span.first <= day <= span.last:
                found[day - span.first + before, place[name]] += clicks
    return found


def _span(period: Period) -> Span:
    return Span(day_number(period.start), day_number(period.end))


def _encoded(values: pa.ChunkedArray) -> tuple[tuple[Member, ...], Ints]:
    encoded = values.combine_chunks().dictionary_encode()
    members = encoded.dictionary.to_pylist()
    codes = encoded.indices.fill_null(len(members)).to_numpy(zero_copy_only=False).astype(np.int64)
    return (*members, None), codes


def _ints(table: pa.Table, name: str) -> Ints:
    return np.asarray(table.column(name).cast(pa.int64()).to_numpy(), dtype=np.int64).copy()


def _floats(table: pa.Table, name: str) -> Floats:
    return np.asarray(table.column(name).cast(pa.float64()).to_numpy(), dtype=np.float64).copy()
