"""From which age on a lead's fate is known: when nearly all who will buy have bought."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

#: A lead is mature at the age at which this share of those who buy have bought.
BOUGHT_BY_THEN = 0.95
#: Of fewer buyers no such age can be told.
LEAST_BUYERS = 20


def age_of_maturity(days: NDArray[np.int64], followed: NDArray[np.int64]) -> int | None:
    """The age in days at which 19 of 20 buyers have bought; None with too few buyers.

    ``days`` is how long each buyer took, ``followed`` how old each of their leads is by now. Of young leads only the
    quick buyers are seen yet; the estimate for such right-truncated delays (Lagakos, Barraj and De Gruttola 1988) takes
    that into account: going back in time, each delay is held against the buyers who could have had it.
    """
    if len(days) < LEAST_BUYERS:
        return None
    days = np.clip(days, 0, followed)
    longest = int(days.max())
    # At age u: buyers of that delay, and those not slower whose leads were followed so long.
    share = 1.0
    for age in range(longest, 0, -1):
        could = int(((days <= age) & (followed >= age)).sum())
        at = int((days == age).sum())
        if could:
            share *= 1 - at / could
        if share < BOUGHT_BY_THEN:
            return age
    return 0
