"""Since when: the day on which a share, a count or a mean changed, with the days it may have been. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tandem.basics.intervals import LEVEL

type Floats = NDArray[np.float64]

#: Days at either end in which no change is sought.
_EDGE = 4
#: A change whose day lies anywhere in more days than this came gradually, or nobody can tell.
WIDEST = 28


@dataclass(frozen=True, slots=True)
class ChangeDay:
    """The likeliest first day of the new level, by its place in the series, and the first and last it may have been."""

    day: int
    low: int
    high: int


def change_day(amount: Floats, of: Floats, *, level: float = LEVEL, widest: int = WIDEST) -> ChangeDay | None:
    """The one day that splits the daily ratio ``amount / of`` best; None where none stands out.

    Every day weighs by ``of``. With one level before and one after, the days have the chances ``RSS^(−n/2)`` (a normal
    series with unknown variance, every day alike before it is seen); the narrowest set of neighbouring days that holds
    ``level`` of the chance is told.
    """
    days = len(amount)
    if days < 3 * _EDGE or (of > 0).sum() < 3 * _EDGE:
        return None
    rate = np.where(of > 0, amount / np.where(of > 0, of, 1.0), 0.0)
    weight = np.cumsum(of)
    first, second = np.cumsum(of * rate), np.cumsum(of * rate**2)
    at = np.arange(_EDGE, days - _EDGE + 1)
    left = weight[at - 1]
    right = weight[-1] - left
    fit = np.where(left > 0, first[at - 1] ** 2 / np.maximum(left, 1e-300), 0.0)
    fit += np.where(right > 0, (first[-1] - first[at - 1]) ** 2 / np.maximum(right, 1e-300), 0.0)
    rest = np.maximum(second[-1] - fit, 1e-12 * max(second[-1], 1e-300))
    told = float((of > 0).sum())
    log_chance = -told / 2 * np.log(rest)
    chance = np.exp(log_chance - log_chance.max())
    chance /= chance.sum()
    low, high = _narrowest(chance, level)
    if high - low + 1 > widest:
        return None
    best = int(chance.argmax())
    return ChangeDay(int(at[best]), int(at[low]), int(at[high]))


def _narrowest(chance: Floats, level: float) -> tuple[int, int]:
    """The shortest run of days that holds the chance, round the likeliest."""
    upto = np.concatenate(([0.0], np.cumsum(chance)))
    best, best_length = (0, len(chance) - 1), len(chance) + 1
    for first in range(len(chance)):
        last = int(np.searchsorted(upto, upto[first] + level - 1e-12, side="left")) - 1
        if last < len(chance) and last - first + 1 < best_length:
            best, best_length = (first, max(last, first)), last - first + 1
    return best
