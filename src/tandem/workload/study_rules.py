"""A time study from what is recorded: how many minutes leads take, each mean with its cases and its interval. Pure.

The minutes of a lead are the lengths of its calls and, for each contact, an assumed time of notes: nothing records how
long a seller writes. Leads are added up by their moments, so that one pass over the leads gives every mean.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from math import isfinite, sqrt

from tandem.basics.intervals import Estimate, mean_interval_from_moments

#: Below so many leads a mean is shown, but nobody should be planned by it.
FEW = 20
#: Minutes of notes after a contact, unless the reader says otherwise.
NOTES_MINUTES = 2


@dataclass(frozen=True, slots=True)
class Minutes:
    """Leads alike, by the moments of their minutes; ``contacts`` and ``assumed`` minutes are sums."""

    n: int = 0
    total: float = 0.0
    squares: float = 0.0
    cubes: float = 0.0
    contacts: int = 0
    #: Leads whose grade has a norm in the agreement, and the sum of those norms.
    normed: int = 0
    assumed: float = 0.0

    def __add__(self, other: Minutes) -> Minutes:
        return Minutes(
            self.n + other.n,
            self.total + other.total,
            self.squares + other.squares,
            self.cubes + other.cubes,
            self.contacts + other.contacts,
            self.normed + other.normed,
            self.assumed + other.assumed,
        )


@dataclass(frozen=True, slots=True)
class Norm:
    """Minutes a lead really takes, with its interval; ``assumed`` is what the agreement reckons such leads take."""

    minutes: Estimate
    contacts: float | None
    assumed: float | None

    @property
    def few(self) -> bool:
        """Whether there are too few cases to plan by it."""
        return self.minutes.n < FEW

    @property
    def against(self) -> float | None:
        """The real norm as a part of the assumed one; None unless both are known."""
        if self.minutes.value is None or not self.assumed:
            return None
        return self.minutes.value / self.assumed

    @property
    def differs(self) -> bool:
        """Whether the assumed norm lies outside the interval, by enough cases."""
        return (
            self.assumed is not None
            and not self.few
            and isfinite(self.minutes.low)
            and not self.minutes.low <= self.assumed <= self.minutes.high
        )


def norm_of(minutes: Minutes) -> Norm:
    """The mean of leads added up, with its interval."""
    n = minutes.n
    if not n:
        return Norm(Estimate(None, 0.0, float("inf"), 0), None, None)
    mean = minutes.total / n
    spread = max(minutes.squares / n - mean**2, 0.0)
    third = minutes.cubes / n - 3 * mean * minutes.squares / n + 2 * mean**3
    skewness = third / spread**1.5 if spread > 1e-9 else 0.0
    found = mean_interval_from_moments(mean, sqrt(spread * n / max(n - 1, 1)), skewness, n)
    return Norm(
        # Nobody spends less than nothing.
        Estimate(found.value, max(found.low, 0.0), found.high, n),
        minutes.contacts / n,
        minutes.assumed / minutes.normed if minutes.normed else None,
    )


def norms_by[Group, Key: Hashable](groups: Mapping[Group, Minutes], key: Callable[[Group], Key]) -> dict[Key, Norm]:
    """Groups added up by a key of theirs, the most leads first."""
    sums: dict[Key, Minutes] = {}
    for group, minutes in groups.items():
        sums[key(group)] = sums.get(key(group), Minutes()) + minutes
    return {each: norm_of(minutes) for each, minutes in sorted(sums.items(), key=lambda item: -item[1].n)}


def norm_of_all(groups: Iterable[Minutes]) -> Norm:
    """All leads together."""
    return norm_of(sum(groups, Minutes()))
