"""Money by lead and day, and clicks by channel and day, as the measures of the catalogue define them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tandem.basics.periods import Period
from tandem.diagnosis.rules.decomposition_history import NEVER, History
from tandem.diagnosis.rules.decomposition_split import Paid
from tandem.diagnosis.why_asking import Asking, Floats, Ints, floats, ints, leaf_of, span_of
from tandem.measures.currencies import WITH_CURRENCY
from tandem.measures.dimensions import dimension
from tandem.measures.expressions import aggregate, expression
from tandem.measures.questions import Member
from tandem.measures.statements import Statement, table_with_lead
from tandem.measures.store import Reading


@dataclass(frozen=True, slots=True)
class Money:
    """Amounts by lead and day: ``lead`` is −1 for money that no lead brought."""

    lead: Ints
    day: Ints
    amount: Floats


def money_of(key: str, asked: Asking, reading: Reading) -> Money:
    """The rows of the revenue measure, in its currency, from the look-back on."""
    leaf, statement = leaf_of(key), Statement()
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
    return Money(ints(table, "lead"), ints(table, "day"), floats(table, "amount"))


def paid_of(lead_ids: Ints, day: Ints, money: Money, asked: Asking) -> tuple[Floats, Floats, Ints]:
    """Of each lead all money, that of its own period, and the day of the first of it."""
    order = np.argsort(lead_ids)
    known = np.isin(money.lead, lead_ids)
    row = order[np.searchsorted(lead_ids, money.lead[known], sorter=order)]
    amount, paid_day = money.amount[known], money.day[known]
    paid = np.bincount(row, weights=amount, minlength=len(lead_ids))
    own = np.zeros(len(row), dtype=np.bool_)
    for period in (asked.before, asked.after):
        span = span_of(period)
        own |= span.holds(day[row]) & span.holds(paid_day)
    cash = np.bincount(row[own], weights=amount[own], minlength=len(lead_ids))
    first = np.full(len(lead_ids), np.iinfo(np.int64).max)
    positive = amount > 0
    np.minimum.at(first, row[positive], paid_day[positive])
    return paid, cash, np.where(first == np.iinfo(np.int64).max, NEVER, first)


def outside_of(money: Money, history: History, lead_ids: Ints, period: Period) -> Paid:
    """By day of the period: money of leads of other days, and money without a lead."""
    span = span_of(period)
    within = span.holds(money.day)
    of_period = np.isin(money.lead, lead_ids[span.holds(history.day)])
    place, amount = money.day[within] - span.first, money.amount[within]
    without, own = money.lead[within] < 0, of_period[within]

    def by_day(which: NDArray[np.bool_]) -> Floats:
        return np.bincount(place[which], weights=amount[which], minlength=span.days).astype(np.float64)

    return Paid(by_day(~without & ~own), by_day(without))


def clicks_of(asked: Asking, members: tuple[Member, ...], reading: Reading) -> Floats:
    """Clicks by day of both periods and by channel; none where spend is not told so."""
    spans = [span_of(asked.before), span_of(asked.after)]
    found = np.zeros((sum(span.days for span in spans), len(members)))
    member = dimension(asked.by).expression("spend")
    if member is None:
        return found
    leaf, statement = leaf_of("clicks"), Statement()
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
