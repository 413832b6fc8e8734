"""Whose a longer wait is where nobody tells when a request reached its seller. Pure.

A request that a machine holds back is late even when everybody is free: the *quickest* answers move. Sellers who are
busy, or lazy, or fewer, still answer some requests at once: the quickest answers stay, and the slow ones grow.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]

#: Clients who call by themselves wait for nobody: a wait of less than a minute is theirs.
_CALLED_IN_HOURS = 1 / 60
#: The quickest tenth, not the very quickest: somebody always sees a request by chance.
_QUICKEST = 0.1
#: Waits below which a tenth of them says nothing.
FEWEST_WAITS = 100
#: By how much the quickest must have moved, and how many times over, to be no chance and no slower typing.
_LEAST_HOURS, _LEAST_TIMES = 0.5, 2.0


def wait_floor(before: Floats, after: Floats) -> float:
    """Hours by which even the quickest answers came later (below zero: sooner) in the later of two periods.

    ``before`` and ``after`` are hours from the request to the first contact, not a number where there was none. 0 where
    the quickest answers stand, or waits are too few to tell.
    """
    quickest = []
    for hours in (before, after):
        waited = hours[hours > _CALLED_IN_HOURS]
        if len(waited) < FEWEST_WAITS:
            return 0.0
        quickest.append(float(np.quantile(waited, _QUICKEST)))
    first, second = quickest
    moved = abs(second - first) >= _LEAST_HOURS and max(quickest) >= _LEAST_TIMES * min(quickest)
    return second - first if moved else 0.0
