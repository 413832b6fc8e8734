"""How sure an effect is: draws of days, with the leads of a person kept together. Pure.

Each period's days are drawn anew by weights from Dirichlet's distribution (the Bayesian bootstrap: Rubin 1981, Ann.
Statist. 9), working days and weekends apart, so that no draw has a week of Sundays. Leads of one day rise and fall
together, and so do those of one person, who all belong to the day of the first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tandem.basics.intervals import LEVEL

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]

#: Chance of a single false blame in one answer in which nothing has changed.
FALSE_BLAME = 0.05


def day_weights(strata: Ints, draws: int, random: np.random.Generator) -> Floats:
    """Weights of clusters by draw, shape ``(draws, clusters)``: of each stratum they add up to its clusters.

    A stratum of one cluster cannot be drawn anew; its weight is exponential, as if days like it came by chance.
    """
    weights = np.ones((draws, len(strata)))
    for stratum in np.unique(strata):
        of = np.flatnonzero(strata == stratum)
        drawn = random.standard_exponential((draws, len(of)))
        if len(of) > 1:
            mean = drawn.mean(axis=1, keepdims=True)
            # Weights of few days vary less than the days themselves did: n/(n−1) makes up for it.
            drawn = 1 + (drawn / mean - 1) * np.sqrt((len(of) + 1) / (len(of) - 1))
        weights[:, of] = np.maximum(drawn, 0.0)
    return weights


@dataclass(frozen=True, slots=True)
class Sureness:
    """Of each effect its interval and standard error, and how many errors are beyond what chance makes of *any*.

    ``limit`` is the number of standard errors that the largest of all effects exceeds by chance in ``FALSE_BLAME`` of
    answers (the maximum of the studentised draws: Westfall and Young 1993).
    """

    low: Floats
    high: Floats
    error: Floats
    limit: float


def sureness(point: Floats, draws: Floats, *, level: float = LEVEL, false_blame: float = FALSE_BLAME) -> Sureness:
    """``point`` of shape ``(effects,)``, ``draws`` of ``(effects, draws)``."""
    low, high = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2], axis=1)
    centred = draws - draws.mean(axis=1, keepdims=True)
    error = centred.std(axis=1, ddof=1)
    told = error > 0
    largest = np.abs(centred[told] / error[told, None]).max(axis=0) if told.any() else np.zeros(1)
    return Sureness(
        np.minimum(low, point), np.maximum(high, point), error, float(np.quantile(largest, 1 - false_blame))
    )
