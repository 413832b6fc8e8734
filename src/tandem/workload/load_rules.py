"""When to say that a department is about to be too full: before quality falls, and not at every busy Monday. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from tandem.basics.intervals import normal_quantile
from tandem.workload.rules import NEAR_FULL, Load

#: Weeks ahead that a rise is followed to: long enough to act, short enough to be believed.
AHEAD_WEEKS = 4
#: Below it a rise worries nobody.
WORTH_A_LOOK = 0.6


class Fullness(StrEnum):
    """How full a department is."""

    EASY = "easy"
    #: Not full, but on the way there.
    RISING = "rising"
    #: Above what a team should plan with.
    NEAR = "near"
    #: More comes in than can be done.
    OVER = "over"
    #: Nobody has a useful minute, or nothing is known of the minutes.
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Rise:
    """Leads of two fortnights: ``before`` and ``lately``."""

    before: int
    lately: int

    @property
    def sure(self) -> bool:
        """Whether more came lately than chance explains: two Poisson counts on one exposure, one-sided at 95 %."""
        both = self.before + self.lately
        return both > 0 and (self.lately - self.before) / sqrt(both) > normal_quantile()

    @property
    def a_week(self) -> float:
        """Growth by a week, as a factor."""
        return sqrt(self.lately / self.before) if self.before else 1.0


def fullness(load: Load, rise: Rise) -> Fullness:
    """How full it is, and whether a rise that is no chance leads above ``NEAR_FULL`` in ``AHEAD_WEEKS``."""
    full = load.full
    if full is None:
        return Fullness.UNKNOWN
    if full >= 1:
        return Fullness.OVER
    if full > NEAR_FULL:
        return Fullness.NEAR
    if full >= WORTH_A_LOOK and rise.sure and full * rise.a_week**AHEAD_WEEKS > NEAR_FULL:
        return Fullness.RISING
    return Fullness.EASY
