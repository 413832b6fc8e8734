"""What a test by lot has shown: the lift with its interval, from how the lots could have fallen. Pure.

No model of regions is needed: had the campaign no effect (or one of τ), each pair might as well have fallen the other
way, and the difference of the halves would have been another one. τ is within the interval when the difference seen is
not among the rarest of those (randomisation inference: Fisher 1935; intervals by inversion: Rosenbaum 2002,
"Observational studies", §2.4). What a region brought before is taken off, which narrows the interval and biases
nothing, since it is the same however the lots fall.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from tandem.basics.intervals import wilson

type Floats = NDArray[np.float64]

#: A difference as far out as this share of the ways the lots could have fallen is taken for no chance.
ERROR = 0.05
#: All ways are tried up to so many pairs; of more as many are drawn.
_ALL, _DRAWN = 13, 8192
#: Lifts that are thought possible.
_LEAST, _MOST = -0.95, 20.0
_STEPS = 50


@dataclass(frozen=True, slots=True)
class Result:
    """``lift``: how much more with the campaign than without (0.2: a fifth), in the interval ``low`` to ``high``.

    None where nothing came without it. ``p``: how often the lots alone would have made a difference as large.
    ``shown`` and ``spared`` are what both halves brought.
    """

    lift: float | None
    low: float
    high: float
    p: float
    shown: float
    spared: float

    @property
    def works(self) -> bool | None:
        """By the rule said beforehand: whether more or less came with it; None where neither is told from chance."""
        if self.lift is None or self.low <= 0 <= self.high:
            return None
        return self.lift > 0


def read_pairs(shown: Sequence[float], spared: Sequence[float], past: Sequence[tuple[float, float]]) -> Result:
    """The result of pairs of regions: what each brought in the days, and what they brought before them."""
    with_it, without = np.asarray(shown, dtype=np.float64), np.asarray(spared, dtype=np.float64)
    before = np.asarray(past, dtype=np.float64).reshape(-1, 2)
    signs = _signs(len(with_it))

    def chance(lift: float) -> float:
        return _chance(_differences(with_it, without, before, lift), signs)

    total, other = float(with_it.sum()), float(without.sum())
    if not other or not total:
        return Result(None, _LEAST, float("inf"), chance(0.0), total, other)
    best = _root(lambda lift: float(_differences(with_it, without, before, lift).sum()), _LEAST, _MOST)
    low = _root(lambda lift: ERROR - chance(lift), _LEAST, best) if chance(_LEAST) <= ERROR else _LEAST
    high = _root(lambda lift: chance(lift) - ERROR, best, _MOST) if chance(_MOST) <= ERROR else float("inf")
    return Result(best, low, high, chance(0.0), total, other)


def _differences(shown: Floats, spared: Floats, past: Floats, lift: float) -> Floats:
    """Within each pair, were the lift this one: what came without the campaign's part, less what the past foretold."""
    plain = shown / (1 + lift)
    rate = (plain.sum() + spared.sum()) / max(float(past.sum()), 1e-9)
    return np.asarray(plain - spared - rate * (past[:, 0] - past[:, 1]), dtype=np.float64)


def _chance(differences: Floats, signs: Floats) -> float:
    seen = abs(float(differences.sum()))
    return float((np.abs(signs @ differences) >= seen - 1e-9 * max(seen, 1.0)).mean())


def _signs(pairs: int) -> Floats:
    if pairs <= _ALL:
        ways = np.arange(2**pairs)[:, None] >> np.arange(pairs) & 1
        return np.asarray(2.0 * ways - 1, dtype=np.float64)
    drawn = np.random.default_rng(pairs).integers(0, 2, (_DRAWN, pairs))
    return np.vstack((2.0 * drawn - 1, np.ones((1, pairs))))


def _root(falling: Callable[[float], float], low: float, high: float) -> float:
    """Where a function that falls from above nought to below it crosses; near enough for a page."""
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if falling(middle) > 0 else (low, middle)
    return (low + high) / 2


def read_clients(shown: int, of_shown: int, spared: int, of_spared: int) -> Result:
    """The result where clients were dealt out one by one: how many of each half came.

    The ratio of two proportions by the limits of both (MOVER: Donner and Zou 2012, Statist. Med. 31); ``p`` is that of
    the score test of no difference. Clients are so many that how they were paired hardly matters.
    """
    both = (shown + spared) / max(of_shown + of_spared, 1)
    error = np.sqrt(both * (1 - both) * (1 / max(of_shown, 1) + 1 / max(of_spared, 1)))
    away = abs(shown / max(of_shown, 1) - spared / max(of_spared, 1))
    p = float(2 * special.ndtr(-away / error)) if error else 1.0
    a, b = (wilson(hits, n, 1 - ERROR) for hits, n in ((shown, of_shown), (spared, of_spared)))
    if not a.value or not b.value:
        return Result(None, _LEAST, float("inf"), p, shown, spared)
    one, other = a.value, b.value
    product = one * other
    low = (product - _spread(product, a.low, one, b.high, other)) / (b.high * (2 * other - b.high))
    denominator = b.low * (2 * other - b.low)
    high = (product + _spread(product, a.high, one, b.low, other)) / denominator if denominator > 0 else float("inf")
    return Result(one / other - 1, low - 1, high - 1, p, shown, spared)


def _spread(product: float, limit: float, one: float, opposite: float, other: float) -> float:
    inner = product**2 - limit * opposite * (2 * one - limit) * (2 * other - opposite)
    return float(np.sqrt(max(inner, 0.0)))
