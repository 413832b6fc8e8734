"""When somebody works: their own week, absences and duty days; who writes them down; and what others are told."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tandem.basics.russian_calendar import russian_calendar
from tandem.basics.working_time import BadHours
from tandem.imports.models import Import
from tandem.imports.samples import taken
from tandem.imports.undoing import undo
from tandem.journal.models import FactRow
from tandem.measures.verification import verify
from tandem.people.models import Person
from tandem.people.presence import absent_until, calendars_of, on_shift
from tandem.people.presence_rules import (
    AbsenceKind,
    BadAbsence,
    OverlappingAbsence,
    UnknownZone,
    Week,
    WeekWithoutHours,
)
from tandem.people.rules import Role
from tandem.shifts.actions import (
    NothingToCancel,
    NotTheirHours,
    cancel_absence,
    change_day,
    set_absence,
    set_week,
)

pytestmark = pytest.mark.django_db(transaction=True)

MOSCOW, VLADIVOSTOK = ZoneInfo("Europe/Moscow"), ZoneInfo("Asia/Vladivostok")
USUAL = russian_calendar()
NOW = datetime(2026, 6, 1, 6, tzinfo=UTC)
LATE = Week(("12-21",) * 5 + ("", ""))
VACATION = AbsenceKind.VACATION


def moscow(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=MOSCOW).astimezone(UTC)


def person(username: str, role: Role) -> Person:
    return Person.objects.create_user(username, name=username, role=role)


@pytest.fixture
def head(db):
    return person("head", Role.SALES_HEAD)


@pytest.fixture
def anna(db):
    return person("anna", Role.SELLER)


def test_whoever_has_nothing_of_their_own_works_the_team_s_week(anna):
    assert calendars_of([anna.pk], usual=USUAL) == {anna.pk: USUAL}
    assert on_shift([anna.pk], usual=USUAL, at=moscow("2026-06-02 10:00")) == {anna.pk}
    assert absent_until([anna.pk], on=date(2026, 6, 2)) == {}


def test_an_own_week_holds_from_its_day_and_the_past_stays_as_it_was(anna, head):
    set_week(person_id=anna.pk, week=LATE, since=date(2026, 6, 8), by=head, now=NOW)
    set_week(person_id=anna.pk, week=None, since=date(2026, 6, 22), by=head, now=NOW)
    calendar = calendars_of([anna.pk], usual=USUAL)[anna.pk]

    opens = [calendar.is_open(moscow(f"2026-06-{day:02} 09:30")) for day in (5, 8, 22)]
    assert opens == [True, False, True]
    assert calendar.is_open(moscow("2026-06-08 20:30"))
    # An own week that takes no holidays works on the Day of Russia; the team's does not.
    assert calendar.is_open(moscow("2026-06-12 13:00"))
    assert not USUAL.is_open(moscow("2026-06-12 13:00"))
    assert verify().differences == []


def test_a_seller_in_another_zone_works_by_its_clock(anna, head):
    east = Week(("9-18",) * 5 + ("", ""), zone="Asia/Vladivostok", holidays="RU")
    set_week(person_id=anna.pk, week=east, since=date(2026, 6, 1), by=head, now=NOW)

    assert on_shift([anna.pk], usual=USUAL, at=moscow("2026-06-02 03:00")) == {anna.pk}
    assert on_shift([anna.pk], usual=USUAL, at=moscow("2026-06-02 12:00")) == frozenset()


def test_nobody_is_on_shift_while_away_and_others_learn_until_when(anna, head):
    bob = person("bob", Role.SELLER)
    away = {"person_id": anna.pk, "by": head, "now": NOW}
    set_absence(since=date(2026, 6, 2), until=date(2026, 6, 5), kind=VACATION, **away)
    set_absence(since=date(2026, 6, 6), until=date(2026, 6, 9), kind=AbsenceKind.SICK, **away)

    assert on_shift([anna.pk, bob.pk], usual=USUAL, at=moscow("2026-06-03 10:00")) == {bob.pk}
    assert absent_until([anna.pk, bob.pk], on=date(2026, 6, 3)) == {anna.pk: date(2026, 6, 9)}
    calendar = calendars_of([anna.pk], usual=USUAL)[anna.pk]
    assert calendar.add_minutes(moscow("2026-06-01 17:50"), 20) == moscow("2026-06-10 09:10")


def test_a_duty_day_in_the_middle_of_a_holiday_is_worked(anna, head):
    set_absence(
        person_id=anna.pk, since=date(2026, 6, 1), until=date(2026, 6, 14), kind=VACATION, by=head, now=NOW
    )  # fmt: skip
    change_day(person_id=anna.pk, day=date(2026, 6, 6), hours="10-14", by=head, now=NOW)

    assert on_shift([anna.pk], usual=USUAL, at=moscow("2026-06-06 11:00")) == {anna.pk}
    assert absent_until([anna.pk], on=date(2026, 6, 6)) == {}

    change_day(person_id=anna.pk, day=date(2026, 6, 6), hours=None, by=head, now=NOW)
    assert on_shift([anna.pk], usual=USUAL, at=moscow("2026-06-06 11:00")) == frozenset()
    assert verify().differences == []


def test_a_changed_day_can_be_a_day_off(anna, head):
    change_day(person_id=anna.pk, day=date(2026, 6, 3), hours="", by=head, now=NOW)

    assert on_shift([anna.pk], usual=USUAL, at=moscow("2026-06-03 10:00")) == frozenset()
    # It is no absence: leads of that day wait for tomorrow, not for a return.
    assert absent_until([anna.pk], on=date(2026, 6, 3)) == {}


def test_even_the_longest_absence_leaves_a_calendar_in_which_a_deadline_falls_due(anna, head):
    set_absence(
        person_id=anna.pk, since=date(2026, 6, 1), until=date(2029, 5, 31), kind=AbsenceKind.OTHER, by=head, now=NOW
    )

    due = calendars_of([anna.pk], usual=USUAL)[anna.pk].add_minutes(moscow("2026-06-01 10:00"), 30)

    assert due == moscow("2029-06-01 09:30")


def test_a_cancelled_absence_counts_no_more(anna, head):
    row = set_absence(
        person_id=anna.pk, since=date(2026, 6, 2), until=date(2026, 6, 5), kind=VACATION, by=head, now=NOW
    )
    cancel_absence(absence_id=row.pk, by=head, now=NOW)

    assert absent_until([anna.pk], on=date(2026, 6, 3)) == {}
    with pytest.raises(NothingToCancel):
        cancel_absence(absence_id=row.pk, by=head, now=NOW)
    kinds = list(FactRow.objects.filter(subject="absence").order_by("position").values_list("kind", flat=True))
    assert kinds == ["absence_set", "absence_cancelled"]
    assert verify().differences == []


def test_why_somebody_is_away_never_reaches_the_journal(anna, head):
    set_absence(
        person_id=anna.pk, since=date(2026, 6, 2), until=date(2026, 6, 5), kind=AbsenceKind.SICK, by=head, now=NOW
    )  # fmt: skip

    assert "sick" not in FactRow.objects.get(subject="absence").payload


@pytest.mark.parametrize(
    ("week", "refusal"),
    [
        (Week(("",) * 7), WeekWithoutHours),
        (Week(("18-9",) * 7), BadHours),
        (Week(("9-18",) * 7, zone="Europe/Atlantis"), UnknownZone),
    ],
)
def test_a_week_nobody_can_work_is_refused(anna, head, week, refusal):
    with pytest.raises(refusal):
        set_week(person_id=anna.pk, week=week, since=date(2026, 6, 1), by=head, now=NOW)

    assert not FactRow.objects.filter(subject="working_week").exists()


def test_an_absence_must_end_after_it_begins_and_may_not_lie_over_another(anna, head):
    def away(since, until):
        set_absence(person_id=anna.pk, since=since, until=until, kind=VACATION, by=head, now=NOW)

    away(date(2026, 7, 1), date(2026, 7, 14))

    with pytest.raises(BadAbsence):
        away(date(2026, 8, 14), date(2026, 8, 1))
    with pytest.raises(BadAbsence):
        away(date(2026, 8, 1), date(2126, 8, 1))
    with pytest.raises(OverlappingAbsence):
        away(date(2026, 7, 14), date(2026, 7, 20))
    away(date(2026, 7, 15), date(2026, 7, 20))


def test_a_seller_announces_their_own_absence_from_today_and_nothing_else(anna):
    bob = person("bob", Role.SELLER)
    today = date(2026, 6, 1)
    row = set_absence(person_id=anna.pk, since=today, until=today, kind=AbsenceKind.SICK, by=anna, now=NOW)

    for refused in (
        lambda: set_absence(
            person_id=bob.pk, since=today, until=today, kind=AbsenceKind.SICK, by=anna, now=NOW
        ),
        lambda: set_absence(
            person_id=anna.pk, since=date(2026, 5, 29), until=date(2026, 5, 29), kind=AbsenceKind.SICK, by=anna, now=NOW
        ),
        lambda: set_week(person_id=anna.pk, week=LATE, since=today, by=anna, now=NOW),
        lambda: change_day(person_id=anna.pk, day=today, hours="", by=anna, now=NOW),
        # What has begun is the head's to undo: leads went to others because of it.
        lambda: cancel_absence(absence_id=row.pk, by=anna, now=NOW + timedelta(days=1)),
    ):  # fmt: skip
        with pytest.raises(NotTheirHours):
            refused()


def test_a_head_keeps_the_hours_of_their_own_department_only(head):
    mark = person("mark", Role.MARKETER)

    with pytest.raises(NotTheirHours):
        set_week(person_id=mark.pk, week=LATE, since=date(2026, 6, 1), by=head, now=NOW)


def test_asking_for_two_hundred_people_costs_one_small_statement_and_no_layout(head):
    sellers = [person(f"s{at}", Role.SELLER).pk for at in range(200)]
    set_week(person_id=sellers[0], week=LATE, since=date(2026, 6, 1), by=head, now=NOW)
    set_absence(
        person_id=sellers[1], since=date(2026, 6, 1), until=date(2026, 6, 3), kind=VACATION, by=head, now=NOW
    )  # fmt: skip
    before = calendars_of(sellers, usual=USUAL)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        again = calendars_of(sellers, usual=USUAL)
    assert len(asked) == 1
    assert all(again[each] is before[each] for each in sellers)

    # Another's change leaves this one's calendar laid out as it is.
    set_absence(
        person_id=sellers[2], since=date(2026, 6, 1), until=date(2026, 6, 3), kind=VACATION, by=head, now=NOW
    )  # fmt: skip
    after = calendars_of(sellers, usual=USUAL)
    assert after[sellers[0]] is before[sellers[0]]
    assert after[sellers[2]] is not USUAL


def test_undoing_an_import_leaves_a_seller_whose_hours_were_written_down(head):
    taken("lead", [{"id": "L1", "client_id": "C1", "created_at": NOW, "seller": "Вера"}], at=NOW)
    vera = Person.objects.get(name="Вера")
    set_absence(person_id=vera.pk, since=date(2026, 6, 2), until=date(2026, 6, 5), kind=VACATION, by=head, now=NOW)

    undo(import_id=Import.objects.get().pk, by_id=None, now=NOW)

    assert absent_until([vera.pk], on=date(2026, 6, 3)) == {vera.pk: date(2026, 6, 5)}
    assert verify().differences == []
