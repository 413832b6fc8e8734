"""Verbs about people's hours: a week from a day on, an absence, a single day. Each is one transaction and one fact."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.basics.working_time import Hours
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Fact, Happening
from tandem.people.models import Absence, ChangedDay, Person, PresenceMark, WorkingWeek
from tandem.people.presence_rules import DAYS_OF_WEEK, AbsenceKind, Away, Week, check_absence
from tandem.people.rules import Role
from tandem.shifts.facts import AbsenceCancelled, AbsenceSet, DayChanged, WorkingWeekSet
from tandem.shifts.rules import keeps_hours_of, may_be_away


class NotTheirHours(Refusal):
    """The hours are somebody else's to write down."""


class NothingToCancel(Refusal):
    """The absence is not there, or cancelled already."""


def set_week(*, person_id: int, week: Week | None, since: date, by: Person, now: datetime) -> WorkingWeek:
    """The hours a person works from a day on; None: the team's week again. What was before that day stays.

    Refuses by ``NotTheirHours``, ``WeekWithoutHours``, ``BadHours`` and ``UnknownZone``.
    """
    with transaction.atomic():
        person = _locked(person_id)
        _require(keeps_hours_of(Role(by.role), Role(person.role)))
        if week is not None:
            week.calendar(company_zone=ZoneInfo(settings.TIME_ZONE))
        said = {
            **{day: text.strip() for day, text in zip(DAYS_OF_WEEK, week.hours if week else ("",) * 7, strict=True)},
            "zone": week.zone if week else "",
            "holidays": week.holidays if week else "",
        }
        row, _ = WorkingWeek.objects.update_or_create(
            person=person, since=since, defaults={**said, "as_usual": week is None}
        )
        _tell(WorkingWeekSet(person_id=person_id, since=since, as_usual=week is None, **said), row.pk, by, now)
    return row


def set_absence(*, person_id: int, since: date, until: date, kind: AbsenceKind, by: Person, now: datetime) -> Absence:
    """A person is away, both days included. Refuses by ``NotTheirHours``, ``BadAbsence`` and ``OverlappingAbsence``."""
    with transaction.atomic():
        person = _locked(person_id)
        _require(_may_be_away(person, since, by, now))
        others = Absence.objects.filter(person=person, cancelled=False).values_list("since", "until")
        check_absence(since, until, [Away(first, last) for first, last in others])
        row = Absence.objects.create(person=person, since=since, until=until, kind=kind)
        _tell(AbsenceSet(person_id=person_id, since=since, until=until), row.pk, by, now)
    return row


def cancel_absence(*, absence_id: int, by: Person, now: datetime) -> Absence:
    """The person is there after all. Refuses by ``NotTheirHours`` and ``NothingToCancel``."""
    with transaction.atomic():
        row = Absence.objects.select_for_update().filter(pk=absence_id, cancelled=False).first()
        if row is None:
            raise NothingToCancel(
                Text(
                    ru="Этого отсутствия уже нет: его отменили раньше.",
                    en="That absence is not there any more: it was cancelled before.",
                )
            )
        _require(_may_be_away(row.person, row.since, by, now))
        row.cancelled = True
        row.save(update_fields=["cancelled"])
        _tell(AbsenceCancelled(), row.pk, by, now)
    return row


def change_day(*, person_id: int, day: date, hours: str | None, by: Person, now: datetime) -> ChangedDay:
    """Other hours on one day: a duty, a short day, or none; None: as the week says again.

    Refuses by ``NotTheirHours`` and ``BadHours``.
    """
    with transaction.atomic():
        person = _locked(person_id)
        _require(keeps_hours_of(Role(by.role), Role(person.role)))
        said = hours.strip() if hours is not None else None
        if said is not None:
            Hours.parse(said)
        row, _ = ChangedDay.objects.update_or_create(person=person, day=day, defaults={"hours": said})
        _tell(DayChanged(person_id=person_id, day=day, hours=said), row.pk, by, now)
    return row


def _locked(person_id: int) -> Person:
    """The person, whom two heads do not change at the same moment, and whom no undone import takes away any more."""
    person = Person.objects.select_for_update().get(pk=person_id)
    if person.batch_id is not None:
        person.batch_id = None
        person.save(update_fields=["batch_id"])
    return person


def _may_be_away(person: Person, since: date, by: Person, now: datetime) -> bool:
    today = now.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    return may_be_away(Role(by.role), Role(person.role), own=by.pk == person.pk, since=since, today=today)


def _require(allowed: bool) -> None:
    if not allowed:
        raise NotTheirHours(
            Text(
                ru="Часы отдела ведёт его руководитель. О своём отсутствии с сегодняшнего дня можно сказать самому.",
                en="Hours are kept by the head of the department. You may announce your own absence, from today on.",
            )
        )


def _tell(fact: Fact, subject_id: int, by: Person, now: datetime) -> None:
    # A random mark and not the next number: a test's, or a restored database's, must not look like one seen before.
    PresenceMark.objects.update_or_create(pk=1, defaults={"mark": secrets.randbits(62)})
    record([Happening(fact, subject_id, now)], recording=Recording(at=now, source="pages", actor_id=by.pk))
