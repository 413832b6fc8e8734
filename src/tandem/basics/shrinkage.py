"""Shares of many small units (sellers, campaigns, creatives) with a correction for small samples.

A unit's share is pulled towards the share of the group, the more so the fewer its cases: a seller with 3 wins
of 10 is not "at 30 %". And where the units cannot be told from one another, nobody is ranked.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from tandem.basics.intervals import LEVEL, Counts, Estimate

type Floats = NDArray[np.float64]

# Logarithms of α+β: beyond a million imagined cases the units are the same for every practical purpose.
_FEWEST, _MOST = math.log(0.05), math.log(1e6)


@dataclass(frozen=True, slots=True)
class Shrinkage:
    """The group as a Beta(``alpha``, ``beta``) of true shares, and every unit's estimate, in the order given.

    ``rankable`` is false when the spread between the units cannot be told from zero: then the differences are
    noise and must not be shown as an order. ``spread`` is the standard deviation of the true shares.
    """

    alpha: float
    beta: float
    units: tuple[Estimate, ...]
    rankable: bool

    @property
    def group_share(self) -> float:
        return self.alpha / (self.alpha + self.beta)

    @property
    def spread(self) -> float:
        return math.sqrt(self.group_share * (1 - self.group_share) / (self.alpha + self.beta + 1))


def shrunk(successes: int, n: int, alpha: float, beta: float) -> float:
    """``(k + α) / (n + α + β)``: the unit's share seen together with its group."""
    return (successes + alpha) / (n + alpha + beta)


def beta_binomial_shrinkage(successes: Counts, trials: Counts, level: float = LEVEL) -> Shrinkage:
    """Shrunken shares of all units, ``successes[i]`` of ``trials[i]``.

    α and β are found by maximum likelihood of the beta-binomial (Griffin and Krutchkoff 1971; empirical
    Bayes, Efron and Morris 1975). ``rankable``: the profile-likelihood interval of the between-unit
    variance excludes zero; zero is the edge of the parameter, so at level 0.9 identical units are called
    different in 5 % of cases (Self and Liang 1987). A unit's interval allows for α and β being estimated:
    it averages the posterior over the likelihood on a grid of them and matches its two moments by a Beta,
    which is wider than the plug-in. A unit without cases gets the group's share. Refuses counts that are
    negative or above their trials.
    """
    k, n = np.asarray(successes, dtype=np.float64), np.asarray(trials, dtype=np.float64)
    if k.shape != n.shape or (k < 0).any() or (k > n).any():
        raise ValueError("every unit needs 0 <= successes <= trials")
    if n.sum() == 0:
        return Shrinkage(1.0, 1.0, tuple(Estimate(None, 0.0, 1.0, 0) for _ in n), rankable=False)
    share, cases, gain = _most_likely(k, n)
    alpha, beta = share * cases, (1 - share) * cases
    lows, highs = _posterior_limits(k, n, share, cases, level)
    values = (k + alpha) / (n + cases)
    units = tuple(
        Estimate(float(value), min(float(low), float(value)), max(float(high), float(value)), int(count))
        for value, low, high, count in zip(values, lows, highs, n, strict=True)
    )
    return Shrinkage(alpha, beta, units, rankable=gain > 2 * float(special.gammaincinv(0.5, level)))


def chances_of_highest(successes: Counts, trials: Counts, group: Shrinkage, draws: int = 4000) -> list[float] | None:
    """P(this unit's true share is the highest), by draws from each unit's Beta under the group's α and β.

    None where the units cannot be told from one another: then no order may be shown.
    """
    if not group.rankable:
        return None
    k, n = np.asarray(successes, dtype=np.float64), np.asarray(trials, dtype=np.float64)
    chance = np.random.default_rng(int(n.sum()))
    shares = chance.beta(k + group.alpha, n - k + group.beta, size=(draws, len(k)))
    won = np.bincount(shares.argmax(axis=1), minlength=len(k))
    return [float(each) for each in won / draws]


def _most_likely(k: Floats, n: Floats) -> tuple[float, float, float]:
    """The group share, the imagined cases α+β, and twice the log-likelihood gained over identical units.

    The likelihood can have a flat shoulder towards "all alike", where a climber by slope stops too early: we
    look at a coarse grid of the whole range, then at finer and finer ones around the best point.
    """
    pooled = _inside(k.sum() / n.sum())
    identical = float(np.sum(special.xlogy(k, pooled) + special.xlog1py(n - k, -pooled)))
    logit, log_cases = float(special.logit(pooled)), (_FEWEST + _MOST) / 2
    reach = np.array([4.0, (_MOST - _FEWEST) / 2])
    points = 25
    for _ in range(9):
        logits = np.linspace(logit - reach[0], logit + reach[0], points)
        all_cases = np.linspace(log_cases - reach[1], log_cases + reach[1], points).clip(_FEWEST, _MOST)
        at_logit, at_cases = _grid(logits, all_cases)
        likelihood = _log_likelihood(k, n, at_logit, at_cases)
        best = int(likelihood.argmax())
        logit, log_cases = float(at_logit[best]), float(at_cases[best])
        reach = reach * 3 / points  # a step and a half to each side: the top may lie between two points
        points = 7
    gain = 2 * (float(likelihood[best]) - identical)
    if gain <= 0:
        return pooled, math.exp(_MOST), 0.0
    return float(special.expit(logit)), math.exp(log_cases), gain


def _grid(first: Floats, second: Floats) -> tuple[Floats, Floats]:
    """All pairs of the two axes, as two flat arrays."""
    return np.repeat(first, second.size), np.tile(second, first.size)


def _log_likelihood(k: Floats, n: Floats, logits: Floats, log_cases: Floats) -> Floats:
    """Beta-binomial log-likelihood without its constant, at each pair of (logit of share, log of α+β)."""
    share, cases = special.expit(logits)[:, None], np.exp(log_cases)[:, None]
    alpha, beta = share * cases, (1 - share) * cases
    rising = special.betaln(k + alpha, n - k + beta) - special.betaln(alpha, beta)
    return np.asarray(rising.sum(axis=1), dtype=np.float64)


def _posterior_limits(k: Floats, n: Floats, share: float, cases: float, level: float) -> tuple[Floats, Floats]:
    # The pooled share is known to about this many logits: the grid reaches three of them to each side, with
    # the variance between the units counted in.
    weight_of_unit = n / (1 + (n - 1).clip(min=0) / (cases + 1))
    error = 1 / math.sqrt(max(float(weight_of_unit.sum()) * share * (1 - share), 0.25))
    logits = special.logit(share) + error * np.linspace(-3, 3, 15)
    log_cases = np.linspace(math.log(0.5), _MOST, 30)
    at_logit, at_cases = _grid(logits, log_cases)
    likelihood = _log_likelihood(k, n, at_logit, at_cases)
    # Flat in the standard deviation between units (Gelman 2006): "all alike" stays a proper possibility.
    weights = np.exp(likelihood - likelihood.max() - at_cases / 2)
    weights /= weights.sum()
    group, imagined = special.expit(at_logit)[:, None], np.exp(at_cases)[:, None]
    means = (k + group * imagined) / (n + imagined)
    mean = weights @ means
    variance = weights @ (means * (1 - means) / (n + imagined + 1) + means**2) - mean**2
    total = np.maximum(mean * (1 - mean) / np.maximum(variance, 1e-18) - 1, 1e-3)
    tail = (1 - level) / 2
    first, second = mean * total, (1 - mean) * total
    return special.betaincinv(first, second, tail), special.betaincinv(first, second, 1 - tail)


def _inside(share: float) -> float:
    """A share of exactly 0 or 1 has no logit; no group of finite size is that certain."""
    return min(max(share, 1e-9), 1 - 1e-9)
