"""Working calendars of the agreement, and working time in the store's SQL."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from tandem.agreement.document import Calendar
from tandem.basics.russian_calendar import russian_calendar
from tandem.basics.working_time import Hours, WorkingCalendar

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def working_calendar(calendar: Calendar, *, company_zone: ZoneInfo) -> WorkingCalendar:
    """The calendar as the document writes it; refuses by ``BadHours`` and ``NoWorkingTime``."""
    weekly = tuple(
        Hours.parse(written)
        for written in (
            calendar.monday, calendar.tuesday, calendar.wednesday, calendar.thursday, calendar.friday,
            calendar.saturday, calendar.sunday,
        )
    )  # fmt: skip
    zone = ZoneInfo(calendar.zone) if calendar.zone else company_zone
    exceptions = {date.fromisoformat(day): Hours.parse(hours) for day, hours in calendar.exceptions.items()}
    if calendar.holidays == "RU":
        return russian_calendar(weekly=weekly, zone=zone, overrides=exceptions)
    return WorkingCalendar(weekly, zone, exceptions)


@dataclass(frozen=True, slots=True)
class OpenHours:
    """A calendar laid out for SQL: rows of ``(opens, before)`` in microseconds since 1970 (UTC).

    From each ``opens`` the clock runs (``runs`` true) or stands still until the next row; ``before`` is the working
    time that has run up to it. The working time up to an instant is then read off the last row before the instant.
    """

    rows: tuple[tuple[int, int, bool], ...]

    def run_up_to(self, instant: int) -> int:
        """The working time that has run up to an instant."""
        at = bisect_right(self.rows, instant, key=lambda row: row[0]) - 1
        if at < 0:
            return 0
        opens, before, runs = self.rows[at]
        return before + (instant - opens if runs else 0)


def open_hours(calendar: WorkingCalendar, first: date, last: date) -> OpenHours:
    """The opening hours of the days from ``first`` to ``last``."""
    rows: list[tuple[int, int, bool]] = []
    for opens, closes in calendar.spans(first, last):
        since, to = _microseconds(opens), _microseconds(closes)
        before = rows[-1][1] if rows else 0
        rows.append((since, before, True))
        rows.append((to, before + to - since, False))
    return OpenHours(tuple(rows))


def _microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND


def columns_of(hours: OpenHours) -> tuple[Sequence[int], Sequence[int], Sequence[bool]]:
    """The rows column by column, as Arrow takes them."""
    opens, before, runs = zip(*hours.rows, strict=True) if hours.rows else ((), (), ())
    return opens, before, runs
