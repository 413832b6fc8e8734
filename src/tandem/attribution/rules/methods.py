"""The methods side by side, each sharing out the same conversions and the same money to the last kopeck."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from tandem.attribution.rules.heuristics import (
    HALF_LIFE,
    first_touch,
    last_non_direct,
    last_touch,
    linear,
    position,
    time_decay,
)
from tandem.attribution.rules.markov import markov
from tandem.attribution.rules.paths import CONVERSIONS, MONEY, Numbers, Paths
from tandem.attribution.rules.shapley import shapley

#: Conversions are shared out in hundredths.
PARTS = 100


class Method(StrEnum):
    """How credit is shared out."""

    FIRST = "first"
    LAST = "last"
    LAST_NON_DIRECT = "last_non_direct"
    LINEAR = "linear"
    POSITION = "position"
    TIME_DECAY = "time_decay"
    MARKOV = "markov"
    MARKOV_2 = "markov_2"
    SHAPLEY = "shapley"


#: What shares each conversion among the touches of its own path.
HEURISTICS: Mapping[Method, Callable[[Paths], Numbers]] = {
    Method.FIRST: first_touch,
    Method.LAST: last_touch,
    Method.LAST_NON_DIRECT: last_non_direct,
    Method.LINEAR: linear,
    Method.POSITION: position,
}


@dataclass(frozen=True, slots=True)
class Credit:
    """What one channel is credited with: ``conversions`` in hundredths, ``money`` in its smallest unit."""

    conversions: int
    money: int


def credit_by(method: Method, paths: Paths, *, half_life: float = HALF_LIFE) -> Numbers:
    """Credits (2, k) by one method, before rounding."""
    match method:
        case Method.TIME_DECAY:
            return time_decay(paths, half_life=half_life)
        case Method.MARKOV:
            return markov(paths, order=1).credits
        case Method.MARKOV_2:
            return markov(paths, order=2).credits
        case Method.SHAPLEY:
            return shapley(paths)
    return HEURISTICS[method](paths)


def credited[C: Hashable](method: Method, paths: Paths[C], *, half_life: float = HALF_LIFE) -> dict[C, Credit]:
    """Credits of each channel by one method, rounded so that they add up to the whole exactly."""
    found, totals = credit_by(method, paths, half_life=half_life), paths.totals
    conversions = apportioned(found[CONVERSIONS] * PARTS, round(totals[CONVERSIONS] * PARTS))
    money = apportioned(found[MONEY], round(totals[MONEY]))
    return {
        channel: Credit(*both)
        for channel, both in zip(paths.channels, zip(conversions, money, strict=True), strict=True)
    }


def apportioned(shares: Numbers, whole: int) -> list[int]:
    """Whole numbers near ``shares`` that add up to ``whole``: rounded down, the rest by largest remainder (Hamilton).

    ``shares`` add up to ``whole`` but for what floating point lost. Of equal remainders the larger share goes first,
    then the one that stands first.
    """
    if not len(shares):
        return []
    down = np.floor(shares + 1e-7).astype(np.int64)
    left = whole - int(down.sum())
    remainders = shares - down
    order = np.lexsort((np.arange(len(shares)), -shares, -np.round(remainders, 6)))
    every, some = divmod(left, len(shares))
    down += every
    down[order[:some]] += 1
    return [int(each) for each in down]
