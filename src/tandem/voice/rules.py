"""What may be said of counts of answers: differences with their intervals, medians of few prices, and when to wait.

Pure: no Django, no clock, no I/O.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy import special

from tandem.basics.intervals import LEVEL, Estimate, normal_quantile, wilson

#: A change worth telling from chance: by a third of what it was before.
WORTH_SEEING = 1 / 3
#: How surely such a change is to be seen.
_POWER = 0.8
#: Of fewer prices than this no order statistics bracket the median nine times of ten.
LEAST_PRICES = 5


@dataclass(frozen=True, slots=True)
class Difference:
    """``after`` minus ``before`` as a part of one, with its interval; None where one of them has no cases."""

    value: float | None
    low: float
    high: float

    @property
    def is_chance(self) -> bool:
        """Whether it cannot be told from nothing."""
        return self.value is None or self.low <= 0 <= self.high


def difference(before: Estimate, after: Estimate) -> Difference:
    """The difference of two shares of different cases, from the limits of both.

    The square-and-add method (Newcombe 1998, Statist. Med. 17, method 10; for any two estimates with limits Zou and
    Donner 2008, Statist. Med. 27, "MOVER"): right for few cases, and within −1…1 by itself.
    """
    if before.value is None or after.value is None:
        return Difference(None, -1.0, 1.0)
    found = after.value - before.value
    down = math.hypot(after.value - after.low, before.high - before.value)
    up = math.hypot(after.high - after.value, before.value - before.low)
    return Difference(found, found - down, found + up)


class Verdict(StrEnum):
    """What may be said of a before and an after."""

    #: Too few cases to tell a change of a third from chance, and nothing larger was seen.
    TOO_FEW = "too_few"
    #: Enough cases, and no difference that could be told from chance.
    ALIKE = "alike"
    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True, slots=True)
class Compared:
    """Two shares beside each other. ``needed`` more cases afterwards make the comparison worth reading."""

    before: Estimate
    after: Estimate
    difference: Difference
    verdict: Verdict
    needed: int


def compared(before: Estimate, after: Estimate) -> Compared:
    """What may be said of a share before and after something changed. Never why."""
    found = difference(before, after)
    needed = max(cases_needed(before.value) - after.n, 0)
    if not found.is_chance and found.value is not None:
        verdict = Verdict.HIGHER if found.value > 0 else Verdict.LOWER
        return Compared(before, after, found, verdict, 0)
    short = needed > 0 or before.n < cases_needed(before.value)
    return Compared(before, after, found, Verdict.TOO_FEW if short else Verdict.ALIKE, needed)


def cases_needed(share: float | None) -> int:
    """Cases in each of two groups to see a change of ``share`` by a third, eight times of ten.

    The normal approximation for two proportions, n = (z₁₋α/₂ + z_power)²·(p₁q₁ + p₂q₂)/(p₁ − p₂)² (Fleiss, Levin and
    Paik 2003, eq. 4.14 without continuity correction). A share of nought or of all has no third to see: it is taken as
    that of the least case that could have been.
    """
    share = min(max(share if share is not None else 0.5, 0.02), 0.98)
    other = share * (1 - WORTH_SEEING)
    reach = normal_quantile(LEVEL) + float(special.ndtri(_POWER))
    spread = share * (1 - share) + other * (1 - other)
    return math.ceil(reach**2 * spread / (share - other) ** 2)


@dataclass(frozen=True, slots=True)
class Median:
    """The middle value of ``n``; without limits where there are too few to have any."""

    value: float | None
    low: float | None
    high: float | None
    n: int


def median(values: Sequence[float]) -> Median:
    """The median with its distribution-free interval of order statistics (Conover 1999, 3.2)."""
    ordered = sorted(values)
    n = len(ordered)
    if n == 0:
        return Median(None, None, None, 0)
    middle = (ordered[(n - 1) // 2] + ordered[n // 2]) / 2
    if n < LEAST_PRICES:
        return Median(middle, None, None, n)
    # The widest tail whose weight stays below half of what may be missed.
    weights = special.bdtr(np.arange(n), n, 0.5)
    rank = max(int(np.searchsorted(weights, (1 - LEVEL) / 2, side="right")), 1)
    return Median(middle, ordered[rank - 1], ordered[n - rank], n)


def share(count: int, n: int) -> Estimate:
    """A share with its interval."""
    return wilson(count, n)
