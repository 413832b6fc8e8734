"""When a cause could have been known, what came of the act, and what knowing earlier would have saved. Pure.

The first day the data sufficed is found by asking the same rule of the data as it was known on each day: what became
known later never moves that day. The money is the loss of a day times the days from then until somebody acted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tandem.basics.intervals import Estimate
from tandem.diagnosis.rules.claims import Bar, Cases, Verdict, told
from tandem.voice.rules import Difference, difference

#: Cases after an act below which nothing is said of it.
FEWEST_AFTER = 20


@dataclass(frozen=True, slots=True)
class KnownOn:
    """Cases that became known on a day: ``bad`` of ``n``."""

    day: date
    bad: int
    n: int


def first_day(known: Sequence[KnownOn], bar: Bar, *, level: float) -> date | None:
    """The first day by which the claim held, of the cases known until then; None where it never did."""
    bad = n = 0
    for each in sorted(known, key=lambda each: each.day):
        bad, n = bad + each.bad, n + each.n
        if n and told(Cases(bad, n), bar, level=level) is Verdict.HOLDS:
            return each.day
    return None


def first_crossing(days: Sequence[date], evidence: Callable[[date], float], bound: float) -> date | None:
    """The first of the days at whose end the evidence reached the bound; none later is looked at."""
    return next((day for day in days if evidence(day) >= bound), None)


class Helped(StrEnum):
    """What came of an act."""

    BETTER = "better"
    WORSE = "worse"
    #: Cases enough, and no difference that chance does not explain.
    ALIKE = "alike"
    TOO_EARLY = "too_early"
    NO_ACT = "no_act"


@dataclass(frozen=True, slots=True)
class Change:
    """The good share before and after an act, and what may be said of it; never that the act was the reason."""

    helped: Helped
    difference: Difference | None
    n: int


def change(before: Estimate, after: Estimate | None) -> Change:
    """What may be said; ``after`` is None while nobody has acted."""
    if after is None:
        return Change(Helped.NO_ACT, None, 0)
    found = difference(before, after)
    if after.n < FEWEST_AFTER or found.value is None:
        return Change(Helped.TOO_EARLY, found, after.n)
    if found.is_chance:
        return Change(Helped.ALIKE, found, after.n)
    return Change(Helped.BETTER if found.value > 0 else Helped.WORSE, found, after.n)


@dataclass(frozen=True, slots=True)
class Saved:
    """Money that would have been saved by acting as soon as it could be known: ``a_day`` over ``days``."""

    a_day: float
    days: int
    amount: float
    low: float
    high: float


def saved(*, spent_a_day: float, gap: float, low: float, high: float, could: date, acted: date) -> Saved:
    """What was spent a day, times the part of it that was lost (with its interval), times the days of delay.

    Who acted before it could be told saved nothing by knowing earlier.
    """
    days = max((acted - could).days, 0)
    parts = sorted(max(each, 0.0) for each in (low, gap, high))
    least, middle, most = (spent_a_day * each * days for each in parts)
    return Saved(spent_a_day * max(gap, 0.0), days, middle, least, most)
