"""Calls of which nobody knows where they came from: how many, what they brought, and what the days of clicks tell."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from tandem.attribution.rules.calls import CallMatch, match_by_days
from tandem.basics.periods import Period
from tandem.measures.store import Reading

#: A lead came by a call when its client rang within so many minutes of it.
MINUTES = 15
#: Campaigns with the most clicks that calls are compared with.
MOST = 20


@dataclass(frozen=True, slots=True)
class UnknownCalls:
    """Leads of the period that came by a call from nowhere known: their purchases so far and the money of these.

    ``known``: leads that came by a call and say where from, by the number that was dialled or otherwise. ``campaigns``:
    the names that ``match`` speaks of by their place; of those left out there were ``left_out``.
    """

    leads: int
    known: int
    purchases: int
    money: Decimal
    campaigns: tuple[str, ...]
    left_out: int
    match: CallMatch


_CALLED = """
WITH called AS (
    SELECT l.lead_id, l.captured_on, l.first_paid_on, l.paid_amount,
        coalesce(nullif(l.source, ''), nullif(l.campaign, '')) IS NOT NULL OR t.lead_id IS NOT NULL AS known
    FROM leads l LEFT JOIN (SELECT DISTINCT lead_id FROM touches) t ON t.lead_id = l.lead_id
    WHERE l.captured_on BETWEEN $start AND $finish AND EXISTS (
        SELECT 1 FROM activities a WHERE a.client_id = l.client_id AND a.direction = 'in' AND a.activity_kind = 'call'
            AND a.contacted_at >= l.captured_at - INTERVAL {minutes} MINUTE
            AND a.contacted_at <= l.captured_at + INTERVAL {minutes} MINUTE
    )
)
"""


def unknown_calls(period: Period, reading: Reading) -> UnknownCalls:
    """What is known of them."""
    days = {"start": period.start, "finish": period.end}
    called = _CALLED.format(minutes=MINUTES)
    ((leads, known, purchases, money),) = reading.rows(
        f"{called} SELECT count(*) FILTER (NOT known), count(*) FILTER (known), "
        "count(first_paid_on) FILTER (NOT known), coalesce(sum(paid_amount) FILTER (NOT known), 0) FROM called",
        days,
    )
    length = len(period)
    calls = np.zeros(length, dtype=np.int64)
    for day, count in reading.rows(
        f"{called} SELECT captured_on - $start, count(*) FROM called WHERE NOT known GROUP BY 1", days
    ):
        calls[day] = count
    clicked = reading.rows(
        "SELECT campaign, spent_on - $start, sum(clicks) FROM spend "
        "WHERE spent_on BETWEEN $start AND $finish AND campaign <> '' AND clicks > 0 GROUP BY ALL",
        days,
    )
    sizes: dict[str, int] = {}
    for name, _day, clicks in clicked:
        sizes[name] = sizes.get(name, 0) + int(clicks)
    names = sorted(sizes, key=lambda name: (-sizes[name], name))[:MOST]
    places = {name: at for at, name in enumerate(names)}
    table = np.zeros((length, len(names)))
    for name, day, clicks in clicked:
        if name in places:
            table[day, places[name]] += float(clicks)
    match = match_by_days(calls.tolist(), table)
    return UnknownCalls(leads, known, purchases, Decimal(money), tuple(names), len(sizes) - len(names), match)
