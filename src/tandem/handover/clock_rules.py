"""When a promise about a lead is due: the clocks that a version of the agreement starts, and how long they run.

Pure: no Django, no clock. A clock runs in the working time of the promise's calendar. Where a promise counts from the
moment the lead came in, the time until somebody was there to keep it is the system's delay and nobody's fault: the
clock starts anew when the lead is handed over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tandem.agreement.calendars import working_calendar
from tandem.agreement.document import Document
from tandem.basics.working_time import WorkingCalendar

CAPTURED, HANDED = "captured_at", "assigned_at"
#: A clock that has less than this share of its time left is about to break.
LAST_PART = 0.25


@dataclass(frozen=True, slots=True)
class Timer:
    """A promise that sets a deadline for each lead: from the instant ``since`` to the instant ``until``."""

    promise: str
    since: str
    until: str
    minutes: int
    #: None: the clock runs day and night.
    calendar: WorkingCalendar | None
    #: Whether it starts anew when the lead is handed over.
    restarts: bool

    def started_at(self, moments: Mapping[str, datetime | None]) -> datetime | None:
        """When the clock started, as far as the moments of a lead tell; None: not yet."""
        since = moments.get(self.since)
        handed = moments.get(HANDED) if self.restarts else None
        return max(since, handed) if since is not None and handed is not None else since

    def due_at(self, started_at: datetime) -> datetime:
        """When a clock that started then must have stopped."""
        if self.calendar is None:
            return started_at + timedelta(minutes=self.minutes)
        return self.calendar.add_minutes(started_at, self.minutes)


def timers_of(document: Document, *, company_zone: ZoneInfo) -> tuple[Timer, ...]:
    """The clocks that a document starts for a lead: its promises "no later than" from coming in or from hand-over."""
    calendars = {each.key: working_calendar(each, company_zone=company_zone) for each in document.calendars}
    return tuple(
        Timer(
            promise=promise.key,
            since=duty.since,
            until=duty.until,
            minutes=duty.minutes,
            calendar=calendars.get(duty.calendar),
            restarts=duty.counts_system_delay,
        )
        for promise in document.promises
        if (duty := promise.duty) is not None
        and duty.about == "leads"
        and duty.limit == "within"
        and duty.until
        and duty.since in (CAPTURED, HANDED)
    )
