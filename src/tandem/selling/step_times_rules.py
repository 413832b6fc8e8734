"""When a next step falls due, of the few times that sellers choose by a tap. Pure: no Django, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tandem.basics.working_time import WorkingCalendar

#: Minutes of working time until the second try, and the hour of morning where no calendar says when work begins.
SECOND_TRY, MORNING = 120, time(10)
#: A calendar without a working day in so many days tells nothing of the next one.
_LOOKED_AT = 30


@dataclass(frozen=True, slots=True)
class Due:
    """The day, and the moment where there is one."""

    on: date
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Times:
    """The times offered now, in the working time of those who sell; ``calendar`` is None where none is agreed."""

    now: datetime
    zone: ZoneInfo
    calendar: WorkingCalendar | None = None

    def chosen(self, key: str) -> Due | None:
        """The time of a choice: ``hour``, ``morning``, ``days3``, ``week``; None for any other."""
        match key:
            case "hour":
                return self._at(self.now + timedelta(hours=1))
            case "morning":
                return self.next_morning()
            case "days3":
                return Due(self._working_day(self._today + timedelta(days=3)))
            case "week":
                return Due(self._working_day(self._today + timedelta(days=7)))
        return None

    def on(self, day: date, moment: time | None) -> Due:
        """A day of one's own, with or without the time."""
        return Due(day) if moment is None else self._at(datetime.combine(day, moment, self.zone))

    def again(self, tries: int) -> Due:
        """When to try again somebody who was not reached ``tries`` times: soon, next morning, then in three days."""
        if tries <= 1:
            if self.calendar is not None:
                return self._at(self.calendar.add_minutes(self.now, SECOND_TRY))
            return self._at(self.now + timedelta(minutes=SECOND_TRY))
        if tries == 2:
            return self.next_morning()
        return Due(self._working_day(self._today + timedelta(days=3)))

    def next_morning(self) -> Due:
        """When work begins on the next working day."""
        tomorrow = self._today + timedelta(days=1)
        opens = self._opens(tomorrow)
        return self._at(opens if opens is not None else datetime.combine(tomorrow, MORNING, self.zone))

    @property
    def _today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def _working_day(self, day: date) -> date:
        opens = self._opens(day)
        return day if opens is None else opens.astimezone(self.zone).date()

    def _opens(self, day: date) -> datetime | None:
        """When work begins on a day or on the next on which there is any."""
        if self.calendar is None:
            return None
        spans = self.calendar.spans(day, day + timedelta(days=_LOOKED_AT))
        return spans[0][0] if spans else None

    def _at(self, moment: datetime) -> Due:
        return Due(moment.astimezone(self.zone).date(), moment.astimezone(UTC))
