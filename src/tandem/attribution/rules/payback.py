"""Whether and when advertising pays back: what a group of leads will bring in the end against what it cost.

The share that buys in the end and the delay are those of ``basics.mixture_cure``; money a buyer brings is that of the
buyers so far, pulled towards all where they are few. With ``B`` buyers in the end and ``m`` of money each, spend ``s``
is covered when the part ``s / (B·m)`` of the buyers has bought; never, when that is more than all of them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tandem.basics.intervals import Estimate, normal_quantile
from tandem.basics.mixture_cure import Cohort, Delays, eventual_shares, still_to_come
from tandem.basics.shrinkage import chances_of_highest

#: Days of a month, for a wait told in months.
MONTH = 365.25 / 12
#: A unit's mean is pulled towards that of all as if so many of theirs were its own.
PULL = 5


def pulled_mean(total: float, n: int, of_all: float) -> float:
    """The mean of ``n`` amounts that make up ``total``, pulled towards the mean of all as by ``PULL`` cases of it."""
    return (total + PULL * of_all) / (n + PULL)


@dataclass(frozen=True, slots=True)
class Unit:
    """A campaign, creative, segment or product: its leads, what its buyers so far brought and what it cost.

    ``money`` and ``spend`` in the currency counted; ``spend`` is None where nobody knows it.
    """

    cohort: Cohort
    money: float
    spend: float | None


@dataclass(frozen=True, slots=True)
class Payback:
    """What is to be expected of a unit. ``share`` is that of its leads that buy in the end, corrected for few cases.

    ``buyers`` and ``money`` are those of these leads in the end, what is there already as it is; ``cost`` is spend a
    buyer. ``romi`` (money less spend, to spend) and ``months`` (the wait until money covers spend: infinite for never,
    None where nothing was spent) are those of such leads without the luck of these few: of the corrected share and
    money. ``best`` is the chance that its share is the highest, None where shares cannot be told from one another.
    """

    share: Estimate
    cases: float
    buyers: Estimate
    money: Estimate
    cost: Estimate | None
    romi: Estimate | None
    months: float | None
    best: float | None


@dataclass(frozen=True, slots=True)
class Money:
    """Money of a buyer over all units: the mean, and the standard deviation from buyer to buyer."""

    mean: float
    deviation: float


def paybacks(units: Sequence[Unit], delays: Delays, money: Money) -> tuple[list[Payback], bool]:
    """The expectation of every unit, and whether their shares differ by more than chance."""
    cohorts = [unit.cohort for unit in units]
    group, cases = eventual_shares(cohorts, delays)
    best = chances_of_highest([each.buyers for each in cohorts], cases, group)  # type: ignore[arg-type]
    found = [
        _payback(unit, share, case, best[at] if best else None, delays, money)
        for at, (unit, share, case) in enumerate(zip(units, group.units, cases, strict=True))
    ]
    return found, group.rankable


def _payback(unit: Unit, share: Estimate, cases: float, best: float | None, delays: Delays, money: Money) -> Payback:
    buyers = expected_buyers(unit.cohort, share, delays)
    each = pulled_mean(unit.money, unit.cohort.buyers, money.mean)
    error = normal_quantile() * money.deviation / math.sqrt(unit.cohort.buyers + PULL)
    expected = _in_the_end(unit, buyers, each, error)
    if unit.spend is None or unit.spend <= 0:
        return Payback(share, cases, buyers, expected, None, None, None, best)
    spend, value = unit.spend, buyers.value or 0.0
    cost = Estimate(
        spend / value if value else None,
        spend / buyers.high if buyers.high else math.inf,
        spend / buyers.low if buyers.low > 0 else math.inf,
        buyers.n,
    )
    usual = _usual(unit, share, each, error)
    assert usual.value is not None
    return Payback(
        share=share,
        cases=cases,
        buyers=buyers,
        money=expected,
        cost=cost,
        romi=Estimate(usual.value / spend - 1, usual.low / spend - 1, usual.high / spend - 1, usual.n),
        months=delays.days_until(spend / usual.value) / MONTH if usual.value > 0 else math.inf,
        best=best,
    )


def _in_the_end(unit: Unit, buyers: Estimate, each: float, error: float) -> Estimate:
    """Money there is, and that of the buyers still to come: uncertain by how many they are and what each brings."""
    so_far = unit.cohort.buyers
    coming, least, most = ((value or 0.0) - so_far for value in (buyers.value, buyers.low, buyers.high))
    earned = unit.money + coming * each
    low, high = (math.hypot(side * each, coming * error) for side in (coming - least, most - coming))
    return Estimate(earned, earned - low, earned + high, buyers.n)


def _usual(unit: Unit, share: Estimate, each: float, error: float) -> Estimate:
    """Money so many such leads bring, without the luck of these few: both share and money a buyer are corrected."""
    n, value = unit.cohort.n, share.value or 0.0
    fewer, more = (value - share.low) * each, (share.high - value) * each
    # Where buyers cost more than they bring, more of them are the worse case.
    low, high = (math.hypot(side, value * error) for side in ((fewer, more) if each >= 0 else (more, fewer)))
    # Buyers together bring no less than nothing, unless that is what they do as a rule.
    least = max(value * each - low, 0.0) if each >= 0 else value * each - low
    return Estimate(n * value * each, n * least, n * (value * each + high), n)


def expected_buyers(cohort: Cohort, share: Estimate, delays: Delays) -> Estimate:
    """Buyers in the end: those so far, and those still to come with their chance; ``n`` are the leads."""
    coming, least, most = (still_to_come(cohort, each or 0.0, delays) for each in (share.value, share.low, share.high))
    z = normal_quantile()
    value = cohort.buyers + coming
    # Beside the share's own interval, chance decides how many of those who may buy do.
    down, up = math.hypot(coming - least, z * math.sqrt(coming)), math.hypot(most - coming, z * math.sqrt(coming))
    return Estimate(value, max(value - down, cohort.buyers), min(value + up, cohort.n), cohort.n)
