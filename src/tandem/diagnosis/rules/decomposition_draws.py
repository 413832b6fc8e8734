"""How sure an effect is: draws of days, with the leads of a person kept together. Pure.

Each period's days are drawn anew by weights from Dirichlet's distribution (the Bayesian bootstrap: Rubin 1981, Ann.
Statist. 9), working days and weekends apart, so that no draw has a week of Sundays. Leads of one day rise and fall
together, and so do those of one person, who all belong to the day of the first.
"""

from __future__ import annotations

from collections.abc import Sequence
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


def limits(draws: Floats, level: float = LEVEL) -> tuple[Floats, Floats]:
    """The lower and the upper end for each row of ``(effects, draws)``."""
    low, high = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2], axis=1)
    return low, high


@dataclass(frozen=True, slots=True)
class Family:
    """What of everything looked at is beyond chance, by its name.

    ``limit`` is the number of standard errors that the largest of all exceeds by chance alone in ``FALSE_BLAME`` of
    answers (the maximum of the studentised draws: Westfall and Young 1993).
    """

    sure: frozenset[tuple[str | int, ...]]
    limit: float


def family(told: Sequence[tuple[tuple[str | int, ...], float, Floats]], *, false_blame: float = FALSE_BLAME) -> Family:
    """Test many effects at once: each a name, its amount and its draws."""
    if not told:
        return Family(frozenset(), 0.0)
    draws = np.stack([each for _, _, each in told])
    centred = draws - draws.mean(axis=1, keepdims=True)
    error = centred.std(axis=1, ddof=1)
    varies = error > 1e-9
    largest = np.abs(centred[varies] / error[varies, None]).max(axis=0) if varies.any() else np.zeros(1)
    limit = float(np.quantile(largest, 1 - false_blame))
    # What is the same every day of a period and another every day of the other needs no draw to be told.
    return Family(
        frozenset(
            name
            for (name, amount, _), deviation in zip(told, error, strict=True)
            if abs(amount) > max(limit * deviation, 1e-6)
        ),
        limit,
    )
