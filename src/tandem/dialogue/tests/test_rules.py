"""When the letter is due and to whom: as the agreement writes it, Monday morning where that cannot be read."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tandem.agreement.document import Calendar, Document, Exchange, Seat
from tandem.agreement.starting import starter
from tandem.dialogue.rules import (
    Schedule,
    State,
    answer_due,
    is_overdue,
    read_schedule,
    receivers,
    schedule_of,
    senders,
    week_to_write,
)
from tandem.people.rules import Role

MOSCOW = ZoneInfo("Europe/Moscow")
MORNING = Schedule(0, time(8), time(12))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Понедельник, до 12:00", MORNING),
        ("Monday, by 12:00", MORNING),
        ("в среду в 9", Schedule(2, time(9), time(13))),
        ("Fridays 15:30", Schedule(4, time(15, 30), time(19, 30))),
        ("Пятница, 21:00", Schedule(4, time(21), time(23, 59))),
        ("вт, до 7:30", Schedule(1, time(6), time(7, 30))),
        ("Thursday", Schedule(3)),
        ("", Schedule()),
        ("Третий рабочий день", Schedule()),
        ("as soon as possible, 99:99", Schedule()),
    ],
)
def test_the_day_and_hour_are_read_as_people_write_them(written, read):
    assert read_schedule(written) == read


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_starter_agreement_wants_it_on_monday_before_noon_with_an_answer_in_a_working_day(language):
    document = starter(language)
    sent = datetime(2026, 3, 13, 11, 0, tzinfo=MOSCOW)

    assert schedule_of(document) == MORNING
    assert answer_due(document, sent, company_zone=MOSCOW) == datetime(2026, 3, 16, 11, 0, tzinfo=MOSCOW)
    assert senders(document) == {Role.SALES_HEAD}
    assert receivers(document) == {Role.MARKETING_HEAD}


@pytest.mark.parametrize(
    ("now", "week"),
    [
        ("2026-03-02T04:59", date(2026, 2, 16)),  # Monday 07:59 in Moscow: the letter before
        ("2026-03-02T05:00", date(2026, 2, 23)),
        ("2026-03-08T20:59", date(2026, 2, 23)),  # Sunday, the last minute
        ("2026-03-09T05:00", date(2026, 3, 2)),
    ],
)
def test_the_newest_whole_week_is_written_about(now, week):
    found, send_by = week_to_write(datetime.fromisoformat(now).replace(tzinfo=UTC), MORNING, MOSCOW)

    assert found == week
    assert send_by == datetime.combine(week, time(12), MOSCOW) + timedelta(days=7)


def test_without_an_agreed_time_no_answer_is_late():
    sent = datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert answer_due(Document(), sent, company_zone=MOSCOW) is None
    assert not is_overdue(State.TO_ANSWER, send_by=sent, answer_due_at=None, now=sent.replace(year=2030))
    office = Calendar(key="office", monday="9-18")
    agreed = Document(
        calendars=(office,), exchanges=(Exchange(key="lead_quality", answer_minutes=600, calendar="office"),)
    )
    assert answer_due(agreed, sent, company_zone=MOSCOW) == datetime(2026, 3, 9, 13, tzinfo=MOSCOW)


def test_whoever_sits_in_an_empty_seat_writes_and_answers_too():
    document = Document(
        seats=(Seat(side="sales", role="owner", reason="x"),),
        exchanges=(Exchange(key="lead_quality", receiver="marketer"),),
    )

    assert senders(document) == {Role.SALES_HEAD, Role.OWNER}
    assert receivers(document) == {Role.MARKETER}
