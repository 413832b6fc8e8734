"""Two periods in, one exact split out: every bar with its interval, by channel and by seller. Pure.

Leads are summed up once by day and channel; draws are products of matrices with those sums.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tandem.diagnosis.rules.decomposition_draws import Family, day_weights, family, limits
from tandem.diagnosis.rules.decomposition_factors import (
    APART,
    CHECK,
    DAYS,
    DISCOUNT,
    ENTERED,
    LEFT,
    MIX,
    RETURNED,
    TRAFFIC,
    Chain,
    Effects,
    Outside,
    effects,
)
from tandem.diagnosis.rules.decomposition_leads import HUGE, Chances, Leads, Sums, of_clusters, sums
from tandem.diagnosis.rules.decomposition_levels import levels_of
from tandem.diagnosis.rules.decomposition_parts import Bar, ChannelPart, Split
from tandem.diagnosis.rules.decomposition_sellers import Sellers, sellers
from tandem.diagnosis.rules.decomposition_speed import Speed
from tandem.diagnosis.rules.label_errors import share_of_nothing

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]

DRAWS = 500
_SEED = 8
#: The part of leads, or of sales, that must be told for a link of the chain to be told apart.
_TOLD = 0.5
_FEWEST_ANSWERED = 30
#: Leads, and sales, of a channel in each period below which it is not looked at by itself.
_FEWEST_LEADS, _FEWEST_SOLD = 40, 10
_SELLER = "seller"


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
    ``leads.reached``; ``judged_alike`` says that what a target lead is was the same in both,
    ``calendar`` how many leads the days of each period are worth by their weekdays.
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
    judged_alike: bool = True
    calendar: tuple[float, float] = (1.0, 1.0)


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
    weighted = [side.weighted(weight) for side, weight in zip(sides, weights, strict=True)]
    speed = periods.speed or Speed.level()
    outside = (_outside(periods, 0, draws, random), _outside(periods, 1, draws, random))

    nothing = share_of_nothing(periods.leads, draws)

    def found(
        sides: Sequence[Sums], kept: Floats, outside: tuple[Outside, Outside], nothing: Floats = nothing[:1]
    ) -> Effects:
        return effects(
            sides[0], sides[1], chain, came=came, went=went, left=kept, outside=outside, calendar=periods.calendar,
            nothing=nothing,
        )  # fmt: skip

    as_paid = (_outside(periods, 0), _outside(periods, 1))
    point = found(points, speed.left(), as_paid)
    shown = found(points, speed.left(), as_paid, np.zeros(1))
    drawn = found(weighted, speed.left(draws), outside, nothing[1:])
    people = sellers(periods.leads, periods.chances, clusters, weights)
    tested = _family(points, chain, point, drawn, found(weighted, speed.left(), outside), people)
    keys = (*chain.factors, *APART)
    amounts = np.concatenate([point.factors.sum(axis=2)[:, 0], point.lines[:, 0]])
    by_draw = np.concatenate([drawn.factors.sum(axis=2), drawn.lines])
    low, high = limits(by_draw)
    change_low, change_high = limits((drawn.revenue[1] - drawn.revenue[0])[None])
    levels = [levels_of(side, chain) for side in points]
    bars = tuple(
        Bar(
            key=key,
            amount=float(amounts[at]),
            low=min(float(low[at]), float(amounts[at])),
            high=max(float(high[at]), float(amounts[at])),
            error=float(by_draw[at].std(ddof=1)),
            sure=(key,) in tested.sure and not low[at] <= 0 <= high[at],
            before=levels[0].get(key),
            after=levels[1].get(key),
            channels=_channels(key, at, point, shown, drawn, tested) if at < len(chain.factors) else (),
        )
        for at, key in enumerate(keys)
    )
    return Split(
        chain=chain,
        revenue=(float(point.revenue[0, 0]), float(point.revenue[1, 0])),
        change_low=float(change_low[0]),
        change_high=float(change_high[0]),
        worth=(float(point.worth[0, 0]), float(point.worth[1, 0])),
        leads=(float(points[0].leads.sum()), float(points[1].leads.sum())),
        sales=(float(points[0].reached[-1].sum()), float(points[1].reached[-1].sum())),
        bars=bars,
        limit=tested.limit,
        draws=by_draw,
        came=tuple(came),
        went=tuple(went),
        sellers=replace(people, sure=np.array([(_SELLER, at) in tested.sure for at in range(len(people.amount))])),
    )


def _channels(
    key: str, at: int, point: Effects, shown: Effects, drawn: Effects, tested: Family
) -> tuple[ChannelPart, ...]:
    """What a factor did in each channel; ``shown`` has the factors as people count them."""
    low, high = limits(drawn.factors[at].T)
    return tuple(
        ChannelPart(
            channel=channel,
            amount=float(amount),
            low=min(float(low[channel]), float(amount)),
            high=max(float(high[channel]), float(amount)),
            draws=drawn.factors[at, :, channel],
            sure=(key, channel) in tested.sure and not low[channel] <= 0 <= high[channel],
            before=float(shown.levels[0, at, 0, channel]),
            after=float(shown.levels[1, at, 0, channel]),
            stake=float(point.worth_of[at, 0, channel] * point.levels[:, at, 0, channel].mean()),
            moved=(key, channel) in tested.sure,
        )
        for channel, amount in enumerate(point.factors[at, 0])
        if np.isfinite(point.levels[0, at, 0, channel])
    )


def _family(
    points: Sequence[Sums], chain: Chain, point: Effects, drawn: Effects, steady: Effects, people: Sellers
) -> Family:
    """Everything that could be blamed, tested at once: bars, channels of a bar with cases enough, and sellers.

    A factor is tested by whether *it* changed, at the worth it has: how much that is in money is another question,
    which the interval answers, and so is how surely waiting costs sales. So waits are tested at the usual curve.
    """
    by_draw = np.nan_to_num(steady.levels[1] - steady.levels[0]) * point.worth_of
    leads = np.minimum(points[0].leads[0], points[1].leads[0])
    sold = np.minimum(points[0].reached[-1, 0], points[1].reached[-1, 0])
    told: list[tuple[tuple[str | int, ...], float, Floats]] = []
    for at, key in enumerate(chain.factors):
        if key == DAYS:
            continue
        told.append(((key,), float(point.factors[at, 0].sum()), by_draw[at].sum(axis=1)))
        if key in (TRAFFIC, MIX):
            continue
        cases, fewest = (sold, _FEWEST_SOLD) if key in (*chain.stages[1:], CHECK, DISCOUNT) else (leads, _FEWEST_LEADS)
        told += [
            ((key, int(channel)), float(point.factors[at, 0, channel]), by_draw[at, :, channel])
            for channel in np.flatnonzero(cases[:HUGE] >= fewest)
        ]
    for key in (ENTERED, LEFT, RETURNED):
        at = APART.index(key)
        told.append(((key,), float(point.lines[at, 0]), drawn.lines[at]))
    enough = np.flatnonzero(people.should.min(axis=0) >= _FEWEST_SOLD / 2)
    told += [((_SELLER, int(at)), float(people.amount[at]), people.draws[:, at]) for at in enough]
    return family(told)


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
        judged=periods.judged_alike and judged >= _TOLD,
        waits=speed is not None and speed.fades and answered >= _FEWEST_ANSWERED and contacted >= _TOLD,
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
