"""Reads what a split is made of from the fact store: leads with their milestones, money by day, clicks by day.

What revenue, a target lead or a processed one *is* stands in the catalogue of measures and in the columns of the store;
here nothing is defined anew.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from tandem.basics.periods import Period
from tandem.diagnosis.rules.decomposition_history import NEVER, History, Span
from tandem.diagnosis.rules.decomposition_split import Paid
from tandem.diagnosis.why_asking import (
    Asking,
    Floats,
    Ints,
    Where,
    day_number,
    floats,
    has_rows,
    ints,
    span_of,
)
from tandem.diagnosis.why_large import LargeSum, large_sums
from tandem.diagnosis.why_money import Money, clicks_of, money_of, outside_of, paid_of
from tandem.measures.currencies import currencies
from tandem.measures.dimensions import dimension
from tandem.measures.horizon import horizon
from tandem.measures.questions import Member
from tandem.measures.statements import Statement
from tandem.measures.store import Reading
from tandem.portrait.outcomes import OUTCOMES

#: Measures that may stand for revenue, the first that has any rows: payments, else sums agreed on.
REVENUE = ("revenue_paid", "deals_amount")
#: 1970-01-01 was a Thursday.
FIRST_WEEKDAY = 3


@dataclass(frozen=True, slots=True)
class Read:
    """Both periods as the rules want them, and the names of the places: ``members`` of the channels, ``sellers``' ids.

    ``lead_ids`` stand in the order of ``history``; ``revenue`` is the measure explained. ``handover_told``: whether
    it is known of most leads that somebody has when they got them. ``large`` are sums that leads of other days brought.
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
    handover_told: bool
    large: tuple[LargeSum, ...]


def read(before: Period, after: Period, reading: Reading, *, by: str, where: Where | None = None) -> Read:
    """Both periods and the year before them; only the leads and payments that ``where`` lets through."""
    currency = currencies(reading).counted
    revenue = next((key for key in REVENUE if has_rows(key, reading)), REVENUE[0])
    until = horizon(reading).until
    asked = Asking(before, after, where or {}, by, currency, until)
    money = money_of(revenue, asked, reading)
    table = reading.columns(*_leads_sql(asked))
    history, lead_ids, versions, members, sellers = _history(table, money, revenue, asked)
    return Read(
        history=history,
        lead_ids=lead_ids,
        versions=versions,
        members=members,
        sellers=sellers,
        clicks=clicks_of(asked, members, reading),
        paid=(outside_of(money, history, lead_ids, before), outside_of(money, history, lead_ids, after)),
        large=large_sums(money, history, lead_ids, (span_of(before), span_of(after))),
        stages=STAGES,
        revenue=revenue,
        currency=currency,
        by=by,
        before=span_of(before),
        after=span_of(after),
        until=day_number(until),
        handover_told=_handover_told(table, history, (span_of(before), span_of(after))),
    )


def _handover_told(table: pa.Table, history: History, spans: tuple[Span, Span]) -> bool:
    """In both periods; true as well where nobody has any lead yet."""
    timed, given = ints(table, "timed"), ints(table, "given")
    within = [span.holds(history.day) for span in spans]
    return all(2 * int(timed[each].sum()) >= int(given[each].sum()) for each in within)


STAGES = ("processed", "qualified", "invoice", "won")


def _leads_sql(asked: Asking) -> tuple[str, dict[str, object]]:
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
    WITH buyers AS (
        SELECT client_id, min(won_at) AS first_won, min({OUTCOMES["bought"].day}) AS first_bought FROM leads
        WHERE {OUTCOMES["bought"].day} IS NOT NULL GROUP BY client_id
    ),
    priced AS (
        SELECT lead_id, CAST(sum(list_price * quantity) AS DOUBLE) AS list_price,
            CAST(sum(deal_price * quantity) AS DOUBLE) AS deal_price
        FROM deal_lines WHERE list_price > 0 AND deal_price IS NOT NULL AND quantity > 0 GROUP BY lead_id
    )
    SELECT t.lead_id, epoch(t.captured_at) / 3600.0 AS came, coalesce(t.client_id, -t.lead_id) AS client,
        CAST({member} AS VARCHAR) AS member, coalesce(t.seller_id, -1) AS seller,
        CASE WHEN t.target THEN 0 WHEN NOT t.target THEN 1 ELSE 2 END AS judged,
        {columns},
        date_diff('second', t.captured_at, coalesce(t.handed_over_at, t.first_assigned_at)) / 3600.0 AS handed,
        CASE WHEN t.handed_over_at IS NULL THEN 0 ELSE 1 END AS timed,
        CASE WHEN t.first_assigned_at IS NULL THEN 0 ELSE 1 END AS given,
        t.response_seconds / 3600.0 AS answered, CAST(t.amount AS DOUBLE) AS agreed, coalesce(t.version, 0) AS version,
        coalesce(p.list_price, 0) AS list_price, coalesce(p.deal_price, 0) AS deal_price,
        coalesce(t.sale_number > 1, false) OR coalesce(b.first_won < t.captured_at, false)
            OR coalesce(b.first_bought < t.captured_on, false) AS returning
    FROM (SELECT *, {OUTCOMES["bought"].day} AS bought_on FROM leads) t
    LEFT JOIN buyers b ON b.client_id = t.client_id LEFT JOIN priced p ON p.lead_id = t.lead_id
    WHERE {" AND ".join(conditions)} ORDER BY t.captured_at, t.lead_id
    """
    return sql, statement.used_in(sql)


def _history(
    table: pa.Table, money: Money, revenue: str, asked: Asking
) -> tuple[History, Ints, Ints, tuple[Member, ...], tuple[int | None, ...]]:
    lead_ids = ints(table, "lead_id")
    members, channel = _encoded(table.column("member"))
    ids, seller = np.unique(ints(table, "seller"), return_inverse=True)
    day = ints(table, "day")
    reached = np.stack([ints(table, stage) for stage in STAGES])
    # A sale has passed all stages before it, and whoever is past a stage has been taken up.
    for stage in reversed(range(len(reached) - 1)):
        later = reached[stage + 1]
        reached[stage] = np.where((reached[stage] == NEVER) & (later != NEVER), later, reached[stage])
    paid, cash, paid_on = paid_of(lead_ids, day, money, asked)
    agreed = np.nan_to_num(floats(table, "agreed"))
    won = reached[-1] != NEVER
    history = History(
        day=day, came=floats(table, "came"), client=ints(table, "client"), channel=channel,
        seller=seller.astype(np.int64), judged=ints(table, "judged"), reached_on=reached,
        lost_on=np.where(won, NEVER, ints(table, "lost")), handed=floats(table, "handed"),
        answered=floats(table, "answered"), paid=paid, cash=cash, paid_on=paid_on,
        # Where sums agreed on are the revenue itself nothing is due any more.
        agreed=np.where(won, agreed, 0.0) if revenue == REVENUE[0] else np.zeros(len(day)),
        list_price=np.where(won, floats(table, "list_price"), 0.0),
        deal_price=np.where(won, floats(table, "deal_price"), 0.0),
        returning=table.column("returning").to_numpy().astype(np.bool_),
    )  # fmt: skip
    sellers = tuple(None if each < 0 else int(each) for each in ids)
    return history, lead_ids, ints(table, "version"), members, sellers


def _encoded(values: pa.ChunkedArray) -> tuple[tuple[Member, ...], Ints]:
    encoded = values.combine_chunks().dictionary_encode()
    members = encoded.dictionary.to_pylist()
    codes = encoded.indices.fill_null(len(members)).to_numpy(zero_copy_only=False).astype(np.int64)
    return (*members, None), codes
