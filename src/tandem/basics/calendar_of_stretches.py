"""A calendar that changes over time: other hours from a day on, and single days that differ from all of it.

People's hours are such: the team's week until March, an own week in another zone after it, a fortnight off in July,
a duty on one Saturday. Whoever counts working time need not know; it is a ``WorkingCalendar`` like any other.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from tandem.basics.working_time import DAY_OFF, Hours, OpenYear, WorkingCalendar, instant_of


@dataclass(frozen=True, slots=True)
class Stretch:
    """From a day on the hours are those of a calendar; None as the first day: from ever."""

    since: date | None
    calendar: WorkingCalendar


@dataclass(frozen=True, slots=True)
class DaysOff:
    """Days without work, ``first`` and ``last`` included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class CalendarOfStretches(WorkingCalendar):
    """``stretches`` in order, the first without a day; on top ``days_off``, and over all ``changed`` days.

    A day's hours are meant in the zone of its stretch. Made by ``of_stretches``.
    """

    stretches: tuple[Stretch, ...] = ()
    #: The first day of each stretch.
    begins: tuple[date, ...] = ()
    days_off: tuple[DaysOff, ...] = ()
    changed: Mapping[date, Hours] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Nothing to refuse: each stretch was checked when it was made, and days off end."""

    def hours_on(self, day: date) -> Hours:
        """A changed day's hours; else none on a day off; else those of the stretch."""
        changed = self.changed.get(day)
        if changed is not None:
            return changed
        return self._usual_on(day, self.calendar_on(day), self.days_off)

    def calendar_on(self, day: date) -> WorkingCalendar:
        """The calendar whose stretch the day lies in."""
        return self.stretches[bisect_right(self.begins, day) - 1].calendar

    def _usual_on(self, day: date, calendar: WorkingCalendar, days_off: Sequence[DaysOff]) -> Hours:
        return DAY_OFF if any(each.first <= day <= each.last for each in days_off) else calendar.hours_on(day)

    def _year_of(self, moment: datetime) -> int:
        # Years of UTC: of two zones neither could say to which year of the other's a moment belongs.
        return moment.astimezone(UTC).year

    def _last_open_year(self) -> int:
        changed = (day.year for day, hours in self.changed.items() if hours.spans)
        return max(self.stretches[-1].calendar._last_open_year(), *changed, 0)

    def _lay_out(self, year: int) -> OpenYear:
        first, beyond = (instant_of(datetime(each, 1, 1, tzinfo=UTC)) for each in (year, year + 1))
        spans: list[tuple[int, int]] = []
        day, last = date(year, 1, 1) - timedelta(days=1), date(year, 12, 31) + timedelta(days=1)
        days_off = [each for each in self.days_off if each.first <= last and day <= each.last]
        while day <= last:
            calendar, hours = self.calendar_on(day), self.changed.get(day)
            if hours is None:
                hours = self._usual_on(day, calendar, days_off)
            for since, to in hours.spans:
                start = min(max(_local(day, since, calendar.zone), first), beyond)
                end = min(max(_local(day, to, calendar.zone), first), beyond)
                # Where clocks jump or the zone changes, a span can shrink to nothing or reach into the one before.
                start = max(start, spans[-1][1]) if spans else start
                if end > start:
                    spans.append((start, end))
            day += timedelta(days=1)
        return OpenYear.of(spans)


def of_stretches(
    stretches: Sequence[Stretch], *, days_off: Sequence[DaysOff] = (), changed: Mapping[date, Hours] | None = None
) -> WorkingCalendar:
    """The calendar of stretches in any order, of which one has no first day; it says the zone of the latest."""
    ordered = tuple(sorted(stretches, key=lambda each: each.since or date.min))
    newest = ordered[-1].calendar
    return CalendarOfStretches(
        newest.weekly, newest.zone, newest.exceptions, stretches=ordered,
        begins=tuple(each.since or date.min for each in ordered),
        days_off=tuple(sorted(days_off, key=lambda each: each.first)), changed=dict(changed or {}),
    )  # fmt: skip


def _local(day: date, minutes: int, zone: ZoneInfo) -> int:
    wall = datetime(day.year, day.month, day.day) + timedelta(minutes=minutes)  # noqa: DTZ001 - zone follows
    return instant_of(wall.replace(tzinfo=zone))
