"""What one department says of the other, turned into a test on counts: it holds, it does not, or it cannot be told yet.

Each claim that speaks of a share is put as a share of *bad* leads (not target, not called back in time, refused for the
price) that is larger than a bar: what was agreed, else what it was before, else what it is elsewhere. It holds when the
gap is larger than chance and than what matters; it does not when the whole interval of the gap lies below what matters.
Everything between is "cannot be told yet", with the leads that would tell.

Who may ask again and pick the worst of many would sooner or later be right by chance. Of the 10 % that a claim may err,
the k-th answer spends 1/(k(k+1)), which adds up to no more than all of it over any number of answers, and the part
is divided by the number of campaigns or sellers that the claim could have been raised of (Bonferroni). Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tandem.basics.intervals import LEVEL, Estimate, wilson
from tandem.voice.rules import Difference, difference

#: No smaller gap is worth a quarrel: two points, or a tenth of the bar where that is more.
LEAST_GAP, PART_OF_BAR = 0.02, 0.1
#: Beyond so many leads nobody can wait.
_MOST = 1_000_000
#: The part of the capacity that a team should not plan to exceed.
NEAR_FULL = 0.85


class Kind(StrEnum):
    """The claims that can be tested."""

    JUNK = "junk"
    SILENT = "silent"
    DEAR = "dear"
    MORE = "more"


class Verdict(StrEnum):
    """What the data says."""

    HOLDS = "holds"
    DOES_NOT = "does_not"
    CANNOT_TELL = "cannot_tell"


class Against(StrEnum):
    """What leads are compared with."""

    AGREED = "agreed"
    BEFORE = "before"
    OTHERS = "others"


class Lacking(StrEnum):
    """Why nothing can be told."""

    NOTHING = ""
    NO_CASES = "no_cases"
    NO_BAR = "no_bar"
    TOO_FEW = "too_few"
    NO_CONTACTS = "no_contacts"
    NO_REASONS = "no_reasons"
    NO_MINUTES = "no_minutes"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Cases:
    """``bad`` leads among ``n`` that could have been."""

    bad: int
    n: int

    def estimate(self, level: float = LEVEL) -> Estimate:
        """The share with its interval."""
        return wilson(self.bad, self.n, level)


@dataclass(frozen=True, slots=True)
class Bar:
    """The share a claim is held to; ``cases`` where it was counted and not agreed."""

    against: Against
    share: float
    cases: Cases | None = None


@dataclass(frozen=True, slots=True)
class Tested:
    """What may be said of a share. ``low`` to ``high`` is the interval of the gap to the bar at ``level``.

    ``needs`` are further leads, like those so far, that would tell; None where it is told, or where no number would.
    """

    verdict: Verdict
    lacking: Lacking
    gap: float | None
    low: float
    high: float
    matters: float
    level: float
    needs: int | None


def level_of(*, asked: int, among: int) -> float:
    """How sure the ``asked``-th answer must be, of a claim that could have been raised of ``among``."""
    if asked < 1 or among < 1:
        raise ValueError(f"there is no such answer: {asked} of {among}")
    return 1 - (1 - LEVEL) / (asked * (asked + 1)) / among


def matters(share: float) -> float:
    """The smallest gap to a bar that is worth saying."""
    return max(LEAST_GAP, PART_OF_BAR * min(share, 1 - share))


def gap(cases: Cases, bar: Bar, *, level: float) -> Difference:
    """How much more is bad than the bar allows, with its interval."""
    now = cases.estimate(level)
    if bar.cases is not None:
        return difference(bar.cases.estimate(level), now)
    return difference(Estimate(bar.share, bar.share, bar.share, 0), now)


def told(cases: Cases, bar: Bar, *, level: float) -> Verdict:
    """Whether more is bad than the bar allows."""
    found, worth = gap(cases, bar, level=level), matters(bar.share)
    if found.value is None:
        return Verdict.CANNOT_TELL
    if found.low > 0 and found.value > worth:
        return Verdict.HOLDS
    return Verdict.DOES_NOT if found.high < worth else Verdict.CANNOT_TELL


def tested(cases: Cases, bar: Bar | None, *, level: float) -> Tested:
    """The whole answer about a share."""
    if bar is None or not cases.n:
        lacking = Lacking.NO_CASES if not cases.n else Lacking.NO_BAR
        return Tested(Verdict.CANNOT_TELL, lacking, None, -1.0, 1.0, LEAST_GAP, level, None)
    verdict, found = told(cases, bar, level=level), gap(cases, bar, level=level)
    is_open = verdict is Verdict.CANNOT_TELL
    return Tested(
        verdict,
        Lacking.TOO_FEW if is_open else Lacking.NOTHING,
        found.value,
        found.low,
        found.high,
        matters(bar.share),
        level,
        needed(cases, bar, level=level) if is_open else None,
    )


def needed(cases: Cases, bar: Bar, *, level: float) -> int | None:
    """Further leads that would tell if as many of them are bad as so far; None where no number would."""
    if not cases.n:
        return None
    share = cases.bad / cases.n

    def tells(n: int) -> bool:
        return told(Cases(round(share * n), n), bar, level=level) is not Verdict.CANNOT_TELL

    few, enough = cases.n, cases.n * 2
    while not tells(enough):
        few, enough = enough, enough * 2
        if enough > _MOST:
            return None
    while enough - few > 1:
        middle = (few + enough) // 2
        few, enough = (few, middle) if tells(middle) else (middle, enough)
    return enough - cases.n


@dataclass(frozen=True, slots=True)
class Room:
    """Leads a month that come, and that those who answer them can handle; intervals as low and high.

    ``agreed`` tells that the minutes of a lead are those of the agreement, which have no interval.
    """

    coming: float
    coming_low: float
    coming_high: float
    handled: float
    handled_low: float
    handled_high: float
    sellers: int
    agreed: bool

    @property
    def planned(self) -> float:
        """Leads a month that a team should plan with at most."""
        return self.handled * NEAR_FULL


def room_for_more(room: Room) -> Verdict:
    """Whether more leads could be handled; "give us more leads" holds only then."""
    if room.coming_high < room.handled_low * NEAR_FULL:
        return Verdict.HOLDS
    if room.coming_low > room.handled_high * NEAR_FULL:
        return Verdict.DOES_NOT
    return Verdict.CANNOT_TELL
