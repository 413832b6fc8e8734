"""Deals that outweigh all others: told apart, because no mean survives them. Pure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]

#: Beyond so many robust standard deviations of the logarithm a sum is of another kind than the rest.
_FAR = 5.0
#: A deal below this part of its period's revenue cannot mislead anybody.
_WORTH_TELLING = 0.05
#: Sales below which no "rest" can be told from an exception, unless one is most of everything.
_FEWEST = 20


def huge_deals(money: Floats, after: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which leads brought a sum that has nothing to do with the others: true for at most a handful.

    By the logarithm's distance from the median in median absolute deviations, over both periods, and by its part of
    the period's revenue.
    """
    found = np.zeros(len(money), dtype=np.bool_)
    sold = np.flatnonzero(money > 0)
    if len(sold) < 3:
        return found
    of_period = [max(float(money[sold][after[sold] == side].sum()), 1e-9) for side in (False, True)]
    part = money[sold] / np.where(after[sold], of_period[1], of_period[0])
    if len(sold) < _FEWEST:
        found[sold] = part > 0.5
        return found
    logs = np.log(money[sold])
    middle = np.median(logs)
    # Where most checks are alike the deviation is nothing: a sum then has to be twice and more of them.
    spread = max(1.4826 * float(np.median(np.abs(logs - middle))), 0.15)
    found[sold] = (logs - middle > _FAR * spread) & (part > _WORTH_TELLING)
    return found
