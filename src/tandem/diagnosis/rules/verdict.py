"""Whose it is, and whether that may be said at all: the verdict on every bar of a split. Pure.

Nobody is blamed for what chance explains, for what is too small to matter by the agreement, for what a fault in the
data may have made, or for money that merely came on other days.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from tandem.diagnosis.rules.decomposition_factors import APART, ENTERED, LEFT, TARGET
from tandem.diagnosis.rules.decomposition_split import Bar, Split
from tandem.people.rules import Department

#: The part of the revenue compared with from which an effect is worth a verdict, unless the agreement says otherwise.
THRESHOLD = 0.03
#: Longer than so many days nobody waits for certainty.
LONGEST_WAIT = 182
#: Sales below which a period says nothing of how leads are sold.
FEWEST_SALES = 10
#: Days below which a period says nothing of anybody: a week has one Monday.
FEWEST_DAYS = 14


class Verdict(StrEnum):
    """What may be said of a bar."""

    #: Beyond chance and large enough: its department is named.
    CAUSE = "cause"
    #: Nothing that chance would not explain.
    NOISE = "noise"
    #: Beyond chance, and too small to matter.
    SMALL = "small"
    #: Money of other days, one huge deal: true, and nobody's.
    NOBODYS = "nobodys"
    #: A fault of the data stands in the way.
    CANNOT_TELL = "cannot_tell"
    #: Leads were judged otherwise, and sold as before.
    LABELS_MOVED = "labels_moved"


@dataclass(frozen=True, slots=True)
class Judged:
    """A bar with its verdict; ``side`` is the department that answers for it, None for both together or neither.

    ``wait`` are days of data like these that would tell noise from an effect of this size; None: more than half a year,
    or nothing to wait for.
    """

    bar: Bar
    verdict: Verdict
    side: Department | None
    wait: int | None = None


@dataclass(frozen=True, slots=True)
class SideSum:
    """All bars of one department, or of neither (None), together."""

    side: Department | None
    amount: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The split judged: bars in the order of the chain, ``sides`` adding up to the whole difference.

    ``sellers`` are the places of those sellers of whom it can be said that they sell otherwise than before.
    """

    split: Split
    judged: tuple[Judged, ...]
    sides: tuple[SideSum, ...]
    sellers: tuple[int, ...]
    #: Money below which an effect is too small for a verdict.
    least: float

    @property
    def causes(self) -> tuple[Judged, ...]:
        """What may be named, the largest first."""
        found = [each for each in self.judged if each.verdict is Verdict.CAUSE]
        return tuple(sorted(found, key=lambda each: -abs(each.bar.amount)))

    def of(self, key: str) -> Judged:
        """The verdict on a bar; refuses by ``StopIteration``."""
        return next(each for each in self.judged if each.bar.key == key)


def judge(
    split: Split,
    *,
    owners: Mapping[str, Department],
    days: int,
    threshold: float = THRESHOLD,
    blocked: Collection[str] = (),
) -> Diagnosis:
    """Judge every bar.

    ``owners`` are the departments that the agreement makes answer for factors; a factor without one is joint.
    ``blocked`` are the bars that a fault of the data leaves without a verdict. ``days`` is the length of the shorter
    period.
    """
    least = threshold * max(abs(split.revenue[0]) or abs(split.revenue[1]), 1e-9)
    blocks = set(blocked)
    if days < FEWEST_DAYS:
        blocks |= {bar.key for bar in split.bars}
    if min(split.sales) < FEWEST_SALES:
        blocks |= {*split.chain.stages[1:], "check", "discount"}
    judged = [_judged(bar, split, owners, least, days, bar.key in blocks) for bar in split.bars]
    if TARGET not in blocks:
        judged = _labels_moved(judged, split)
    blamed = () if blocks.intersection(split.chain.stages) else _sellers(split, least)
    return Diagnosis(split, tuple(judged), _sides(split, owners), blamed, least)


def _judged(bar: Bar, split: Split, owners: Mapping[str, Department], least: float, days: int, blocked: bool) -> Judged:
    side = owners.get(bar.key)
    if bar.key in APART and bar.key not in (ENTERED, LEFT):
        return Judged(bar, Verdict.NOBODYS, None)
    if blocked:
        return Judged(bar, Verdict.CANNOT_TELL, side)
    if bar.sure:
        return Judged(bar, Verdict.CAUSE if abs(bar.amount) > least else Verdict.SMALL, side)
    return Judged(bar, Verdict.NOISE, side, _wait(bar, split.limit, days) if abs(bar.amount) > least else None)


def _wait(bar: Bar, limit: float, days: int) -> int | None:
    """Days more until an effect of this size stands out: errors shrink as the root of the days."""
    if not bar.amount or not bar.error:
        return None
    more = math.ceil(days * ((limit * bar.error / abs(bar.amount)) ** 2 - 1))
    return max(more, 1) if more <= LONGEST_WAIT else None


def _labels_moved(judged: list[Judged], split: Split) -> list[Judged]:
    """Where the target share and the selling of target leads moved against each other and made nothing together.

    Then leads were judged otherwise: no money was lost by the audience, and none won by selling.
    """
    if not split.chain.judged:
        return judged
    pair = {TARGET, split.chain.stages[1]}
    found = [each for each in judged if each.bar.key in pair]
    if len(found) < 2 or not all(each.bar.sure for each in found):
        return judged
    amounts = [each.bar.amount for each in found]
    together, low, high = split.together(sorted(pair))
    if amounts[0] * amounts[1] < 0 and low <= 0 <= high and abs(together) < min(map(abs, amounts)) / 2:
        return [Judged(each.bar, Verdict.LABELS_MOVED, None) if each.bar.key in pair else each for each in judged]
    return judged


def _sellers(split: Split, least: float) -> tuple[int, ...]:
    """Sellers beyond chance whose effect, corrected for small samples, is large enough; nobody else is ranked."""
    of = split.sellers
    named = np.flatnonzero(of.sure & (np.abs(of.shrunk) > least) & ((of.low > 0) | (of.high < 0)))
    return tuple(int(each) for each in named[np.argsort(-np.abs(of.shrunk[named]))])


def _sides(split: Split, owners: Mapping[str, Department]) -> tuple[SideSum, ...]:
    found = []
    for side in (Department.MARKETING, Department.SALES, None):
        keys = [bar.key for bar in split.bars if _side(bar.key, owners) is side]
        found.append(SideSum(side, *split.together(keys)))
    return tuple(found)


def _side(key: str, owners: Mapping[str, Department]) -> Department | None:
    return None if key in APART and key not in (ENTERED, LEFT) else owners.get(key)
