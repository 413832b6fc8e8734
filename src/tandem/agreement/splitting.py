"""Why two reports differ: behaviour changed, definition changed, data corrected. Pure, and exact.

A figure depends on three things: the period it is counted over, the definitions it is counted under, and the data it
is counted from. Going from one report to the other changes up to three of them, and the figure is computed for every
combination of old and new. A cause's effect is then its mean effect over all orders in which the three could have
changed (the Shapley value): it does not depend on an order, and the three add up to the whole difference exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from math import floor

type Number = int | float | Decimal | Fraction
#: Whether period, definition and data are those of the later report.
type Corner = tuple[bool, bool, bool]

_FACTORS = 3
CORNERS: tuple[Corner, ...] = tuple((p, d, c) for p in (False, True) for d in (False, True) for c in (False, True))


@dataclass(frozen=True, slots=True)
class Split:
    """The difference ``after − before`` by cause; the three add up to it exactly."""

    before: Fraction
    after: Fraction
    behaviour: Fraction
    definition: Fraction
    correction: Fraction

    @property
    def whole(self) -> Fraction:
        """The difference of the two reports."""
        return self.after - self.before


def split(corners: Mapping[Corner, Number | None], *, before: Number | None, after: Number | None) -> Split | None:
    """The difference of two reports by cause; None where some figure on the way cannot be computed.

    ``corners`` holds the figure for every combination of ``CORNERS``. ``before`` and ``after`` are the figures of the
    two reports themselves: where a report counts each lead under the version of its own day, they may differ from the
    corner that counts all of them under one; that difference is one of definition, too.
    """
    if before is None or after is None or any(corners[corner] is None for corner in CORNERS):
        return None
    known = {corner: Fraction(value) for corner, value in corners.items() if value is not None}
    first, last = Fraction(before), Fraction(after)
    effects = [_mean_effect(known, factor) for factor in range(_FACTORS)]
    nowhere, everywhere = CORNERS[0], CORNERS[-1]
    of_own_days = (last - known[everywhere]) - (first - known[nowhere])
    return Split(first, last, behaviour=effects[0], definition=effects[1] + of_own_days, correction=effects[2])


def rounded(parts: Sequence[Fraction], *, to: int, unit: Fraction = Fraction(1)) -> tuple[int, ...]:
    """The parts in whole units that add up to ``to`` of them: the largest remainders are rounded up.

    ``to`` is what the whole is shown as, so it may lie a unit beside the sum of the parts. A part that is nothing
    stays nothing as long as any other is something.
    """
    exact = [part / unit for part in parts]
    units = [floor(part) for part in exact]
    free = [at for at, part in enumerate(exact) if part] or list(range(len(exact)))
    left = to - sum(units)
    upwards = sorted(free, key=lambda at: exact[at] - units[at], reverse=left > 0)
    for turn in range(abs(left)):
        units[upwards[turn % len(upwards)]] += 1 if left > 0 else -1
    return tuple(units)


def _mean_effect(known: Mapping[Corner, Fraction], factor: int) -> Fraction:
    orders = list(permutations(range(_FACTORS)))
    total = Fraction(0)
    for order in orders:
        changed = set(order[: order.index(factor)])
        total += known[_corner(changed | {factor})] - known[_corner(changed)]
    return total / len(orders)


def _corner(changed: set[int]) -> Corner:
    return (0 in changed, 1 in changed, 2 in changed)
