"""From money spent to money that will come: each campaign, creative, segment or product with what is still to come.

Leads of a period are followed to the newest day of the data. What they will do after it is told by the leads of the two
years before it: how long buyers take to buy. Spend has no segment and no product: there a campaign's spend is spread
evenly over its leads, and what no lead stands for is told apart.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from tandem.attribution.rules.payback import Money, Payback, Unit, expected_buyers, paybacks
from tandem.basics.intervals import Estimate
from tandem.basics.mixture_cure import Cohort, Delays, delays_of, eventual_shares
from tandem.basics.periods import Period
from tandem.measures.currencies import currencies
from tandem.measures.dimensions import dimension
from tandem.measures.horizon import horizon
from tandem.measures.keeping import kept
from tandem.measures.store import Reading
from tandem.portrait.outcomes import OUTCOMES

BY = ("campaign", "creative", "source", "segment", "product")
#: Days of history that tell how long buyers take.
HISTORY = 730
_BOUGHT = OUTCOMES["bought"].day


@dataclass(slots=True)
class Line:
    """One member and what became of its leads so far; ``payback`` is None while no delay can be told.

    ``margin`` is revenue less the costs of these leads, None where no costs are kept at all.
    """

    member: str | None
    leads: int
    judged: int
    targets: int
    buyers: int
    revenue: Decimal
    margin: Decimal | None
    spend: Decimal | None
    cohort: Cohort
    payback: Payback | None = None


@dataclass(frozen=True, slots=True)
class Month:
    """Leads captured in a month: what share has bought so far, and what will have bought in the end."""

    start: dt.date
    leads: int
    buyers: int
    seen: float
    share: Estimate
    in_the_end: Estimate


@dataclass(frozen=True, slots=True)
class Chain:
    """Lines, most spend first. ``delays`` is None without buyers; ``spread``: spend was divided over leads."""

    by: str
    lines: tuple[Line, ...]
    delays: Delays | None
    rankable: bool
    currency: str
    by_margin: bool
    until: dt.date
    unmatched: Decimal
    spread: bool
    months: tuple[Month, ...] = field(default=())
    #: Spend, payments and costs in each currency that is not counted.
    left_out: Mapping[str, tuple[Decimal, Decimal, Decimal]] = field(default_factory=dict)

    @property
    def is_told(self) -> bool:
        """Whether what is to come can be told."""
        return self.delays is not None and self.delays.is_sound


def chain(period: Period, reading: Reading, *, by: str) -> Chain:
    """The chain of the leads captured in a period, split by one of ``BY``."""
    until = horizon(reading).until
    currency = currencies(reading).counted
    delays = kept(reading, ("delays of buying", until), lambda _: delays_of(list(_history(until, reading).values())))
    ((by_margin,),) = reading.rows("SELECT count(*) > 0 FROM costs WHERE lead_id IS NOT NULL")
    lines, unmatched, spread = _lines(period, reading, by=by, until=until, currency=currency, by_margin=by_margin)
    others = _left_out(period, reading, currency, until)
    found = Chain(by, tuple(lines), delays, False, currency, by_margin, until, unmatched, spread, left_out=others)
    if not found.is_told or delays is None or not lines:
        return found
    units = [Unit(line.cohort, _money(line), None if line.spend is None else float(line.spend)) for line in lines]
    expected, rankable = paybacks(units, delays, _money_of_buyers(period, reading, currency, by_margin, until))
    for line, payback in zip(lines, expected, strict=True):
        line.payback = payback
    months = _months(period, reading, until, delays)
    return replace(found, rankable=rankable, months=months)


def _money(line: Line) -> float:
    return float(line.revenue if line.margin is None else line.margin)


def _history(until: dt.date, reading: Reading) -> dict[dt.date, Cohort]:
    """The leads of the last two years by the month they came in."""
    return _cohorts(
        reading.rows(
            _AGED.format(member="date_trunc('month', captured_on)::DATE", bought=_BOUGHT, where="true"),
            {"start": until - dt.timedelta(days=HISTORY), "finish": until, "until": until},
        )
    )


def _months(period: Period, reading: Reading, until: dt.date, delays: Delays) -> tuple[Month, ...]:
    by_month: dict[dt.date, Cohort] = _cohorts(
        reading.rows(
            _AGED.format(member="date_trunc('month', captured_on)::DATE", bought=_BOUGHT, where="true"),
            {"start": period.start, "finish": min(period.end, until), "until": until},
        )
    )
    starts = sorted(by_month)
    cohorts = [by_month[start] for start in starts]
    group, cases = eventual_shares(cohorts, delays)
    months = []
    for start, cohort, share, worth in zip(starts, cohorts, group.units, cases, strict=True):
        end = expected_buyers(cohort, share, delays)
        part = Estimate((end.value or 0) / cohort.n, end.low / cohort.n, end.high / cohort.n, cohort.n)
        months.append(Month(start, cohort.n, cohort.buyers, worth / cohort.n, share, part))
    return tuple(months)


#: Leads by member, the age they have on the last day, and the days after which they bought; none for those who did not.
_AGED = """
SELECT {member} AS member, date_diff('day', captured_on, $until::DATE) AS age,
    CASE WHEN ({bought}) <= $until THEN greatest(date_diff('day', captured_on, ({bought})), 0) END AS days,
    count(*) AS leads
FROM leads t WHERE captured_on BETWEEN $start AND $finish AND captured_on <= $until AND {where} GROUP BY ALL
"""


def _cohorts[K](rows: Iterable[tuple[K, int, int | None, int]]) -> dict[K, Cohort]:
    bought: dict[K, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    waiting: dict[K, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    ages: dict[K, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for member, age, days, leads in rows:
        ages[member][age] += leads
        if days is None:
            waiting[member][age] += leads
        else:
            # A purchase on the lead's own age is seen whole.
            bought[member][min(days, age)] += leads
    return {
        member: Cohort(_counts(bought[member]), _counts(waiting[member]), _counts(of_age))
        for member, of_age in ages.items()
    }


def _counts(by_day: Mapping[int, int]) -> Sequence[int]:
    return [by_day.get(day, 0) for day in range(max(by_day, default=0) + 1)]


def _lines(
    period: Period, reading: Reading, *, by: str, until: dt.date, currency: str, by_margin: bool
) -> tuple[list[Line], Decimal, bool]:
    member = dimension(by).expression("leads")
    assert member is not None, "every split of this page is a column of leads"
    days = {"start": period.start, "finish": period.end}
    cohorts: dict[str | None, Cohort] = _cohorts(
        reading.rows(_AGED.format(member=member, bought=_BOUGHT, where="true"), {**days, "until": until})
    )
    results = {
        row[0]: row[1:]
        for row in reading.rows(_RESULTS.format(member=member), {**days, "until": until, "currency": currency})
    }
    in_spend = dimension(by).expression("spend")
    statement = _SPREAD.format(member=member) if in_spend is None else _SPENT.format(member=in_spend)
    spent: dict[str | None, Decimal] = {
        name: Decimal(str(round(amount, 2)))
        for name, amount in reading.rows(statement, {**days, "currency": currency})
        if amount is not None
    }
    ((whole,),) = reading.rows(_WHOLE, {**days, "currency": currency})
    lines = []
    for name, cohort in cohorts.items():
        judged, targets, revenue, costs = results[name]
        known = None if in_spend is not None and name is None else spent.get(name)
        lines.append(
            Line(
                name, cohort.n, judged, targets, cohort.buyers, Decimal(revenue),
                Decimal(revenue) - Decimal(costs) if by_margin else None, known, cohort,
            )
        )  # fmt: skip
    lines.sort(key=lambda line: (line.member is None, -(line.spend or 0), -line.leads, line.member or ""))
    matched = sum((line.spend for line in lines if line.spend is not None), Decimal(0))
    return lines, max(Decimal(whole) - matched, Decimal(0)), in_spend is None


_OF_LEADS = """
paid AS (
    SELECT lead_id, sum(amount) AS amount FROM payments
    WHERE lead_id IS NOT NULL AND currency IN ('', $currency) GROUP BY 1
),
cost AS (
    SELECT lead_id, sum(amount) AS amount FROM costs
    WHERE lead_id IS NOT NULL AND currency IN ('', $currency) GROUP BY 1
)
"""
_RESULTS = f"""
WITH {_OF_LEADS}
SELECT {{member}}, count(target), count(*) FILTER (target), coalesce(sum(paid.amount), 0), coalesce(sum(cost.amount), 0)
FROM leads t LEFT JOIN paid ON paid.lead_id = t.lead_id LEFT JOIN cost ON cost.lead_id = t.lead_id
WHERE captured_on BETWEEN $start AND $finish AND captured_on <= $until GROUP BY 1
"""
_SPENT = """
SELECT {member}, sum(spend)::DOUBLE FROM spend t
WHERE spent_on BETWEEN $start AND $finish AND currency IN ('', $currency) GROUP BY 1
"""
#: A campaign's spend, evenly over its leads of the days.
_SPREAD = """
WITH cost AS (
    SELECT campaign, sum(spend)::DOUBLE AS spend FROM spend
    WHERE campaign <> '' AND spent_on BETWEEN $start AND $finish AND currency IN ('', $currency) GROUP BY 1
),
shared AS (
    SELECT campaign, count(*) AS leads FROM leads
    WHERE campaign <> '' AND captured_on BETWEEN $start AND $finish GROUP BY 1
)
SELECT {member}, sum(cost.spend / shared.leads) FROM leads t
JOIN shared ON shared.campaign = t.campaign JOIN cost ON cost.campaign = t.campaign
WHERE captured_on BETWEEN $start AND $finish GROUP BY 1
"""
_WHOLE = """
SELECT coalesce(sum(spend), 0) FROM spend
WHERE spent_on BETWEEN $start AND $finish AND currency IN ('', $currency)
"""
_BUYERS = f"""
WITH {_OF_LEADS}
SELECT coalesce(avg(m), 0)::DOUBLE, coalesce(stddev_samp(m), 0)::DOUBLE FROM (
    SELECT coalesce(paid.amount, 0) - CASE WHEN $by_margin THEN coalesce(cost.amount, 0) ELSE 0 END AS m
    FROM leads t LEFT JOIN paid ON paid.lead_id = t.lead_id LEFT JOIN cost ON cost.lead_id = t.lead_id
    WHERE captured_on BETWEEN $start AND $finish AND ({_BOUGHT}) <= $until
)
"""


def _money_of_buyers(period: Period, reading: Reading, currency: str, by_margin: bool, until: dt.date) -> Money:
    ((mean, deviation),) = reading.rows(
        _BUYERS,
        {
            "start": period.start, "finish": period.end, "currency": currency, "by_margin": by_margin, "until": until,
        },
    )  # fmt: skip
    return Money(float(mean), float(deviation) if math.isfinite(deviation) else 0.0)


_LEFT_OUT = """
WITH others AS (
    SELECT currency, spend, 0 AS paid, 0 AS costs FROM spend WHERE spent_on BETWEEN $start AND $finish
    UNION ALL
    SELECT p.currency, 0, p.amount, 0 FROM payments p JOIN leads t ON t.lead_id = p.lead_id
    WHERE t.captured_on BETWEEN $start AND $finish AND t.captured_on <= $until
    UNION ALL
    SELECT c.currency, 0, 0, c.amount FROM costs c JOIN leads t ON t.lead_id = c.lead_id
    WHERE t.captured_on BETWEEN $start AND $finish AND t.captured_on <= $until
)
SELECT currency, sum(spend), sum(paid), sum(costs) FROM others
WHERE currency NOT IN ('', $currency) GROUP BY 1 ORDER BY 1
"""


def _left_out(
    period: Period, reading: Reading, currency: str, until: dt.date
) -> dict[str, tuple[Decimal, Decimal, Decimal]]:
    rows = reading.rows(
        _LEFT_OUT, {"start": period.start, "finish": period.end, "currency": currency, "until": until}
    )  # fmt: skip
    return {name: (Decimal(spend), Decimal(paid), Decimal(costs)) for name, spend, paid, costs in rows}
