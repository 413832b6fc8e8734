"""Whom marketing addresses beside whom sales calls a buyer: the same leads by both, in people and in money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tandem.agreement.clauses import Clauses, compile_clauses
from tandem.agreement.document import Audience, Document
from tandem.basics.expressions import ExpressionError
from tandem.basics.intervals import Estimate, wilson
from tandem.basics.periods import Period
from tandem.measures.currencies import currencies
from tandem.measures.store import Reading
from tandem.portrait.comparing import any_of, sql_of
from tandem.portrait.history import Counted, counted
from tandem.portrait.outcomes import OUTCOMES


@dataclass(frozen=True, slots=True)
class Part:
    """Leads of the period by audience and portrait.

    ``rate`` is that of the ``mature`` ones; ``spend`` is that of their campaigns, equally over the leads of each, and
    ``revenue`` what they have paid so far.
    """

    addressed: bool
    portrayed: bool
    leads: int
    mature: int
    buyers: int
    rate: Estimate
    spend: Decimal
    revenue: Decimal


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """A campaign: how many of its leads are of the portrait, and what the others cost. Empty name: not given."""

    campaign: str
    leads: int
    portrayed: Estimate
    buyers: int
    rate: Estimate
    spend: Decimal
    astray: Decimal


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sides of a period. ``unmatched`` is spend under names that no lead of the period bears."""

    parts: tuple[Part, ...]
    campaigns: tuple[CampaignLine, ...]
    unmatched: Decimal
    currency: str
    counted: Counted


def addressed_sql(audiences: Sequence[Audience], clauses: Clauses) -> str:
    """SQL that is true of the leads any of the audiences addresses; empty where none says whom.

    An audience whose clause cannot run is left out: the draft's page says why it cannot.
    """
    written = []
    for each in audiences:
        parts = []
        if each.campaign:
            parts.append("campaign = '" + each.campaign.replace("'", "''") + "'")
        if each.clause.strip():
            try:
                parts.append(f"({sql_of(clauses, clauses.clause(each.clause))})")
            except ExpressionError:
                continue
        if parts:
            written.append(f"coalesce(({' AND '.join(parts)}), false)")
    return f"({' OR '.join(written)})" if written else ""


def sides(document: Document, audiences: Sequence[Audience], period: Period, reading: Reading) -> Sides | None:
    """Leads of a period by the audiences given and the portraits of a document; None where one of them says nothing."""
    clauses = compile_clauses(document)
    addressed, portrayed = addressed_sql(audiences, clauses), any_of(clauses)
    if not addressed or not portrayed:
        return None
    found = counted(OUTCOMES["bought"], period, reading)
    currency = currencies(reading).counted
    rows = reading.rows(
        _SQL.format(
            addressed=addressed, portrayed=portrayed, mature=found.where, bought=found.bought,
            days=f"BETWEEN DATE '{period.start}' AND DATE '{period.end}'",
        ),
        {"currency": currency},
    )  # fmt: skip
    table: Mapping[tuple[bool, bool], tuple[int, int, int, float, Decimal]] = {
        (row[1], row[2]): row[3:] for row in rows if row[0] == "part"
    }
    parts = tuple(
        _part(*pair, table.get(pair, (0, 0, 0, 0.0, Decimal(0))))
        for pair in ((True, True), (True, False), (False, True), (False, False))
    )
    campaigns, unmatched = _campaigns(found, portrayed, period, currency, reading)
    return Sides(parts, campaigns, unmatched, currency, found)


_SQL = """
WITH cost AS (
    SELECT nullif(campaign, '') AS campaign, sum(spend) AS spend FROM spend
    WHERE spent_on {days} AND currency IN ('', $currency) GROUP BY 1
),
money AS (
    SELECT lead_id, sum(amount) AS paid FROM payments
    WHERE lead_id IS NOT NULL AND currency IN ('', $currency) GROUP BY 1
),
told AS (
    SELECT lead_id, nullif(campaign, '') AS campaign, {addressed} AS addressed, {portrayed} AS portrayed,
        ({mature}) AS mature, ({mature}) AND coalesce({bought}, false) AS bought
    FROM leads WHERE captured_on {days}
),
shared AS (SELECT campaign, count(*) AS leads FROM told GROUP BY 1)
SELECT 'part', addressed, portrayed, count(*), count(*) FILTER (mature), count(*) FILTER (bought),
    coalesce(sum(cost.spend::DOUBLE / shared.leads), 0), coalesce(sum(money.paid), 0)::DECIMAL(18, 2)
FROM told LEFT JOIN shared ON shared.campaign = told.campaign LEFT JOIN cost ON cost.campaign = told.campaign
LEFT JOIN money ON money.lead_id = told.lead_id
GROUP BY addressed, portrayed
"""


def _part(addressed: bool, portrayed: bool, counts: tuple[int, int, int, float, Decimal]) -> Part:
    leads, mature, buyers, spend, revenue = counts
    return Part(
        addressed, portrayed, leads, mature, buyers, wilson(buyers, mature), Decimal(round(spend, 2)), Decimal(revenue)
    )


def _campaigns(
    found: Counted, portrayed: str, period: Period, currency: str, reading: Reading
) -> tuple[tuple[CampaignLine, ...], Decimal]:
    days = f"BETWEEN DATE '{period.start}' AND DATE '{period.end}'"
    spend = dict(
        reading.rows(
            f"SELECT coalesce(campaign, ''), sum(spend) FROM spend WHERE spent_on {days} "
            "AND currency IN ('', $currency) GROUP BY 1",
            {"currency": currency},
        )
    )
    rows = reading.rows(
        f"SELECT coalesce(campaign, ''), count(*), count(*) FILTER (p), count(*) FILTER (m), "
        f"count(*) FILTER (m AND b) FROM (SELECT campaign, {portrayed} AS p, ({found.where}) AS m, "
        f"coalesce({found.bought}, false) AS b FROM leads WHERE captured_on {days}) GROUP BY 1 ORDER BY 2 DESC, 1"
    )
    lines = []
    for campaign, leads, fitting, mature, buyers in rows:
        cost = Decimal(spend.pop(campaign, 0) or 0) if campaign else Decimal(0)
        astray = (cost * (leads - fitting) / leads).quantize(Decimal("0.01"))
        lines.append(
            CampaignLine(campaign, leads, wilson(fitting, leads), buyers, wilson(buyers, mature), cost, astray)
        )
    return tuple(lines), sum((Decimal(each or 0) for each in spend.values()), Decimal(0))
