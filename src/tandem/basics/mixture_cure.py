"""How many of young leads will buy in the end, when most never do and the others take their time.

A mixture cure model (Boag 1949; Maller and Zhou 1996): a lead buys at all with the chance π, and if it does, after a
delay with the distribution F. Of leads aged ``a`` the part ``πF(a)`` has bought, so to take what young leads have
bought so far for what they will buy is to miss ``1 − F(a)`` of it: of leads of the last 30 days with a mean delay of
20 more than half. F is Weibull, one for all cohorts; π is each cohort's own.

Days are whole: a lead that bought on day ``d`` did so within ``[d, d + 1)``, one aged ``a`` was followed to its middle.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

from tandem.basics.intervals import LEVEL, Estimate, normal_quantile
from tandem.basics.shrinkage import Shrinkage, beta_binomial_shrinkage

type Floats = NDArray[np.float64]

#: Buyers below which no delay is told.
FEWEST_BUYERS = 20
#: The part of the buyers to come that must be visible by the oldest age: of a smaller one the rest is a guess.
LEAST_SEEN = 0.5
#: The shape of delays is near that of pure waiting, unless many cases say otherwise (a normal prior on its logarithm).
_PRIOR_SHAPE = 0.15
_DRAWS = 200


@dataclass(frozen=True, slots=True)
class Cohort:
    """Leads looked at together: ``bought[d]`` bought on day ``d``, ``waiting[a]`` are aged ``a`` and have not.

    ``ages[a]`` are all of them by age, buyers too: by it their share is told.
    """

    bought: Sequence[int]
    waiting: Sequence[int]
    ages: Sequence[int]

    @property
    def buyers(self) -> int:
        """How many have bought."""
        return sum(self.bought)

    @property
    def n(self) -> int:
        """How many they are."""
        return sum(self.ages)


@dataclass(frozen=True, slots=True)
class Delays:
    """The delay of those who buy: Weibull, with the covariance of the logarithms of ``scale`` and ``shape``.

    ``shares`` is the most likely share of each cohort it was found from; ``followed`` the oldest age in days.
    """

    scale: float
    shape: float
    covariance: tuple[tuple[float, float], tuple[float, float]]
    shares: tuple[float, ...]
    followed: int
    buyers: int

    def by_age(self, age: float | Floats) -> Floats:
        """The part of the buyers that has bought by an age in days."""
        return _weibull(np.asarray(age, dtype=np.float64), self.scale, self.shape)

    def days_until(self, part: float) -> float:
        """After how many days this part of the buyers has bought; infinite for all or more."""
        if part <= 0:
            return 0.0
        return self.scale * (-math.log1p(-part)) ** (1 / self.shape) if part < 1 else math.inf

    @property
    def median(self) -> float:
        """After how many days half of the buyers have bought."""
        return self.days_until(0.5)

    @property
    def seen(self) -> float:
        """The part of the buyers that the oldest leads have shown."""
        return float(self.by_age(self.followed + 0.5))

    @property
    def is_sound(self) -> bool:
        """Whether enough is seen to tell the rest."""
        return self.buyers >= FEWEST_BUYERS and self.seen >= LEAST_SEEN


def delays_of(cohorts: Sequence[Cohort]) -> Delays | None:
    """The delay of buyers by maximum likelihood, each cohort with a share of its own; None without any buyer.

    A share that changes from month to month is thereby not mistaken for a delay.
    """
    told = [each for each in cohorts if each.n]
    buyers = sum(each.buyers for each in told)
    if not buyers:
        return None
    table = _Table.of(told)
    days = np.arange(table.bought.shape[1])
    mean = float((table.bought.sum(axis=0) * (days + 0.5)).sum() / buyers)
    start = np.array([math.log(max(mean, 0.5)), 0.0])
    found = optimize.minimize(table.deviance, start, method="Nelder-Mead", options={"xatol": 1e-5, "fatol": 1e-7})
    scale, shape = (float(each) for each in np.exp(found.x))
    shares = table.shares(_weibull(table.edges, scale, shape), _weibull(table.middles, scale, shape))
    (a, b), (c, d) = _covariance(table, found.x).tolist()
    followed = max(len(each.ages) for each in told) - 1
    return Delays(scale, shape, ((a, b), (c, d)), tuple(float(each) for each in shares), followed, buyers)


def eventual_shares(units: Sequence[Cohort], delays: Delays, level: float = LEVEL) -> tuple[Shrinkage, list[float]]:
    """What share of each unit's leads buys in the end, corrected for small samples; and how many cases each is worth.

    A lead aged ``a`` counts as the part F(a) of a case: of so many cases the buyers so far are an unbiased share. To
    the interval of the small sample comes that of the delay, which is estimated too.
    """
    ages = _middles(max((len(each.ages) for each in units), default=1))
    leads = _padded([each.ages for each in units], len(ages))
    buyers = [each.buyers for each in units]
    cases = np.maximum(leads @ delays.by_age(ages), buyers)
    group = beta_binomial_shrinkage(buyers, cases, level)  # parts of cases are as good
    spread = _spread_of_delay(leads, ages, delays)
    z = normal_quantile(level)
    found = tuple(
        _widened(estimate, z * float(sd), each.n) for estimate, sd, each in zip(group.units, spread, units, strict=True)
    )
    return Shrinkage(group.alpha, group.beta, found, group.rankable), [float(each) for each in cases]


def still_to_come(unit: Cohort, share: float, delays: Delays) -> float:
    """How many of those who have not bought yet will: each with the chance π(1 − F(a)) / (1 − πF(a))."""
    seen = delays.by_age(_middles(len(unit.waiting)))
    chances = share * (1 - seen) / np.maximum(1 - share * seen, 1e-12)
    return float(np.asarray(unit.waiting, dtype=np.float64) @ chances)


@dataclass(frozen=True, slots=True)
class _Table:
    """Cohorts as rows of counts by day."""

    bought: Floats
    waiting: Floats

    @classmethod
    def of(cls, cohorts: Sequence[Cohort]) -> _Table:
        length = max(max(len(each.bought), len(each.waiting)) for each in cohorts)
        return cls(
            _padded([each.bought for each in cohorts], length), _padded([each.waiting for each in cohorts], length)
        )

    @property
    def edges(self) -> Floats:
        return np.arange(self.bought.shape[1] + 1, dtype=np.float64)

    @property
    def middles(self) -> Floats:
        return _middles(self.bought.shape[1])

    def deviance(self, logs: Floats) -> float:
        """Minus the log-likelihood at (log scale, log shape), every share at its best, and the prior of the shape."""
        scale, shape = math.exp(min(max(logs[0], -5), 12)), math.exp(min(max(logs[1], -2), 2))
        edges, middles = _weibull(self.edges, scale, shape), _weibull(self.middles, scale, shape)
        shares = self.shares(edges, middles)
        daily = np.maximum(np.diff(edges), 1e-300)
        likelihood = self.bought.sum(axis=0) @ np.log(daily)
        likelihood += special.xlogy(self.bought.sum(axis=1), shares).sum()
        likelihood += (self.waiting * np.log1p(-np.minimum(shares[:, None] * middles, 1 - 1e-12))).sum()
        return float(-likelihood + (logs[1] / _PRIOR_SHAPE) ** 2 / 2)

    def shares(self, edges: Floats, middles: Floats) -> Floats:
        """The most likely share of each cohort: the score falls in π, and Newton's step finds its root."""
        buyers = self.bought.sum(axis=1)
        low, high = np.zeros_like(buyers), np.ones_like(buyers)
        share = np.full_like(buyers, 0.5)
        for _ in range(40):
            chances = middles / (1 - share[:, None] * middles + 1e-15)
            waiting = self.waiting * chances
            score = buyers / share - waiting.sum(axis=1)
            low, high = np.where(score > 0, share, low), np.where(score > 0, high, share)
            step = share + score / (buyers / share**2 + (waiting * chances).sum(axis=1) + 1e-300)
            before, share = share, np.where((step > low) & (step < high), step, (low + high) / 2)
            if np.abs(share - before).max() < 1e-14:
                break
        return np.asarray(share, dtype=np.float64)


def _covariance(table: _Table, at: Floats) -> Floats:
    """The inverse of the observed information, by differences."""
    step = 1e-3
    shifts = np.eye(2) * step
    information = np.empty((2, 2))
    for i in range(2):
        for j in range(2):
            corners = (at + shifts[i] + shifts[j], at + shifts[i] - shifts[j], at - shifts[i] + shifts[j],
                       at - shifts[i] - shifts[j])  # fmt: skip
            both, first, second, neither = (table.deviance(each) for each in corners)
            information[i, j] = (both - first - second + neither) / (4 * step**2)
    values, axes = np.linalg.eigh((information + information.T) / 2)
    return np.asarray(axes @ np.diag(1 / np.maximum(values, 1e-2)) @ axes.T, dtype=np.float64)


def _spread_of_delay(leads: Floats, ages: Floats, delays: Delays) -> Floats:
    """The standard deviation of the logarithm of each unit's cases, from that of the delay."""
    chance = np.random.default_rng(delays.buyers)
    logs = chance.multivariate_normal((math.log(delays.scale), math.log(delays.shape)), delays.covariance, _DRAWS)
    shapes = np.exp(np.clip(logs, -5, 12))
    cases = np.stack([leads @ _weibull(ages, scale, shape) for scale, shape in shapes])
    return np.asarray(np.log(np.maximum(cases, 1e-9)).std(axis=0), dtype=np.float64)


def _widened(estimate: Estimate, more: float, n: int) -> Estimate:
    """The estimate with an error of its logarithm added to its interval."""
    if estimate.value is None or estimate.value <= 0:
        return Estimate(estimate.value, estimate.low, estimate.high, n)
    down = math.hypot(math.log(estimate.value / max(estimate.low, 1e-12)), more)
    up = math.hypot(math.log(max(estimate.high, estimate.value) / estimate.value), more)
    return Estimate(
        estimate.value, estimate.value * math.exp(-down), min(estimate.value * math.exp(up), 1.0), n
    )  # fmt: skip


def _weibull(days: Floats, scale: float, shape: float) -> Floats:
    return np.asarray(-np.expm1(-((days / scale) ** shape)), dtype=np.float64)


def _middles(days: int) -> Floats:
    """The middles of the first days."""
    return np.arange(days, dtype=np.float64) + 0.5


def _padded(rows: Sequence[Sequence[int]], length: int) -> Floats:
    table = np.zeros((len(rows), length))
    for row, counts in zip(table, rows, strict=True):
        row[: len(counts)] = counts
    return table
