"""The history a shift of the budget is proposed from: spend, leads and buyers of each campaign, week by week."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from tandem.attribution.rules.budget import Aim, Proposal, propose
from tandem.attribution.rules.payback import PULL, pulled_mean
from tandem.attribution.rules.response import RECENT, Campaign
from tandem.basics.periods import Period
from tandem.measures.currencies import currencies
from tandem.measures.store import Reading
from tandem.portrait.history import counted
from tandem.portrait.outcomes import OUTCOMES

#: Spend "now" is that of so many newest whole weeks.
LATELY = 4


@dataclass(frozen=True, slots=True)
class Weekly:
    """Campaigns, the most spent on first, over ``weeks`` whole weeks of a ``period``."""

    campaigns: tuple[Campaign, ...]
    period: Period
    weeks: int
    currency: str
    mature_days: int | None
    buyers: int
    #: Spend that could not be matched with any lead, and of all.
    unmatched: Decimal
    spend: Decimal


@dataclass(frozen=True, slots=True)
class Shift(Weekly):
    """A proposal and what it was made from."""

    proposal: Proposal


def shift(period: Period, reading: Reading, *, step: float, aim: Aim = Aim.REVENUE) -> Shift:
    """The proposal from the whole weeks of a period; each campaign moves by at most ``step`` of its spend."""
    found = weekly(period, reading)
    return Shift(
        found.campaigns, found.period, found.weeks, found.currency, found.mature_days, found.buyers, found.unmatched,
        found.spend, proposal=propose(found.campaigns, step, aim=aim),
    )  # fmt: skip


def weekly(period: Period, reading: Reading) -> Weekly:
    """Spend, leads and buyers of each campaign over the whole weeks of a period."""
    weeks = len(period) // 7
    whole = Period(period.end - timedelta(days=7 * weeks - 1), period.end) if weeks else period
    found = counted(OUTCOMES["bought"], whole, reading)
    currency = currencies(reading).counted
    spent = reading.rows(
        f"SELECT nullif(campaign, ''), (spent_on - DATE '{whole.start}') // 7, sum(spend)::DOUBLE FROM spend "
        f"WHERE {_within('spent_on', whole)} AND currency IN ('', $currency) GROUP BY 1, 2",
        {"currency": currency},
    )
    came = reading.rows(
        f"SELECT nullif(campaign, ''), (captured_on - DATE '{whole.start}') // 7, count(*) FROM leads "
        f"WHERE {_within('captured_on', whole)} GROUP BY 1, 2"
    )
    spend: dict[str, list[float]] = {}
    leads: dict[str, list[int]] = {}
    total = Decimal(0)
    for name, week, amount in spent:
        total += Decimal(round(amount, 2))
        if name is not None:
            spend.setdefault(name, [0.0] * weeks)[week] += amount
    for name, week, count in came:
        if name is not None:
            leads.setdefault(name, [0] * weeks)[week] += count
    # The newest week is still being worked on.
    late, settled = whole.end - timedelta(weeks=RECENT + 1), whole.end - timedelta(weeks=1)
    fates = {
        row[0]: row[1:]
        for row in reading.rows(
            f"SELECT nullif(campaign, ''), count(*) FILTER (late AND t), "
            # A lead nobody could judge counts as no target here and below; without any judgement nothing is known.
            f"CASE WHEN sum(count(target)) OVER () > 0 THEN count(*) FILTER (late) ELSE 0 END, "
            f"count(*) FILTER (m AND b AND t), count(*) FILTER (m AND t), count(*) FILTER (m AND b AND NOT t), "
            f"count(*) FILTER (m AND NOT t), coalesce(sum(paid_amount) FILTER (m AND b), 0)::DOUBLE "
            f"FROM (SELECT *, ({found.where}) AS m, coalesce({found.bought}, false) AS b, "
            f"coalesce(target, false) AS t, captured_on > DATE '{late}' AND captured_on <= DATE '{settled}' AS late "
            "FROM leads) "
            f"WHERE {_within('captured_on', whole)} GROUP BY 1"
        )
    }
    ((buyers, check, spread),) = reading.rows(
        f"SELECT count(*), coalesce(avg(coalesce(paid_amount, 0)), 0)::DOUBLE, "
        f"coalesce(stddev_samp(coalesce(paid_amount, 0)), 0)::DOUBLE FROM leads WHERE {found.where} AND {found.bought}"
    )
    nothing = [0.0] * weeks
    campaigns = tuple(
        _campaign(name, spend.get(name, nothing), leads[name], fates.get(name, (0, 0, 0, 0, 0, 0, 0.0)), check, spread)
        for name in sorted(leads, key=lambda each: (-sum(spend.get(each, nothing)), -sum(leads[each]), each))
    )
    return Weekly(
        campaigns=campaigns,
        period=whole,
        weeks=weeks,
        currency=currency,
        mature_days=found.mature.days if found.mature else None,
        buyers=buyers,
        unmatched=total - Decimal(round(sum(sum(spend.get(name, nothing)) for name in leads), 2)),
        spend=total,
    )


def _campaign(
    name: str, spend: list[float], leads: list[int], fate: tuple[int, int, int, int, int, int, float], check: float,
    spread: float,
) -> Campaign:  # fmt: skip
    targets, judged, target_buyers, target_mature, other_buyers, other_mature, paid = fate
    buyers = target_buyers + other_buyers
    return Campaign(
        name=name, spend=spend, leads=leads, targets=targets, judged=judged, target_buyers=target_buyers,
        target_mature=target_mature, other_buyers=other_buyers, other_mature=other_mature,
        check=pulled_mean(paid, buyers, check), check_error=spread / math.sqrt(buyers + PULL),
        now=sum(spend[-LATELY:]) / LATELY,
    )  # fmt: skip


def _within(day: str, period: Period) -> str:
    return f"{day} BETWEEN DATE '{period.start}' AND DATE '{period.end}'"
