"""How far agreed figures are reached, and one index of them by agreed weights. Pure.

A figure's index is fact over target, or target over fact where less is better, from nought up to a cap, so that one
figure run far beyond its target does not hide that another failed (the cap is that of the bonus). The index of a
department is the weighted mean; a figure that is not known yet is left out with its weight, and said to be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

CAP = 1.5


@dataclass(frozen=True, slots=True)
class Reached:
    """One figure: its index, and whether its interval lies wholly on one side of the target; None: cannot be told."""

    index: float | None
    weight: float
    met: bool | None


def target_for(amount: float, days: int, per_days: float, *, adds_up: bool) -> float:
    """What is due in so many days of an amount agreed for ``per_days``; a share or a mean is due as it is."""
    return amount * days / per_days if adds_up else amount


def reached(
    fact: float | None, target: float, *, at_most: bool, weight: float, low: float | None = None,
    high: float | None = None,
) -> Reached:  # fmt: skip
    """How far a target is reached."""
    if fact is None or target <= 0:
        return Reached(None, weight, None)
    index = CAP if at_most and fact <= 0 else target / fact if at_most else fact / target
    if low is None or high is None:
        return Reached(min(max(index, 0.0), CAP), weight, fact <= target if at_most else fact >= target)
    best, worst = (low, high) if at_most else (high, low)
    met = True if _good(worst, target, at_most=at_most) else None if _good(best, target, at_most=at_most) else False
    return Reached(min(max(index, 0.0), CAP), weight, met)


def _good(value: float, target: float, *, at_most: bool) -> bool:
    return value <= target if at_most else value >= target


def together(figures: Sequence[Reached]) -> float | None:
    """The weighted mean of what is known; None where nothing is."""
    known = [(each.index, each.weight) for each in figures if each.index is not None]
    whole = sum(weight for _, weight in known)
    return sum(index * weight for index, weight in known) / whole if whole > 0 else None
