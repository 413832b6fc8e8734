"""When a lead is old enough to be counted as one that does not buy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tandem.basics.intervals import cumulative_incidence, last_sound_age

type Days = NDArray[np.int64]

#: A lead is mature at the age by which this part of the buyers has bought.
MATURE = 0.9


@dataclass(frozen=True, slots=True)
class Maturity:
    """``days`` to maturity; ``followed`` is the age up to which the curve can be trusted. None: nobody has bought."""

    days: int | None
    followed: int


def maturity(bought: Days, lost: Days, still_open: Days) -> Maturity:
    """From counts by age in whole days: leads bought, lost and open today at that age (as in ``cumulative_incidence``).

    The curve is that of Aalen and Johansen, so that leads too young to have bought do not make buying look quick.
    """
    size = max(len(bought), len(lost), len(still_open))
    counts = np.zeros((3, size), dtype=np.int64)
    for row, each in zip(counts, (bought, lost, still_open), strict=True):
        row[: len(each)] = each
    followed = last_sound_age(*counts)
    if not counts[0, : followed + 1].any():
        return Maturity(None, followed)

    def by(age: int) -> float:
        found = cumulative_incidence(counts[0], counts[1], counts[2], age)
        return found.at_horizon.value if found.at_horizon.value is not None else (found.so_far.value or 0.0)

    wanted = MATURE * by(followed)
    low, high = 0, followed
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if by(middle) >= wanted else (middle + 1, high)
    return Maturity(low, followed)
