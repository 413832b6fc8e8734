"""Which leads a change is judged by: the windows before and after it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

#: No window is longer: further back the season and the market are others.
LONGEST = 90
#: A change younger than this has shown nothing yet.
YOUNGEST = 7


@dataclass(frozen=True, slots=True)
class Windows:
    """Days of equal length on both sides of a change; None where there are none yet."""

    before: tuple[date, date]
    after: tuple[date, date]

    @property
    def days(self) -> int:
        """How long each is."""
        return (self.after[1] - self.after[0]).days + 1


def windows(since: date, until: date | None, today: date) -> Windows | None:
    """The days before and after: as many as the change has lasted, at most ``LONGEST``; None before ``YOUNGEST``."""
    last = min(until or today, today)
    days = min((last - since).days + 1, LONGEST)
    if days < YOUNGEST:
        return None
    return Windows(
        before=(since - timedelta(days=days), since - timedelta(days=1)),
        after=(since, since + timedelta(days=days - 1)),
    )


def cohort_windows(since: date, until: date | None, today: date, age: int) -> Windows | None:
    """The same for leads by the day they came in, each followed for ``age`` days.

    Whoever came in shortly before the change was sold to in both ways: these ``age`` days are left out, so that all
    that is counted of the leads before happened before.
    """
    found = windows(since, until, today)
    if found is None:
        return None
    shift = timedelta(days=age)
    return Windows(before=(found.before[0] - shift, found.before[1] - shift), after=found.after)
