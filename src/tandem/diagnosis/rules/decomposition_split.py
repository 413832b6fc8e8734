"""Two periods in, one exact split out: every bar with its interval, by channel and by seller. Pure.

Leads are summed up once by day and channel; draws are products of matrices with those sums.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tandem.basics.intervals import LEVEL
from tandem.diagnosis.rules.decomposition_draws import Sureness, day_weights, sureness
from tandem.diagnosis.rules.decomposition_factors import APART, Chain, Effects, Outside, effects
from tandem.diagnosis.rules.decomposition_leads import (
    HUGE,
    Chances,
    Leads,
    Sums,
    of_clusters,
    sums,
)
from tandem.diagnosis.rules.decomposition_levels import levels_of
from tandem.diagnosis.rules.decomposition_sellers import Sellers, sellers
from tandem.diagnosis.rules.decomposition_speed import Speed

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]

DRAWS = 500
_SEED = 8
#: The part of leads, or of sales, that must be told for a link of the chain to be told apart.
_TOLD = 0.5
_FEWEST_ANSWERED = 30


@dataclass(frozen=True, slots=True)
class Paid:
    """Money of a period by day that its own leads did not bring: of leads of other days, and without any lead."""

    earlier: Floats
    unmatched: Floats


@dataclass(frozen=True, slots=True)
class Periods:
    """Everything a split is made of.

    ``clicks`` by cluster and channel; ``after_of`` and ``strata`` by cluster: to which period it belongs, and which
    days it is like. ``paid`` and ``paid_strata`` of both periods by day. ``stages`` are the keys of the rows of
    ``leads.reached``.
    """

    leads: Leads
    chances: Chances
    clicks: Floats
    after_of: NDArray[np.bool_]
    strata: Ints
    stages: tuple[str, ...]
    speed: Speed | None
    paid: tuple[Paid, Paid]
    paid_strata: tuple[Ints, Ints]


@dataclass(frozen=True, slots=True)
class Bar:
    """What one factor, or one line beside the chain, did to revenue.

    ``before`` and ``after`` are the factor of the company as a whole, None for a line; ``by_channel`` the parts of the
    channels, which add up to ``amount``, with ``channel_low`` … of the same length, empty for a line. ``sure`` says
    that chance does not explain it, nor the largest of all bars.
    """

    key: str
    amount: float
    low: float
    high: float
    error: float
    sure: bool
    before: float | None
    after: float | None
    by_channel: Floats
    channel_low: Floats
    channel_high: Floats
    channel_sure: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Split:
    """The whole answer in numbers: ``bars`` add up to ``revenue[1] − revenue[0]``.

    ``limit`` is how many standard errors chance alone makes of the largest bar; ``draws`` those of every bar, for sums
    of bars.
    """

    chain: Chain
    revenue: tuple[float, float]
    change_low: float
    change_high: float
    worth: tuple[float, float]
    leads: tuple[float, float]
    sales: tuple[float, float]
    bars: tuple[Bar, ...]
    limit: float
    draws: Floats
    came: tuple[int, ...]
    went: tuple[int, ...]
    sellers: Sellers

    def bar(self, key: str) -> Bar:
        """The bar of a key; refuses by ``KeyError``."""
        return next((each for each in self.bars if each.key == key), None) or _missing(key)

    def together(self, keys: Sequence[str]) -> tuple[float, float, float]:
        """The sum of some bars with its interval."""
        at = [index for index, each in enumerate(self.bars) if each.key in keys]
        if not at:
            return 0.0, 0.0, 0.0
        amount = sum(self.bars[index].amount for index in at)
        low, high = np.quantile(self.draws[at].sum(axis=0), [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
        return amount, min(float(low), amount), max(float(high), amount)


def _missing(key: str) -> Bar:
    raise KeyError(key)


def split(periods: Periods, *, draws: int = DRAWS, seed: int = _SEED) -> Split:
    """The split of the difference between the two periods, with intervals from ``draws`` draws of days."""
    random = np.random.default_rng(seed)
    every = sums(periods.leads, periods.chances, periods.clicks)
    clusters = [np.flatnonzero(periods.after_of == side) for side in (False, True)]
    sides = [of_clusters(every, which) for which in clusters]
    points = [side.total for side in sides]
    chain = _chain(points[0], points[1], periods)
    came, went = _came_and_went(points[0].leads[0], points[1].leads[0])
    weights = [day_weights(periods.strata[which], draws, random) for which in clusters]

    def found(sides: Sequence[Sums], kept: Floats, outside: tuple[Outside, Outside]) -> Effects:
        return effects(sides[0], sides[1], chain, came=came, went=went, kept_by_wait=kept, outside=outside)

    speed = periods.speed or Speed(0.0, 0.0)
    point = found(points, speed.kept(), (_outside(periods, 0), _outside(periods, 1)))
    drawn = found(
        [side.weighted(weight) for side, weight in zip(sides, weights, strict=True)],
        speed.kept(np.maximum(random.normal(speed.fading, speed.error, draws), 0.0)),
        (_outside(periods, 0, draws, random), _outside(periods, 1, draws, random)),
    )
    keys = (*chain.factors, *APART)
    amounts = np.concatenate([point.factors.sum(axis=2)[:, 0], point.lines[:, 0]])
    by_draw = np.concatenate([drawn.factors.sum(axis=2), drawn.lines])
    sure = sureness(amounts, by_draw)
    change = drawn.revenue[1] - drawn.revenue[0]
    low, high = np.quantile(change, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    levels = tuple(levels_of(side, chain) for side in points)
    bars = tuple(_bar(key, at, amounts, sure, point, drawn, len(chain.factors), levels) for at, key in enumerate(keys))
    return Split(
        chain=chain,
        revenue=(float(point.revenue[0, 0]), float(point.revenue[1, 0])),
        change_low=float(low),
        change_high=float(high),
        worth=(float(point.worth[0, 0]), float(point.worth[1, 0])),
        leads=(float(points[0].leads.sum()), float(points[1].leads.sum())),
        sales=(float(points[0].reached[-1].sum()), float(points[1].reached[-1].sum())),
        bars=bars,
        limit=sure.limit,
        draws=by_draw,
        came=tuple(came),
        went=tuple(went),
        sellers=sellers(periods.leads, periods.chances, clusters, weights),
    )


def _bar(
    key: str, at: int, amounts: Floats, sure: Sureness, point: Effects, drawn: Effects, factors: int,
    levels: tuple[dict[str, float], ...],
) -> Bar:  # fmt: skip
    nothing = np.zeros(0)
    by_channel, low, high, channel_sure = nothing, nothing, nothing, np.zeros(0, dtype=np.bool_)
    if at < factors:
        by_channel = point.factors[at, 0]
        of = sureness(by_channel, drawn.factors[at].T)
        low, high = of.low, of.high
        channel_sure = np.abs(by_channel) > np.maximum(of.error * of.limit, 1e-9)
    error = float(sure.error[at])
    return Bar(
        key=key,
        amount=float(amounts[at]),
        low=float(sure.low[at]),
        high=float(sure.high[at]),
        error=error,
        sure=bool(abs(amounts[at]) > max(error * sure.limit, 1e-9)) and not sure.low[at] <= 0 <= sure.high[at],
        before=levels[0].get(key),
        after=levels[1].get(key),
        by_channel=by_channel,
        channel_low=low,
        channel_high=high,
        channel_sure=channel_sure,
    )


def _chain(before: Sums, after: Sums, periods: Periods) -> Chain:
    """Which links the data of both periods can tell apart."""

    sides = (before, after)
    judged = min(float(side.judged.sum() / max(side.leads.sum(), 1e-9)) for side in sides)
    answered = min(float(side.answered.sum()) for side in sides)
    contacted = min(float(side.answered.sum() / max(side.reached[0].sum(), 1e-9)) for side in sides)
    priced = min(float(side.deal_price.sum() / max(side.money.sum() + side.due.sum(), 1e-9)) for side in sides)
    speed = periods.speed
    known = (before.clicks[0] > 0) & (after.clicks[0] > 0) & (before.leads[0] > 0) & (after.leads[0] > 0)
    return Chain(
        stages=periods.stages,
        clicks=bool(known.any()),
        judged=judged >= _TOLD,
        waits=speed is not None and speed.fading > 0 and answered >= _FEWEST_ANSWERED and contacted >= _TOLD,
        prices=priced >= _TOLD,
    )


def _came_and_went(before: Floats, after: Floats) -> tuple[list[int], list[int]]:
    """Channels with leads in the later period only, and in the earlier only."""
    ordinary = range(len(before) + HUGE)
    came = [at for at in ordinary if before[at] == 0 and after[at] > 0]
    went = [at for at in ordinary if before[at] > 0 and after[at] == 0]
    return came, went


def _outside(periods: Periods, side: int, draws: int = 0, random: np.random.Generator | None = None) -> Outside:
    paid = periods.paid[side]
    weights = (
        np.ones((1, len(paid.earlier))) if random is None else day_weights(periods.paid_strata[side], draws, random)
    )
    return Outside(weights @ paid.earlier, weights @ paid.unmatched)
