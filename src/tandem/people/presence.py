"""Who is at work when: each person's own calendar, asked for every lead that comes in.

What is written down of all people is read once a process and kept as long as the mark of ``PresenceMark`` stays the
same, so a call costs one small statement. Calendars are laid out by years on first use and outlive a change of
somebody else's hours; pass the same ``usual`` object each time, they are kept by it.

A person is never without working time to come: an absence ends (``presence_rules.LONGEST_ABSENCE``), every week has
hours, and so ``NoWorkingTime`` can only come of a ``usual`` whose days have all passed. Whoever is away for the whole
time that matters simply has a calendar that opens late; ask ``absent_until`` before relying on it.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.models import Q

from tandem.basics.working_time import WorkingCalendar
from tandem.people.models import Absence, ChangedDay, PresenceMark, WorkingWeek
from tandem.people.presence_rules import DAYS_OF_WEEK, Away, Week, WeekFrom, Written


def calendars_of(person_ids: Iterable[int], *, usual: WorkingCalendar) -> dict[int, WorkingCalendar]:
    """When each of them works: their own week or else ``usual``, absences off, changed days as they were changed."""
    return presence().calendars_of(person_ids, usual=usual)


def on_shift(person_ids: Iterable[int], *, usual: WorkingCalendar, at: datetime) -> frozenset[int]:
    """Who of them is at work at that instant."""
    known = presence()
    return frozenset(person_id for person_id in person_ids if known.calendar(person_id, usual).is_open(at))


def absent_until(person_ids: Iterable[int], *, on: date) -> dict[int, date]:
    """Of those who are away that day: the last day of their absence. A day off in the week is no absence."""
    return presence().absent_until(person_ids, on=on)


#: Calendars that people fall back on, kept at the same time: one for each calendar of a version or two.
_MOST_USUAL = 32


@dataclass(slots=True)
class Presence:
    """What is written down of everybody's hours at a mark, and the calendars made of it; ask at once, keep never."""

    mark: int | None
    by_person: dict[int, Written]
    #: By the id of ``usual``, which is kept beside: an id is free again once its object is gone. Whoever has the same
    #: hours shares one calendar, which is laid out once.
    calendars: dict[int, tuple[WorkingCalendar, dict[int, WorkingCalendar]]] = field(default_factory=dict)
    shared: dict[tuple[int, Written], WorkingCalendar] = field(default_factory=dict)

    def written(self, person_id: int) -> Written | None:
        """What is written down of a person, if anything."""
        return self.by_person.get(person_id)

    def is_ever_away(self, person_id: int) -> bool:
        """Whether any absence of the person's is written down."""
        written = self.by_person.get(person_id)
        return written is not None and bool(written.absences)

    def is_away_between(self, person_id: int, first: date, last: date) -> bool:
        """Whether an absence of the person's touches one of the days."""
        written = self.by_person.get(person_id)
        return written is not None and any(each.since <= last and first <= each.until for each in written.absences)

    def calendar(self, person_id: int, usual: WorkingCalendar) -> WorkingCalendar:
        """See ``calendars_of``."""
        written = self.by_person.get(person_id)
        if written is None:
            return usual
        kept = self.calendars.get(id(usual))
        if kept is None:
            if len(self.calendars) >= _MOST_USUAL:
                self.calendars.clear()
                self.shared.clear()
            kept = self.calendars[id(usual)] = (usual, {})
        calendar = kept[1].get(person_id)
        if calendar is None:
            calendar = self.shared.get((id(usual), written))
            if calendar is None:
                calendar = written.calendar(usual, company_zone=ZoneInfo(settings.TIME_ZONE))
                self.shared[id(usual), written] = calendar
            kept[1][person_id] = calendar
        return calendar

    def calendars_of(self, person_ids: Iterable[int], *, usual: WorkingCalendar) -> dict[int, WorkingCalendar]:
        """See ``calendars_of``."""
        own = self.by_person
        return {each: self.calendar(each, usual) if each in own else usual for each in person_ids}

    def absent_until(self, person_ids: Iterable[int], *, on: date) -> dict[int, date]:
        """See ``absent_until``."""
        found = ((each, written.away_until(on)) for each in person_ids if (written := self.written(each)))
        return {person_id: last for person_id, last in found if last is not None}

    def taken_over(self, mark: int | None, by_person: dict[int, Written]) -> Presence:
        """The same at a new mark: calendars of people whose hours stayed as they were go on."""
        same = {each for each, written in by_person.items() if self.by_person.get(each) == written}
        calendars = {
            key: (usual, {each: calendar for each, calendar in kept.items() if each in same})
            for key, (usual, kept) in self.calendars.items()
        }
        shared = {
            (key, by_person[each]): calendar for key, (_, kept) in calendars.items() for each, calendar in kept.items()
        }
        return Presence(mark, by_person, calendars, shared)


_lock = threading.Lock()
_kept = Presence(None, {})


#: What to ask of the database for the mark, within a statement that asks for more; for ``Asked.at``.
MARK = f"(SELECT mark FROM {PresenceMark._meta.db_table} WHERE id = 1)"


class Asked:
    """What is known to one transaction, whoever in it needs it: the mark is asked for once.

    Or not at all, where it came with something else.
    """

    def __init__(self) -> None:
        self._known: Presence | None = None

    def at(self, mark: int | None) -> Presence:
        """By the mark that was just read."""
        self._known = _at(mark)
        return self._known

    def __call__(self) -> Presence:
        """As it was first found."""
        if self._known is None:
            self._known = presence()
        return self._known


def presence() -> Presence:
    """What is known now, for whoever asks about many people one by one: one small statement."""
    # In plain SQL: every group of leads asks, and Django builds such a query for longer than it is answered.
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {MARK}")
        return _at(cursor.fetchone()[0])


def _at(mark: int | None) -> Presence:
    global _kept
    known = _kept
    if mark == known.mark:
        return known
    # Read after the mark: what is newer than the mark is read again at the next one, and never the other way round.
    by_person = _read() if mark is not None else {}
    with _lock:
        _kept = known.taken_over(mark, by_person)
        return _kept


def _read() -> dict[int, Written]:
    weeks: dict[int, list[WeekFrom]] = {}
    for row in WorkingWeek.objects.order_by("person_id", "since"):
        week = None if row.as_usual else week_of(row)
        weeks.setdefault(row.person_id, []).append(WeekFrom(row.since, week))
    absences: dict[int, list[Away]] = {}
    for person_id, since, until in (
        Absence.objects.filter(cancelled=False).order_by("since").values_list("person_id", "since", "until")
    ):
        absences.setdefault(person_id, []).append(Away(since, until))
    days: dict[int, list[tuple[date, str | None]]] = {}
    for person_id, day, hours in (
        ChangedDay.objects.filter(~Q(hours=None)).order_by("day").values_list("person_id", "day", "hours")
    ):
        days.setdefault(person_id, []).append((day, hours))
    return {
        person_id: Written(
            tuple(weeks.get(person_id, ())), tuple(absences.get(person_id, ())), tuple(days.get(person_id, ()))
        )
        for person_id in weeks.keys() | absences.keys() | days.keys()
    }


def week_of(row: WorkingWeek) -> Week:
    """The hours of a row."""
    return Week(tuple(getattr(row, name) for name in DAYS_OF_WEEK), row.zone, row.holidays)
