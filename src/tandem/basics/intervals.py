"""How sure a figure is: the interval of a share, a count, a mean, and of a share still in the making.

Every answer carries the number of cases it rests on. Few cases give a wide interval, never an error; no cases
give no value and the widest interval there is.

Notation: ``level`` is the coverage of the two-sided interval, 0.9 throughout the house.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

type Counts = Sequence[int] | NDArray[np.int64]

LEVEL = 0.9


@functools.cache
def normal_quantile(level: float = LEVEL) -> float:
    """How many standard errors a two-sided interval of this level reaches to each side: 1.645 at 0.9.

    The special functions and not ``scipy.stats``, here and below: its distributions take a thousand times longer
    to check their arguments than to answer, and a page asks for hundreds of limits.
    """
    return float(special.ndtri((1 + level) / 2))


@dataclass(frozen=True, slots=True)
class Estimate:
    """``value`` is ``None`` when nothing was observed; ``n`` is the number of cases behind it."""

    value: float | None
    low: float
    high: float
    n: int


def wilson(successes: int, n: int, level: float = LEVEL) -> Estimate:
    """A share and its score interval (Wilson 1927, JASA 22; recommended by Brown, Cai, DasGupta 2001)."""
    if not 0 <= successes <= n:
        raise ValueError(f"successes must lie between 0 and n: {successes} of {n}")
    if n == 0:
        return Estimate(None, 0.0, 1.0, 0)
    low, high = _wilson_limits(successes / n, n, level)
    return Estimate(successes / n, low, high, n)


def weighted_share(successes: float, weight: float, squares: float, n: int, level: float = LEVEL) -> Estimate:
    """A share of cases that were drawn with unequal chances: each counts 1 ÷ its chance.

    ``successes`` and ``weight`` are sums of such weights, ``squares`` the sum of the squares of all of them. Hájek's
    share with Wilson's interval for Kish's effective number of cases, ``weight² ÷ squares``: with equal chances both
    are those of ``wilson``. The chances are of the draw from all that could have been drawn; that those are finite in
    number is left out, so the interval is rather too wide.
    """
    if not 0 <= successes <= weight * (1 + 1e-9):
        raise ValueError(f"successes must lie between 0 and the weight of all: {successes} of {weight}")
    if n == 0 or weight <= 0:
        return Estimate(None, 0.0, 1.0, 0)
    share = min(successes / weight, 1.0)
    low, high = _wilson_limits(share, weight**2 / squares, level)
    return Estimate(share, low, high, n)


def poisson_interval(count: int, exposure: float = 1.0, level: float = LEVEL) -> Estimate:
    """``count / exposure`` with its exact interval (Garwood 1936, Biometrika 28); ``n`` is the count."""
    if count < 0 or exposure <= 0:
        raise ValueError(f"a count is not negative and an exposure is positive: {count}, {exposure}")
    tail = (1 - level) / 2
    low = float(special.gammaincinv(count, tail)) if count else 0.0
    high = float(special.gammaincinv(count + 1, 1 - tail))
    return Estimate(count / exposure, low / exposure, high / exposure, count)


def mean_interval(values: Sequence[float] | NDArray[np.float64], level: float = LEVEL) -> Estimate:
    """The mean of ``values`` (checks, deal sums) with its interval; see ``mean_interval_from_moments``."""
    sample = np.asarray(values, dtype=np.float64)
    if sample.size == 0:
        return Estimate(None, -math.inf, math.inf, 0)
    deviations = sample - sample.mean()
    spread = float(np.mean(deviations**2))
    skewness = float(np.mean(deviations**3)) / spread**1.5 if spread > 0 else 0.0
    deviation = math.sqrt(spread * sample.size / max(sample.size - 1, 1))
    return mean_interval_from_moments(float(sample.mean()), deviation, skewness, sample.size, level)


def mean_interval_from_moments(
    mean: float, deviation: float, skewness: float, n: int, level: float = LEVEL
) -> Estimate:
    """A mean's interval from moments: ``deviation`` with ``n - 1``, ``skewness`` plain (m3/m2^1.5).

    Sums of money have a heavy right tail, where Student's interval misses the truth on its upper side far
    more often than promised. This is Hall's transformation of the t-statistic (Hall 1992, JRSS B 54), which
    removes the skewness and moves both limits up; without skewness it *is* Student's. It does not invent
    what was never seen: when one huge deal makes the mean and has not happened in the sample, no interval
    from it helps. One value alone says nothing of the spread: its interval is everything.
    """
    if n < 2:
        return Estimate(mean if n else None, -math.inf, math.inf, n)
    error = deviation / math.sqrt(n)
    quantile = float(special.stdtrit(n - 1, (1 + level) / 2))
    bend = skewness / math.sqrt(n)
    return Estimate(mean, mean - error * _hall(quantile, bend), mean - error * _hall(-quantile, bend), n)


def _hall(quantile: float, bend: float) -> float:
    """The inverse of Hall's g(t) = t + bend·t²/3 + bend²·t³/27 + bend/6 at ``quantile``."""
    if abs(bend) < 1e-6:
        return quantile
    return 3 / bend * (math.cbrt(1 + bend * (quantile - bend / 6)) - 1)


@dataclass(frozen=True, slots=True)
class Incidence:
    """What share of leads is won, counted so that young leads are not refusals.

    ``at_horizon`` is the share won within ``horizon`` days; its value is ``None`` when no lead was followed
    that long, and the interval then leaves room for everything still open. ``so_far`` is the share won by
    ``observed_to``, the oldest age anybody was followed to. ``open_share`` is what is undecided at that
    age.
    """

    at_horizon: Estimate
    so_far: Estimate
    horizon: int
    observed_to: int
    open_share: float


def cumulative_incidence(
    won: Counts, lost: Counts, still_open: Counts, horizon: int, level: float = LEVEL
) -> Incidence:
    """The Aalen–Johansen estimate of "won by age t" when leads can also be lost (a competing risk).

    The three arrays are counts by age in whole days: ``won[t]`` leads were won at age t, ``lost[t]`` lost,
    and ``still_open[t]`` are open today at age t (censored, after the events of that age). Shorter arrays
    are filled with zeros. Source: Aalen and Johansen 1978, Scand. J. Statist. 5; variance as in Marubini
    and Valsecchi 1995, eq. 10.12. The interval is Wilson's with the effective number of leads
    ``F(1-F)/variance`` (Korn and Graubard 1998), so that without censoring it is exactly ``wilson(won, n)``
    and few wins are safe.
    """
    counts = _aligned(won, lost, still_open)
    n = int(counts.sum())
    if n == 0:
        nothing = Estimate(None, 0.0, 1.0, 0)
        return Incidence(nothing, nothing, horizon, 0, 1.0)
    curve = _Curve.of(counts)
    observed_to = int(np.flatnonzero(curve.at_risk)[-1])
    so_far = curve.estimate(observed_to, level)
    open_share = float(curve.surviving[observed_to])
    if horizon <= observed_to:
        at_horizon = curve.estimate(horizon, level)
    elif open_share < 1e-12:
        at_horizon = so_far
    else:
        at_horizon = Estimate(None, so_far.low, min(1.0, so_far.high + open_share), n)
    return Incidence(at_horizon, so_far, horizon, observed_to, open_share)


def incidence_by_age(won: Counts, lost: Counts, still_open: Counts) -> NDArray[np.float64]:
    """The shares won (row 0) and lost (row 1) by each age: the whole Aalen–Johansen curves, shape ``(2, ages)``.

    Counts by age as in ``cumulative_incidence``, whose ``so_far`` is the last value here.
    """
    counts = _aligned(won, lost, still_open)
    curve = _Curve.of(counts)
    before = np.concatenate(([1.0], curve.surviving[:-1]))
    return np.cumsum(before * counts[:2] / np.maximum(curve.at_risk, 1), axis=1)


#: Where one lead would stand for more than so many that were not followed as long, a single one moves too much.
_MOST_PER_LEAD = 10


def last_sound_age(won: Counts, lost: Counts, still_open: Counts) -> int:
    """The age up to which a cohort's share is taken; counts by age as in ``cumulative_incidence``.

    The older, the fewer leads are followed, and each stands for more of those not followed so far. Where one
    would stand for more than ten, a single lead would move the share by more than it knows.
    """
    counts = _aligned(won, lost, still_open)
    followed = counts.sum(axis=0)[::-1].cumsum()[::-1]
    undecided = 1.0
    for age, (count, decided) in enumerate(zip(followed, counts[0] + counts[1], strict=True)):
        if count == 0 or undecided * followed[0] / count > _MOST_PER_LEAD:
            return max(age - 1, 0)
        undecided *= 1 - decided / count
    return len(followed) - 1


def _aligned(*arrays: Counts) -> NDArray[np.float64]:
    counts = np.zeros((len(arrays), max(map(len, arrays))))
    for row, array in zip(counts, arrays, strict=True):
        row[: len(array)] = array
    if (counts < 0).any():
        raise ValueError("counts by age must not be negative")
    return counts


@dataclass(frozen=True, slots=True)
class _Curve:
    """Arrays over age in days; ``surviving`` and ``incidence`` are values at the end of that day."""

    at_risk: NDArray[np.float64]
    won: NDArray[np.float64]
    decided: NDArray[np.float64]
    censored: NDArray[np.float64]
    surviving: NDArray[np.float64]
    incidence: NDArray[np.float64]

    @classmethod
    def of(cls, counts: NDArray[np.float64]) -> _Curve:
        won, lost, still_open = counts
        at_risk = counts.sum(axis=0)[::-1].cumsum()[::-1]
        decided = won + lost
        safe = np.maximum(at_risk, 1)
        surviving = np.cumprod(1 - decided / safe)
        before = np.concatenate(([1.0], surviving[:-1]))
        return cls(at_risk, won, decided, still_open, surviving, np.cumsum(before * won / safe))

    def estimate(self, age: int, level: float) -> Estimate:
        share = min(float(self.incidence[age]), 1.0)
        n = int(self.at_risk[0])
        variance = self._variance(age)
        if variance > 1e-15 and 0 < share < 1:
            effective = min(share * (1 - share) / variance, n)
        else:  # nobody won, or everybody: only the leads whose fate by this age is known speak
            effective = n - float(self.censored[:age].sum())
        low, high = _wilson_limits(share, effective, level) if effective > 0 else (0.0, 1.0)
        return Estimate(share, low, high, n)

    def _variance(self, age: int) -> float:
        upto = slice(0, age + 1)
        risk = np.maximum(self.at_risk[upto], 1)
        won, decided = self.won[upto], self.decided[upto]
        before = np.concatenate(([1.0], self.surviving[upto][:-1]))
        to_come = self.incidence[age] - self.incidence[upto]
        alive = risk - decided
        # Where the last open lead is decided nothing is to come, and the first term is zero and not 0/0.
        first = np.where(alive > 0, to_come**2 * decided / (risk * np.maximum(alive, 1)), 0.0)
        second = before**2 * (risk - won) * won / risk**3
        third = to_come * before * won / risk**2
        return float(np.sum(first + second - 2 * third))


def _wilson_limits(share: float, n: float, level: float) -> tuple[float, float]:
    z = normal_quantile(level)
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    # At the ends the limit is the end itself; rounding must not push the share out of its own interval.
    return min(max(centre - half, 0.0), share), max(min(centre + half, 1.0), share)
