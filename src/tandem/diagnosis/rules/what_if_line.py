"""The leads that came and the hours there were to work on them: what a queue is made of. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]

#: The newest leads are enough to tell a queue by.
MOST = 10_000
#: Leads with a seller below which nothing is said of how they are dealt, and what is thought then.
_FEWEST_DEALT, _HALF = 100, 0.5
#: Minutes scatter no less and no more than so many times their mean.
_SPREADS = (0.05, 4.0)


@dataclass(frozen=True, slots=True)
class Shifts:
    """When the team is there: ``opens`` and ``closes`` in hours of one clock, in order and apart; on how many days."""

    opens: Floats
    closes: Floats
    days: int

    @property
    def length(self) -> float:
        """Hours of a day's shift, on average."""
        return float((self.closes - self.opens).sum() / max(self.days, 1))

    def elapsed(self, moments: Floats) -> Floats:
        """Hours of shifts before each moment."""
        before = np.concatenate([[0.0], np.cumsum(self.closes - self.opens)])
        at = np.searchsorted(self.opens, moments, side="right")
        inside = np.where(at > 0, np.minimum(moments, self.closes[at - 1]) - self.opens[at - 1], 0.0)
        return np.asarray(before[np.maximum(at - 1, 0)] * (at > 0) + inside)

    def moments(self, elapsed: Floats) -> Floats:
        """The moment by which so many hours of shifts have passed; the last one closes for those beyond."""
        before = np.concatenate([[0.0], np.cumsum(self.closes - self.opens)])
        at = np.clip(np.searchsorted(before, elapsed, side="right") - 1, 0, len(self.opens) - 1)
        return np.asarray(np.minimum(self.opens[at] + elapsed - before[at], self.closes[at]))


@dataclass(frozen=True, slots=True)
class Line:
    """The leads that came: hours of shifts before each, moments by the clock, and which step of waits each is of.

    ``step`` is −1 where the wait is not known; ``waits`` are the hours of the steps, which rise. ``by_chance`` is the
    part of the leads that is dealt out by chance, the others in turn; ``spread`` the standard deviation of a lead's
    minutes over their mean, 1 for exponential ones.
    """

    shifts: Shifts
    came: Floats
    step: Ints
    waits: Floats
    by_chance: float = _HALF
    spread: float = 1.0

    @classmethod
    def of(
        cls, shifts: Shifts, came: Floats, step: Ints, waits: Floats, *, seller: Ints | None = None, spread: float = 1.0
    ) -> Line | None:
        """The newest leads in the order they came; None without shifts or leads. ``seller`` is −1 where nobody is."""
        if not len(shifts.opens) or not len(came):
            return None
        order = np.argsort(came, kind="stable")[-MOST:]
        dealt = _HALF if seller is None else dealt_by_chance(seller[order])
        return cls(shifts, came[order], step[order], waits, dealt, float(np.clip(spread, *_SPREADS)))

    @property
    def count(self) -> Ints:
        """Leads of each step."""
        return np.bincount(self.step[self.step >= 0], minlength=len(self.waits))


def dealt_by_chance(seller: Ints) -> float:
    """The part of leads that seem dealt out by chance: 1 by chance, 0 in turn; a half where too few have a seller.

    ``seller`` are places of sellers in the order in which the leads came, −1 where nobody is. By chance a lead goes to
    the seller of the one before as often as their parts of the leads make it, in turn never.
    """
    known = seller[seller >= 0]
    parts = np.bincount(known) / max(len(known), 1)
    alike = float((parts**2).sum())
    if len(known) < _FEWEST_DEALT or alike > 1 - 1e-9:
        return _HALF
    return float(np.clip((known[1:] == known[:-1]).mean() / alike, 0.0, 1.0))
