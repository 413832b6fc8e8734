"""The hours of a department's people, day by day, and the week they fall back on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q

from tandem.agreement.calendars import working_calendar
from tandem.agreement.document import Document
from tandem.agreement.queries import in_force
from tandem.basics.russian_calendar import russian_calendar
from tandem.basics.working_time import Hours, WorkingCalendar
from tandem.people.models import Absence, ChangedDay, Person, WorkingWeek
from tandem.people.presence import calendars_of
from tandem.people.presence_rules import AbsenceKind
from tandem.people.rules import Department, Role
from tandem.shifts.rules import keeps_hours_of


@dataclass(frozen=True, slots=True)
class DayOfPerson:
    """One square of the table: the hours, and why the person is away or that the day was changed."""

    day: date
    hours: Hours
    away: AbsenceKind | None
    changed: bool


@dataclass(frozen=True, slots=True)
class PersonsDays:
    """A line of the table."""

    person: Person
    days: tuple[DayOfPerson, ...]
    #: Whose own week it is; else the team's.
    own_week: bool


def usual_calendar(side: Department) -> WorkingCalendar:
    """The team's week: the calendar that most of the side's promises run in; else the agreement's first; else 9–18."""
    return _usual(in_force().document, side)


def people_seen_by(reader: Person) -> list[Person]:
    """Whose hours the reader sees: those they keep, or their own; nobody who was shut out."""
    role = Role(reader.role)
    kept = [other for other in Role if keeps_hours_of(role, other)]
    if not kept:
        return [reader] if role.department is not None else []
    # Sellers whom only data names are there too: leads go to them all the same.
    shown = Person.objects.filter(Q(is_active=True) | Q(password__startswith=UNUSABLE_PASSWORD_PREFIX))
    return sorted(shown.filter(role__in=kept), key=lambda each: (each.department != Department.SALES, each.name))


def table_of(people: Sequence[Person], first: date, days: int) -> tuple[PersonsDays, ...]:
    """The lines of people for so many days."""
    shown = [first + timedelta(days=at) for at in range(days)]
    ids = [each.pk for each in people]
    away = _away(ids, shown[0], shown[-1])
    changed = set(
        ChangedDay.objects.filter(person__in=ids, day__gte=shown[0], day__lte=shown[-1])
        .exclude(hours=None)
        .values_list("person_id", "day")
    )
    own = _own_weeks(ids, shown[-1])
    calendars = _calendars(people)
    return tuple(
        PersonsDays(
            each,
            tuple(
                DayOfPerson(day, calendars[each.pk].hours_on(day), away.get((each.pk, day)), (each.pk, day) in changed)
                for day in shown
            ),
            each.pk in own,
        )
        for each in people
    )


def absences_of(person_id: int, *, since: date) -> list[tuple[Absence, AbsenceKind]]:
    """A person's absences that are not over before a day, the earliest first."""
    rows = Absence.objects.filter(person=person_id, cancelled=False, until__gte=since).order_by("since")
    return [(row, AbsenceKind(row.kind)) for row in rows]


def weeks_of(person_id: int) -> list[WorkingWeek]:
    """A person's own weeks, the newest first."""
    return list(WorkingWeek.objects.filter(person=person_id).order_by("-since"))


def changed_days_of(person_id: int, *, since: date) -> list[ChangedDay]:
    """A person's changed days from a day on."""
    return list(ChangedDay.objects.filter(person=person_id, day__gte=since).exclude(hours=None).order_by("day"))


def _calendars(people: Iterable[Person]) -> dict[int, WorkingCalendar]:
    by_side: dict[Department, list[int]] = {}
    for each in people:
        by_side.setdefault(each.department or Department.SALES, []).append(each.pk)
    found: dict[int, WorkingCalendar] = {}
    for side, ids in by_side.items():
        found |= calendars_of(ids, usual=usual_calendar(side))
    return found


def _away(ids: Sequence[int], first: date, last: date) -> Mapping[tuple[int, date], AbsenceKind]:
    rows = Absence.objects.filter(person__in=ids, cancelled=False, since__lte=last, until__gte=first)
    return {
        (row.person_id, day): AbsenceKind(row.kind)
        for row in rows
        for at in range((min(row.until, last) - max(row.since, first)).days + 1)
        if (day := max(row.since, first) + timedelta(days=at))
    }


def _own_weeks(ids: Sequence[int], day: date) -> set[int]:
    latest = dict(
        WorkingWeek.objects.filter(person__in=ids, since__lte=day)
        .order_by("since")
        .values_list("person_id", "as_usual")
    )
    return {person_id for person_id, as_usual in latest.items() if not as_usual}


def _usual(document: Document, side: Department) -> WorkingCalendar:
    kept = _USUAL.get((id(document), side))
    if kept is None or kept[0] is not document:
        if len(_USUAL) >= _MOST_KEPT:
            _USUAL.clear()
        kept = _USUAL[id(document), side] = (document, _laid_out(document, side))
    return kept[1]


_USUAL: dict[tuple[int, Department], tuple[Document, WorkingCalendar]] = {}
_MOST_KEPT = 16


def _laid_out(document: Document, side: Department) -> WorkingCalendar:
    zone = ZoneInfo(settings.TIME_ZONE)
    calendars = {each.key: each for each in document.calendars}
    named = Counter(
        promise.duty.calendar
        for promise in document.promises
        if promise.side == side and promise.duty is not None and promise.duty.calendar in calendars
    )
    key = named.most_common(1)[0][0] if named else next(iter(calendars), None)
    return russian_calendar(zone=zone) if key is None else working_calendar(calendars[key], company_zone=zone)
