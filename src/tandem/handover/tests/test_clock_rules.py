"""Which promises set a deadline, when it is, and whose delay is nobody's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tandem.agreement.document import Calendar, Document, DutyPromise, Promise
from tandem.agreement.starting import starter
from tandem.handover.clock_rules import CAPTURED, HANDED, Timer, timers_of

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
