"""The table of shifts, and the page on which one person's hours are written down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tandem.basics.refusals import Refusal
from tandem.measures.asked import asked
from tandem.people.models import Absence, ChangedDay, Person
from tandem.people.presence_rules import DAYS_OF_WEEK, AbsenceKind
from tandem.people.rules import Department, Role
from tandem.people.views import reader
from tandem.shifts import actions, queries
from tandem.shifts.forms import AbsenceForm, DayForm, WeekForm, initial_absence
from tandem.shifts.rules import keeps_hours_of, opens_shifts

#: Two weeks from a Monday.
SHOWN = 14


@require_GET
def shifts(request: HttpRequest) -> HttpResponse:
    """Who works when, for two weeks."""
    person = reader(request)
    if not opens_shifts(Role(person.role)):
        raise PermissionDenied
    today = timezone.localdate()
    first = _monday(request.GET.get("from", ""), today)
    people = queries.people_seen_by(person)
    context = {
        "exports": asked(request).exports("shifts_file"),
        "days": [(day, day == today) for at in range(SHOWN) for day in (first + timedelta(days=at),)],
        "lines": queries.table_of(people, first, SHOWN),
        "today": today,
        "earlier": first - timedelta(days=SHOWN),
        "later": first + timedelta(days=SHOWN),
        "now_shown": first <= today < first + timedelta(days=SHOWN),
        "own": person if Role(person.role).department is not None else None,
    }
    return render(request, "shifts/shifts.html", context)


@require_GET
def shifts_file(request: HttpRequest, form: str) -> HttpResponse:
    """The same as a file."""
    person = reader(request)
    if not opens_shifts(Role(person.role)):
        raise PermissionDenied
    page, first = asked(request), _monday(request.GET.get("from", ""), timezone.localdate())
    lines = queries.table_of(queries.people_seen_by(person), first, SHOWN)
    head = [_("Name"), *((first + timedelta(days=at)).isoformat() for at in range(SHOWN))]
    rows = [[str(line.person), *(_square(each, page.language) for each in line.days)] for line in lines]
    return page.file([head, *rows], form, name="shifts", title=_("Shifts and absences"), forms=[""] * (SHOWN + 1))


def _square(each: queries.DayOfPerson, language: str) -> str:
    """A day in a file: the hours, or why there are none."""
    if each.hours.spans:
        return str(each.hours)
    return each.away.words.in_language(language) if each.away else ""


@require_GET
def persons_shifts(request: HttpRequest, person_id: int) -> HttpResponse:
    """One person's hours, and what can be written down of them."""
    return _page(request, _shown(request, person_id))


@require_POST
def weeks(request: HttpRequest, person_id: int) -> HttpResponse:
    """Another week from a day on."""
    person, form = _kept(request, person_id), WeekForm(request.POST)
    return _written(
        request, person, form, "week",
        lambda: actions.set_week(
            person_id=person.pk, week=form.week(), since=form.cleaned_data["since"], by=reader(request),
            now=timezone.now(),
        ),
    )  # fmt: skip


@require_POST
def absences(request: HttpRequest, person_id: int) -> HttpResponse:
    """The person is away."""
    person, form = _shown(request, person_id), AbsenceForm(request.POST)
    return _written(
        request, person, form, "absence",
        lambda: actions.set_absence(
            person_id=person.pk, since=form.cleaned_data["since"], until=form.cleaned_data["until"],
            kind=AbsenceKind(form.cleaned_data["kind"]), by=reader(request), now=timezone.now(),
        ),
    )  # fmt: skip


@require_POST
def absence_cancellation(request: HttpRequest, person_id: int, absence_id: int) -> HttpResponse:
    """The person is there after all."""
    person = _shown(request, person_id)
    if not Absence.objects.filter(pk=absence_id, person=person).exists():
        raise Http404
    return _undone(
        request,
        person,
        lambda: actions.cancel_absence(absence_id=absence_id, by=reader(request), now=timezone.now()),
    )


@require_POST
def days(request: HttpRequest, person_id: int) -> HttpResponse:
    """Other hours on one day."""
    person, form = _kept(request, person_id), DayForm(request.POST)
    return _written(
        request, person, form, "day",
        lambda: actions.change_day(
            person_id=person.pk, day=form.cleaned_data["day"], hours=form.cleaned_data["hours"], by=reader(request),
            now=timezone.now(),
        ),
    )  # fmt: skip


@require_POST
def day_cancellation(request: HttpRequest, person_id: int, day_id: int) -> HttpResponse:
    """The day is as the week says again."""
    person = _kept(request, person_id)
    changed = ChangedDay.objects.filter(pk=day_id, person=person).first()
    if changed is None:
        raise Http404
    return _undone(
        request,
        person,
        lambda: actions.change_day(
            person_id=person.pk, day=changed.day, hours=None, by=reader(request), now=timezone.now()
        ),
    )


def _written(
    request: HttpRequest, person: Person, form: forms.Form, name: str, verb: Callable[[], object]
) -> HttpResponse:
    """Saved and back, or the page again with what is wrong beside the form."""
    if form.is_valid():
        try:
            verb()
        except Refusal as refusal:
            form.add_error(None, refusal.text.in_language(get_language() or ""))
        else:
            messages.success(request, _("Saved."))
            return redirect("persons_shifts", person.pk)
    return _page(request, person, **{name: form})


def _undone(request: HttpRequest, person: Person, verb: Callable[[], object]) -> HttpResponse:
    try:
        verb()
    except Refusal as refusal:
        messages.error(request, refusal.text.in_language(get_language() or ""))
    else:
        messages.success(request, _("Saved."))
    return redirect("persons_shifts", person.pk)


def _page(request: HttpRequest, person: Person, **sent: forms.Form) -> HttpResponse:
    by, today = reader(request), timezone.localdate()
    keeps = keeps_hours_of(Role(by.role), Role(person.role))
    written = queries.weeks_of(person.pk)
    context = {
        "person": person,
        "keeps": keeps,
        "own": by.pk == person.pk,
        "weeks": [(row, [getattr(row, day) for day in DAYS_OF_WEEK]) for row in written],
        "absences": [
            (row, kind, keeps or row.since >= today) for row, kind in queries.absences_of(person.pk, since=today)
        ],
        "changed_days": queries.changed_days_of(person.pk, since=today),
        "week": sent.get("week") or WeekForm(initial=_week_now(person, today)),
        "absence": sent.get("absence") or AbsenceForm(initial=initial_absence(today)),
        "day": sent.get("day") or DayForm(),
    }
    return render(request, "shifts/person.html", context)


def _week_now(person: Person, today: date) -> dict[str, object]:
    """The week the person works now, to be changed where it shall differ."""
    own = next((row for row in queries.weeks_of(person.pk) if row.since <= today), None)
    if own is not None and not own.as_usual:
        hours = {day: getattr(own, day) for day in DAYS_OF_WEEK}
        return {**hours, "since": today, "zone": own.zone, "holidays": own.holidays == "RU"}
    usual = queries.usual_calendar(person.department or Department.SALES)
    written = {day: str(usual.weekly[at]) for at, day in enumerate(DAYS_OF_WEEK)}
    return {**written, "since": today, "holidays": True}


def _shown(request: HttpRequest, person_id: int) -> Person:
    """The person, if the reader sees their hours; who no such person is, is a page that is not there."""
    found = next((each for each in queries.people_seen_by(reader(request)) if each.pk == person_id), None)
    if found is None:
        raise Http404
    return found


def _kept(request: HttpRequest, person_id: int) -> Person:
    """The person, if the reader keeps their hours."""
    person = _shown(request, person_id)
    if not keeps_hours_of(Role(reader(request).role), Role(person.role)):
        raise PermissionDenied
    return person


def _monday(text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = today
    # What lies beyond a calendar's years is no day of anybody's.
    day = day if 2000 <= day.year <= 2100 else today
    return day - timedelta(days=day.weekday())
