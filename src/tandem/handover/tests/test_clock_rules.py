"""Which promises set a deadline, when it is, and whose delay is nobody's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tandem.agreement.document import Calendar, Document, DutyPromise, Promise
from tandem.agreement.starting import starter
from tandem.basics.russian_calendar import russian_calendar
from tandem.basics.working_time import Hours, NoWorkingTime, WorkingCalendar
from tandem.handover.clock_rules import CAPTURED, HANDED, Done, Moves, Timer, next_look, timers_of

MOSCOW = ZoneInfo("Europe/Moscow")
OFFICE = Calendar(
    key="office", title="Офис", holidays="RU",
    monday="9-18", tuesday="9-18", wednesday="9-18", thursday="9-18", friday="9-18",
)  # fmt: skip


def timers(*duties: DutyPromise) -> tuple[Timer, ...]:
    promises = tuple(Promise(key=f"p{at}", side="sales", duty=duty) for at, duty in enumerate(duties))
    return timers_of(Document(calendars=(OFFICE,), promises=promises), company_zone=MOSCOW)


def moscow(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=MOSCOW).astimezone(UTC)


@pytest.mark.parametrize(
    ("started", "minutes", "due"),
    [
        # A working Saturday after a moved day; the May holidays; the New Year's.
        ("2024-04-26 17:50", 20, "2024-04-27 09:10"),
        ("2024-04-27 17:50", 20, "2024-05-02 09:10"),
        ("2024-12-27 17:00", 660, "2025-01-09 10:00"),
    ],
)
def test_a_deadline_runs_in_working_time(started, minutes, due):
    (timer,) = timers(DutyPromise(since=HANDED, until="first_contact_at", minutes=minutes, calendar="office"))

    assert timer.due_at(moscow(started)) == moscow(due)


def test_a_request_at_night_in_vladivostok_waits_for_the_morning_in_moscow():
    (timer,) = timers(DutyPromise(since=CAPTURED, until="first_contact_at", minutes=30, calendar="office"))
    asked = datetime(2024, 5, 3, 0, 30, tzinfo=ZoneInfo("Asia/Vladivostok"))

    assert timer.due_at(asked) == moscow("2024-05-02 18:00")
    assert timers(DutyPromise(since=CAPTURED, until="first_contact_at", minutes=60, calendar="office"))[0].due_at(
        asked
    ) == moscow("2024-05-03 09:30")


def test_without_a_calendar_the_clock_runs_day_and_night():
    (timer,) = timers(DutyPromise(since=CAPTURED, until="first_contact_at", minutes=90))
    at = datetime(2024, 5, 3, 23, tzinfo=UTC)

    assert timer.due_at(at) == at + timedelta(minutes=90)


def test_the_time_before_the_hand_over_is_nobodys_delay():
    contact, handover = timers(
        DutyPromise(since=CAPTURED, until="first_contact_at", minutes=30),
        DutyPromise(since=CAPTURED, until=HANDED, minutes=15),
    )
    came, handed = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 11, tzinfo=UTC)

    assert contact.started_at({CAPTURED: came}) == came
    assert contact.started_at({CAPTURED: came, HANDED: handed}) == handed
    assert handover.started_at({CAPTURED: came, HANDED: handed}) == came


def test_a_promise_from_the_hand_over_does_not_run_before_it():
    (timer,) = timers(DutyPromise(since=HANDED, until="first_contact_at", minutes=30))

    assert timer.started_at({CAPTURED: datetime(2026, 3, 2, 9, tzinfo=UTC), HANDED: None}) is None


@pytest.mark.parametrize(
    "duty",
    [
        DutyPromise(holds="grade is not null", since=CAPTURED, minutes=60),
        DutyPromise(about="returns", since="returned_at", until="answered_at", minutes=60),
        DutyPromise(since=CAPTURED, until="first_contact_at", limit="at least", minutes=60),
        DutyPromise(since="won_at", until="first_contact_at", minutes=60),
    ],
)
def test_what_sets_no_deadline_from_coming_in_starts_no_clock(duty):
    assert timers(duty) == ()


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_starter_sets_a_deadline_for_the_hand_over_and_for_the_first_contact(language):
    found = timers_of(starter(language), company_zone=MOSCOW)

    assert [(each.promise, each.until) for each in found] == [
        ("handover", HANDED),
        ("first_contact", "first_contact_at"),
    ]


def contact(*, remind: int = 0, tell_head: int | None = None, pass_on: int | None = None) -> Timer:
    duty = DutyPromise(
        since=CAPTURED, until="first_contact_at", minutes=30, calendar="office", remind=remind, tell_head=tell_head,
        pass_on=pass_on,
    )  # fmt: skip
    return timers(duty)[0]


def test_what_follows_around_a_deadline_is_laid_down_in_working_time():
    timer = contact(remind=10, tell_head=0, pass_on=15)

    moves = timer.moves(moscow("2024-04-26 17:50"))

    assert moves == Moves(
        due_at=moscow("2024-04-27 09:20"), remind_at=moscow("2024-04-27 09:10"), tell_at=moscow("2024-04-27 09:20"),
        pass_on_at=moscow("2024-04-27 09:35"),
    )  # fmt: skip


def test_a_promise_that_says_nothing_of_it_has_a_deadline_and_no_more():
    assert contact().moves(moscow("2026-03-02 10:00")) == Moves(moscow("2026-03-02 10:30"))


def test_the_hours_of_a_seller_go_before_those_of_the_promise():
    late = WorkingCalendar((Hours.parse("12-21"),) * 7, MOSCOW)

    assert contact().due_at(moscow("2026-03-02 10:00"), late) == moscow("2026-03-02 12:30")


def test_step_after_step_is_looked_for_and_no_reminder_once_it_is_too_late():
    moves = contact(remind=10, tell_head=5, pass_on=15).moves(moscow("2026-03-02 10:00"))

    found = [
        next_look(moves, done)
        for done in (
            Done(), Done(reminded=True), Done(broken=True), Done(broken=True, told=True),
            Done(broken=True, told=True, passed_on=True),
        )
    ]  # fmt: skip
    assert found == [moves.remind_at, moves.due_at, moves.tell_at, moves.pass_on_at, None]


def test_a_pause_moves_everything_by_the_working_time_it_takes():
    office = russian_calendar()
    moves = contact(remind=10, pass_on=15).moves(moscow("2026-03-02 17:30"))
    since, until = moscow("2026-03-02 17:40"), moscow("2026-03-03 10:00")

    paused = moves.shifted(office, since, until)

    # Of its thirty minutes twenty were left, and they run from ten o'clock.
    assert paused == Moves(moscow("2026-03-03 10:20"), moscow("2026-03-03 10:10"), None, moscow("2026-03-03 10:35"))
    # Whoever goes on at a quarter past nine gets the rest back.
    assert paused.shifted(office, until, moscow("2026-03-03 09:15")).due_at == moscow("2026-03-03 09:35")
    assert paused.shifted(office, until, since) == moves


def test_without_working_hours_every_minute_of_a_pause_counts():
    at = datetime(2026, 3, 7, 23, tzinfo=UTC)

    assert Moves(at + timedelta(minutes=30)).shifted(None, at, at + timedelta(hours=8)).due_at == at + timedelta(
        hours=8, minutes=30
    )


@pytest.mark.parametrize(("day", "due"), [("2026-03-29", "04:00"), ("2026-10-25", "02:00")])
def test_clocks_over_the_change_to_and_from_summer_time(day, due):
    berlin = ZoneInfo("Europe/Berlin")
    nights = WorkingCalendar((Hours.parse("0-24"),) * 7, berlin)
    (timer,) = timers(DutyPromise(since=CAPTURED, until="first_contact_at", minutes=180))
    midnight = datetime.fromisoformat(day).replace(tzinfo=berlin)

    # Three hours after midnight: the clock on the wall shows one more in March, and in October one less.
    at = timer.due_at(midnight.astimezone(UTC), nights)
    assert at.astimezone(berlin).strftime("%H:%M") == due


def test_a_calendar_in_which_nobody_works_is_refused_before_a_clock_could_run_in_it():
    empty = Calendar(key="office", title="Никто")

    with pytest.raises(NoWorkingTime):
        timers_of(Document(calendars=(empty,)), company_zone=MOSCOW)
