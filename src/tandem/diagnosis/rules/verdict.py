"""Whose it is, and whether that may be said at all: the verdict on every bar of a split. Pure.

Nobody is blamed for what chance explains, for what is too small to matter by the agreement, for what a fault in the
data may have made, or for money that merely came on other days.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from tandem.diagnosis.rules.decomposition_draws import limits
from tandem.diagnosis.rules.decomposition_factors import APART, DAYS, ENTERED, LEFT, MIX, RETURNED, TARGET
from tandem.diagnosis.rules.decomposition_parts import Bar, ChannelPart, Split
from tandem.diagnosis.rules.verdict_labels import Labels, whose_labels
from tandem.diagnosis.rules.where import places_of, risen
from tandem.people.rules import Department

#: The part of the revenue compared with from which an effect is worth a verdict where no agreement is at hand.
THRESHOLD = 0.03
#: The part of what a seller's leads bring from which a change of theirs is worth a verdict, however large the company.
THRESHOLD_OF_SELLER = 0.1
#: Longer than so many days nobody waits for certainty.
LONGEST_WAIT = 182
#: Sales below which a period says nothing of anybody: what a lead is worth hangs on one of them more or less.
FEWEST_SALES = 10
#: Days below which a period says nothing of anybody: a week has one Monday.
FEWEST_DAYS = 14


#: Bars that are nobody's work.
_NOBODYS = frozenset({DAYS, *APART}) - {ENTERED, LEFT}


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

    A cause is ``amount`` with its interval: the whole bar, or where only some channels stand out, what it did there;
    ``channels`` are those that stand out. ``leads_or_labels``: nobody can tell yet whether the leads changed or their
    labels. ``wait`` are days of data like these that would tell noise from an effect of this size; None: more than half
    a year, or nothing to wait for.
    """

    bar: Bar
    verdict: Verdict
    side: Department | None
    amount: float
    low: float
    high: float
    channels: tuple[int, ...] = ()
    wait: int | None = None
    leads_or_labels: bool = False


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
        return tuple(sorted(found, key=lambda each: -abs(each.amount)))

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
    if days < FEWEST_DAYS or min(split.sales) < FEWEST_SALES:
        blocks |= {bar.key for bar in split.bars}
    judged = [_judged(bar, split, owners, least, days, bar.key in blocks) for bar in split.bars]
    if TARGET not in blocks:
        judged = _leads_or_labels(judged, split)
    blamed = () if blocks.intersection(split.chain.stages) else _sellers(split, least)
    return Diagnosis(split, tuple(judged), _sides(split, owners), blamed, least)


def _judged(bar: Bar, split: Split, owners: Mapping[str, Department], least: float, days: int, blocked: bool) -> Judged:
    def told(verdict: Verdict, side: Department | None, wait: int | None = None) -> Judged:
        return Judged(bar, verdict, side, bar.amount, bar.low, bar.high, wait=wait)

    side = owners.get(bar.key)
    # The longer a company's history the more clients it knows: that regulars bring more is the history's own growth,
    # while nothing but what was or was not done for them makes them bring less.
    if bar.key in _NOBODYS and not (bar.key == RETURNED and bar.amount < 0):
        return told(Verdict.NOBODYS, None)
    if blocked:
        return told(Verdict.CANNOT_TELL, side)
    standing_out = [each for each in bar.channels if each.sure]
    if bar.sure:
        found = risen(bar, split.limit) if bar.key == MIX else places_of(bar, split.limit).channels
        return replace(told(Verdict.CAUSE if abs(bar.amount) > least else Verdict.SMALL, side), channels=found)
    if standing_out:
        sign = np.sign(sum(each.amount for each in standing_out))
        named = [each for each in _largest(standing_out) if each.amount * sign > 0]
        amount = sum(each.amount for each in named)
        (low,), (high,) = limits(np.sum([each.draws for each in named], axis=0)[None])
        verdict = Verdict.CAUSE if abs(amount) > least else Verdict.SMALL
        return Judged(
            bar, verdict, side, amount, min(float(low), amount), max(float(high), amount),
            channels=tuple(each.channel for each in named),
        )  # fmt: skip
    return told(Verdict.NOISE, side, _wait(bar, split.limit, days) if abs(bar.amount) > least else None)


def _largest(parts: list[ChannelPart]) -> list[ChannelPart]:
    return sorted(parts, key=lambda each: -abs(each.amount))


def _wait(bar: Bar, limit: float, days: int) -> int | None:
    """Days more until an effect of this size stands out: errors shrink as the root of the days."""
    if not bar.amount or not bar.error:
        return None
    more = math.ceil(days * ((limit * bar.error / abs(bar.amount)) ** 2 - 1))
    return max(more, 1) if more <= LONGEST_WAIT else None


def _leads_or_labels(judged: list[Judged], split: Split) -> list[Judged]:
    """A target share that moved, where the labels may have moved and not the leads: then no department is named."""
    if not split.chain.judged:
        return judged
    pair = [next(each for each in judged if each.bar.key == key) for key in (TARGET, split.chain.stages[1])]
    target, stage = pair
    if target.verdict not in (Verdict.CAUSE, Verdict.SMALL):
        return judged
    match whose_labels(target.bar, stage.bar, split, target.amount, target.channels):
        case Labels.MOVED:
            return [replace(each, verdict=Verdict.LABELS_MOVED, side=None) if each in pair else each for each in judged]
        case Labels.PERHAPS:
            open_ = replace(target, side=None, channels=(), leads_or_labels=True)
            return [open_ if each is target else each for each in judged]
        case Labels.STAND:
            return judged


def _sellers(split: Split, least: float) -> tuple[int, ...]:
    """Sellers beyond chance whose effect, corrected for small samples, is large enough; nobody else is ranked.

    Large enough for the company, or for what that seller's leads bring: one of thirty moves at most a thirtieth of all.
    """
    of = split.sellers
    enough = np.minimum(least, THRESHOLD_OF_SELLER * of.brings)
    named = np.flatnonzero(of.sure & (np.abs(of.shrunk) > enough) & ((of.low > 0) | (of.high < 0)))
    return tuple(int(each) for each in named[np.argsort(-np.abs(of.shrunk[named]))])


def _sides(split: Split, owners: Mapping[str, Department]) -> tuple[SideSum, ...]:
    found = []
    for side in (Department.MARKETING, Department.SALES, None):
        keys = [bar.key for bar in split.bars if _side(bar.key, owners) is side]
        found.append(SideSum(side, *split.together(keys)))
    return tuple(found)


def _side(key: str, owners: Mapping[str, Department]) -> Department | None:
    return None if key in _NOBODYS else owners.get(key)
