"""How many decided cases a share in the making is worth."""

from __future__ import annotations

import math

from tandem.basics.intervals import Estimate, normal_quantile


def effective_cases(estimate: Estimate, level: float) -> tuple[int, int]:
    """``(successes, trials)`` of a plain share whose score interval is as wide as the estimate's.

    A cohort's share counts open leads up to their present age, so a hundred leads half of which are open say
    less than a hundred decided ones. This is the number they are worth, for methods that need cases.
    """
    share = estimate.value or 0.0
    half = (estimate.high - estimate.low) / 2
    z = normal_quantile(level)
    few, many = 0.0, float(max(estimate.n, 1))
    if _half_width(share, many, z) >= half:
        few = many
    for _ in range(50):
        middle = (few + many) / 2
        if middle > 0 and _half_width(share, middle, z) <= half:
            many = middle
        else:
            few = middle
    trials = max(round(many), 1)
    return min(round(share * trials), trials), trials


def _half_width(share: float, n: float, z: float) -> float:
    return z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
