"""Evidence that stays valid however often one looks at it.

An *e-value* is a wager against "all is as planned": money put on it at fair odds. Where the plan holds, the expected
stake stays at one for ever, so a twentyfold stake is seen at any time, by any number of looks, in at most one campaign
of twenty (Ville's inequality; Ramdas, Grünwald, Vovk and Shafer 2023, "Game-theoretic statistics and safe anytime-valid
inference"). E-values are kept as natural logarithms here, and arrays may have any leading dimensions.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

type Floats = NDArray[np.float64]

#: How slowly the wager on later starts thins out, in steps.
_PATIENCE = 30.0


def log_share_evidence(
    hits: ArrayLike, cases: ArrayLike, *, planned: float, alpha: float, beta: float, below: float | None = None
) -> Floats:
    """``ln ∫ Π (p/p₀)^x ((1−p)/(1−p₀))^(1−x) dF(p)`` after ``hits`` of ``cases``.

    F is a Beta(``alpha``, ``beta``) cut off at ``below``: the planned share p₀ where nothing is said, so that only a
    share that is too low speaks against the plan; ``below=1`` listens to both sides (Beta–binomial mixture, Robbins
    1970). With ``below`` ≤ p₀ each factor has an expectation of at most one at *every* share of p₀ or more, also one
    that moves in time. Refuses a plan of nobody or of everybody, which no evidence can be held against.
    """
    if not 0 < planned < 1:
        raise ValueError("a planned share lies between 0 and 1, both excluded")
    upper = planned if below is None else below
    k, n = np.asarray(hits, dtype=np.float64), np.asarray(cases, dtype=np.float64)
    a, b = alpha + k, beta + n - k
    with np.errstate(divide="ignore"):
        mixed = special.betaln(a, b) + np.log(special.betainc(a, b, upper))
    prior = special.betaln(alpha, beta) + np.log(special.betainc(alpha, beta, upper))
    evidence: Floats = mixed - prior - k * np.log(planned) - (n - k) * np.log1p(-planned)
    return evidence


def log_sum(parts: Floats) -> Floats:
    """``ln Σ exp`` over the last axis, where not everything is −∞; SciPy's own takes several times as long."""
    highest = parts.max(axis=-1, keepdims=True)
    summed: Floats = np.log(np.exp(parts - highest).sum(axis=-1)) + highest[..., 0]
    return summed


def start_weights(starts: int, *, first: float) -> Floats:
    """The parts of one wager laid upon each possible start of a change, ``[starts]``; they never add up to above one.

    ``first`` lies on the beginning, the rest on the later starts j ≥ 1 in proportion to 1/((j+c) ln²(j+c)), whose sum
    is finite: however old a campaign grows, its false alarms stay bounded over its whole life.
    """
    later = np.arange(1, starts) + _PATIENCE
    thinning = np.log(_PATIENCE) / (later * np.log(later) ** 2)
    return np.concatenate(([first], (1 - first) * thinning))[:starts]


def even_weights(starts: int, *, step: int, half: float) -> Floats:
    """The same for what has long run well: a wager on every ``step``-th start, thinning out slowly, ``[starts]``.

    In proportion to (1 + j/half)⁻²; half of it lies on the first ``half`` starts, and all of it adds up to at most one.
    """
    at = np.arange(starts, dtype=np.float64)
    # A falling function: the sum over every step-th start is at most its integral, moved by one step.
    weights: Floats = np.where(at % step == 0, step / half * (1 + (at + step) / half) ** -2, 0.0)
    return weights


def over_starts(log_evidence: Floats, weights: Floats) -> Floats:
    """The evidence for a change at *some* start: ``log_evidence[..., start]`` under the weights, ``[...]``.

    What is laid on starts that have not come yet still lies there untouched, and counts as itself. With its weights the
    sum of Shiryaev and Roberts becomes an e-value of its own (compare the e-detectors of Shin, Ramdas and Rinaldo 2023,
    which bound the time between false alarms instead of their chance).
    """
    with np.errstate(divide="ignore"):
        parts = log_evidence + np.log(weights)
        kept = np.log(max(0.0, 1.0 - float(weights.sum())))
    return np.logaddexp(log_sum(parts), kept)


def shares_of_starts(log_evidence: Floats, weights: Floats) -> Floats:
    """How much of the evidence lies on each start, ``[..., start]``, adding up to one."""
    with np.errstate(divide="ignore"):
        parts = log_evidence + np.log(weights)
    return np.asarray(special.softmax(parts, axis=-1), dtype=np.float64)


def average(log_evidence: Floats, weights: ArrayLike) -> Floats:
    """The weighted mean of e-values on the last axis: an e-value whatever ties them together (Vovk and Wang 2021)."""
    parts = np.asarray(weights, dtype=np.float64)
    if not np.isclose(parts.sum(), 1) or (parts <= 0).any():
        raise ValueError("weights are above nought and add up to one")
    return log_sum(log_evidence + np.log(parts))


def e_benjamini_hochberg(log_evidence: ArrayLike, *, level: float) -> tuple[int, ...]:
    """Which of K plans to reject so that at most ``level`` of those rejected is expected to hold, the strongest first.

    The k strongest are rejected for the largest k whose k-th e-value is at least K/(k·level); no assumption on how the
    campaigns hang together is needed (e-BH: Wang and Ramdas 2022).
    """
    values = np.asarray(log_evidence, dtype=np.float64)
    order = np.argsort(-values, kind="stable")
    ranks = np.arange(1, values.size + 1)
    enough = np.flatnonzero(values[order] >= np.log(values.size / (ranks * level)))
    return () if enough.size == 0 else tuple(int(each) for each in order[: enough[-1] + 1])
