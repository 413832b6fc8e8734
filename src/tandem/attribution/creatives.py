"""Which creatives bring people who buy: each by what became of its leads, corrected for small samples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from tandem.attribution.sellers_words import Words, words_behind
from tandem.basics.intervals import Estimate
from tandem.basics.periods import Period
from tandem.basics.shrinkage import beta_binomial_shrinkage, chances_of_highest
from tandem.measures.currencies import currencies
from tandem.measures.dimensions import dimension
from tandem.measures.store import Reading
from tandem.portrait.history import Counted, counted
from tandem.portrait.outcomes import OUTCOMES

#: What leads can be split by here; an offer has no spend of its own.
BY = ("creative", "campaign", "offer")


@dataclass(frozen=True, slots=True)
class CreativeLine:
    """One creative, campaign or offer; None: not given. ``judged`` leads are known to be target leads or not.

    ``rate`` is buyers of ``mature`` leads and ``target`` targets of judged ones, both shrunken to the group; ``best``
    the chance that its rate is the highest, None where they cannot be told apart. ``spend``: None where none matches.
    """

    member: str | None
    leads: int
    judged: int
    targets: int
    target: Estimate
    mature: int
    buyers: int
    rate: Estimate
    best: float | None
    revenue: Decimal
    spend: Decimal | None
    words: Words


@dataclass(frozen=True, slots=True)
class Creatives:
    """All lines of a period, most leads first. ``rankable``: the rates differ by more than chance."""

    by: str
    lines: tuple[CreativeLine, ...]
    rankable: bool
    targets_rankable: bool
    currency: str
    counted: Counted
    #: Money spent under names that no lead of the period bears.
    unmatched: Decimal


def creatives(period: Period, reading: Reading, *, by: str = "creative") -> Creatives:
    """What became of the leads captured in a period, by creative, campaign or offer."""
    found = counted(OUTCOMES["bought"], period, reading)
    currency = currencies(reading).counted
    member = dimension(by).expression("leads") or "NULL"
    rows = reading.rows(
        _SQL.format(member=member, mature=found.where, bought=found.bought, period=_within("captured_on", period)),
        {"currency": currency},
    )
    spend = _spend(by, period, currency, reading)
    rates = beta_binomial_shrinkage([row[5] for row in rows], [row[4] for row in rows])
    targets = beta_binomial_shrinkage([row[3] for row in rows], [row[2] for row in rows])
    best = chances_of_highest([row[5] for row in rows], [row[4] for row in rows], rates)
    words = words_behind(by, period, reading)
    lines = tuple(
        CreativeLine(
            member=name, leads=leads, judged=judged, targets=fitting, target=targets.units[at], mature=mature,
            buyers=buyers, rate=rates.units[at], best=best[at] if best else None, revenue=Decimal(revenue),
            spend=spend.pop(name, None) if name is not None else None, words=words.get(name, Words()),
        )
        for at, (name, leads, judged, fitting, mature, buyers, revenue) in enumerate(rows)
    )  # fmt: skip
    unmatched = sum(spend.values(), Decimal(0))
    return Creatives(by, lines, rates.rankable, targets.rankable, currency, found, unmatched)


_SQL = """
WITH money AS (
    SELECT lead_id, sum(amount) AS paid FROM payments
    WHERE lead_id IS NOT NULL AND currency IN ('', $currency) GROUP BY 1
)
SELECT {member}, count(*), count(t.target), count(*) FILTER (t.target), count(*) FILTER ({mature}),
    count(*) FILTER ({mature} AND {bought}), coalesce(sum(money.paid), 0)::DECIMAL(18, 2)
FROM leads t LEFT JOIN money ON money.lead_id = t.lead_id WHERE {period} GROUP BY 1 ORDER BY 2 DESC, 1
"""


def _within(day: str, period: Period) -> str:
    return f"{day} BETWEEN DATE '{period.start}' AND DATE '{period.end}'"


def _spend(by: str, period: Period, currency: str, reading: Reading) -> dict[str | None, Decimal]:
    member = dimension(by).expression("spend")
    if member is None:
        return {}
    rows: Mapping[str | None, Decimal] = dict(
        reading.rows(
            f"SELECT {member}, sum(spend) FROM spend t WHERE {_within('spent_on', period)} "
            "AND currency IN ('', $currency) GROUP BY 1",
            {"currency": currency},
        )
    )
    return {name: Decimal(amount) for name, amount in rows.items() if amount}
