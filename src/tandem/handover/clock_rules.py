"""When a promise about a lead is due: the clocks that a version of the agreement starts, and how long they run.

Pure: no Django, no clock. A clock runs in the working time of the promise's calendar. Where a promise counts from the
moment the lead came in, the time until somebody was there to keep it is the system's delay and nobody's fault: the
clock starts anew when the lead is handed over.

Where the promise says so, the clock of a lead that has a seller runs in that seller's own hours. All that follows
around the deadline is laid down with it: when to remind, to tell the head, to give the lead to another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tandem.agreement.calendars import working_calendar
from tandem.agreement.document import Document
from tandem.basics.working_time import Hours, WorkingCalendar

CAPTURED, HANDED = "captured_at", "assigned_at"
#: What ends a promise of a first contact.
CONTACTED = "first_contact_at"
#: A clock that has less than this share of its time left is about to break.
LAST_PART = 0.25


#: The hours of a promise without a calendar.
AROUND_THE_CLOCK = WorkingCalendar((Hours(((0, 24 * 60),)),) * 7, ZoneInfo("UTC"))


@dataclass(frozen=True, slots=True)
class Moves:
    """The instants of a clock: its deadline, and what is agreed around it; None for what is not."""

    due_at: datetime
    remind_at: datetime | None = None
    tell_at: datetime | None = None
    pass_on_at: datetime | None = None

    def shifted(self, calendar: WorkingCalendar | None, since: datetime, until: datetime) -> Moves:
        """As if the working time from one instant to the other had not run; what lies before both stays.

        Works both ways: a pause moves everything on to its end, and one that ends early takes the rest back.
        """

        def moved(moment: datetime | None) -> datetime | None:
            if moment is None or moment <= min(since, until):
                return moment
            return later(until, minutes_between(since, moment, calendar), calendar)

        due_at = moved(self.due_at)
        assert due_at is not None
        return Moves(due_at, moved(self.remind_at), moved(self.tell_at), moved(self.pass_on_at))


@dataclass(frozen=True, slots=True)
class Done:
    """What has happened to a clock already."""

    reminded: bool = False
    broken: bool = False
    told: bool = False
    passed_on: bool = False


def next_look(moves: Moves, done: Done, *, paused_until: datetime | None = None) -> datetime | None:
    """When something is to happen to a running clock next; None: never, it only waits to be kept.

    Nobody is reminded of a deadline that has passed.
    """
    if paused_until is not None:
        return paused_until
    waiting = (
        None if done.reminded or done.broken else moves.remind_at,
        None if done.broken else moves.due_at,
        None if done.told else moves.tell_at,
        None if done.passed_on else moves.pass_on_at,
    )
    return min((each for each in waiting if each is not None), default=None)


def later(moment: datetime, minutes: float, calendar: WorkingCalendar | None) -> datetime:
    """So many working minutes after a moment; without a calendar every minute counts."""
    return moment + timedelta(minutes=minutes) if calendar is None else calendar.add_minutes(moment, minutes)


def minutes_between(since: datetime, until: datetime, calendar: WorkingCalendar | None) -> float:
    """The working minutes from one moment to another."""
    return (until - since) / timedelta(minutes=1) if calendar is None else calendar.minutes_between(since, until)


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
    #: Whether it runs in the hours of the lead's seller, once there is one who is there.
    own_hours: bool = False
    #: Minutes before the deadline; 0: nobody is reminded.
    remind: int = 0
    #: Minutes after the deadline; None: never.
    tell_head: int | None = None
    pass_on: int | None = None

    def started_at(self, moments: Mapping[str, datetime | None]) -> datetime | None:
        """When the clock started, as far as the moments of a lead tell; None: not yet."""
        since = moments.get(self.since)
        handed = moments.get(HANDED) if self.restarts else None
        return max(since, handed) if since is not None and handed is not None else since

    def moves(self, started_at: datetime, hours: WorkingCalendar | None = None) -> Moves:
        """The instants of a clock that started then, in the seller's ``hours`` or else in those of the promise."""
        calendar = hours or self.calendar

        def after(minutes: int | None) -> datetime | None:
            return None if minutes is None else later(started_at, self.minutes + minutes, calendar)

        remind_at = after(-self.remind) if 0 < self.remind < self.minutes else None
        return Moves(later(started_at, self.minutes, calendar), remind_at, after(self.tell_head), after(self.pass_on))

    def due_at(self, started_at: datetime, hours: WorkingCalendar | None = None) -> datetime:
        """When a clock that started then must have stopped."""
        return later(started_at, self.minutes, hours or self.calendar)


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
            own_hours=duty.hours == "seller",
            remind=duty.remind,
            tell_head=duty.tell_head,
            pass_on=duty.pass_on,
        )
        for promise in document.promises
        if (duty := promise.duty) is not None and duty.sets_deadlines
    )
