"""Whether a column still means what it meant: how far its values have moved between two spans of time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special

from tandem.portrait.rules.conditions import Attribute, Flags, Floats

#: From here on the trade calls a column shifted (Siddiqi 2006).
SHIFTED = 0.25
_BINS = 10
_SURE = 0.99


def population_stability(before: Floats, after: Floats) -> float:
    """PSI = Σ (a - b) ln(a / b) over shares of the same bins; half a case stands in an empty one."""
    b, a = (np.maximum(each, 0.5) for each in (before, after))
    b, a = b / b.sum(), a / a.sum()
    return float(((a - b) * np.log(a / b)).sum())


def shift(attribute: Attribute, after: Flags) -> float:
    """The PSI of an attribute, unknown values as a bin of their own; 0 where chance alone may have moved it so far.

    Without any change PSI is about χ² with a degree of freedom less than there are bins, times (1/n + 1/m): of few
    leads in many bins it is large by itself (Yurdakul 2018).
    """
    codes = _bins(attribute)
    size = int(codes.max()) + 1
    first, second = (np.bincount(codes[each], minlength=size).astype(np.float64) for each in (~after, after))
    if not first.sum() or not second.sum():
        return 0.0
    moved = population_stability(first, second)
    free = int(((first + second) > 0).sum()) - 1
    by_chance = 2 * special.gammaincinv(free / 2, _SURE) * (1 / first.sum() + 1 / second.sum()) if free else 0.0
    return moved if moved > by_chance else 0.0


def _bins(attribute: Attribute) -> NDArray[np.int64]:
    """The frequent members, all the rest as one, unknown as 0; deciles of numbers."""
    if attribute.codes is not None:
        frequent = np.argsort(-np.bincount(attribute.codes[attribute.codes >= 0], minlength=1))[:_BINS]
        place = np.full(max(len(attribute.members), 1), 1, dtype=np.int64)
        place[frequent] = np.arange(len(frequent)) + 2
        return np.where(attribute.codes >= 0, place[attribute.codes], 0)
    assert attribute.numbers is not None
    known = attribute.known
    if not known.any():
        return np.zeros(len(known), dtype=np.int64)
    edges = np.unique(np.quantile(attribute.numbers[known], np.arange(1, _BINS) / _BINS))
    return np.where(known, np.searchsorted(edges, np.nan_to_num(attribute.numbers), side="right") + 1, 0)
