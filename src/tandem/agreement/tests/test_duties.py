"""Duties judged in the store agree with the working calendar in Python, row by row."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.agreement import duties
from tandem.agreement.calendars import working_calendar
from tandem.agreement.clause_catalogue import ClauseField
from tandem.agreement.document import Calendar, DutyPromise
from tandem.agreement.promise_states import RowState
from tandem.basics.expression_values import Kind
from tandem.basics.periods import Grain, Period
from tandem.basics.text import Text
from tandem.measures.store import Freshness, Reading

ZONE = ZoneInfo("Europe/Moscow")
OFFICE = Calendar(
    key="office", title="Офис", monday="9-18", tuesday="9-18", wednesday="9-13, 14-18", thursday="9-18",
    friday="9-17", holidays="RU",
)  # fmt: skip
MARCH = Period(dt.date(2026, 3, 1), dt.date(2026, 3, 31))
AS_OF = dt.datetime(2026, 3, 31, 20, 0)
TAKEN = DutyPromise(since="captured_at", until="first_contact_at", minutes=30, calendar="office")


@pytest.fixture(autouse=True)
def _leads_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fields and columns of leads that these duties read, without the rooms that announce them."""
    words = Text(ru="поле", en="field")
    known = {
        name: ClauseField(name, kind, words)
        for name, kind in {
            "captured_at": Kind.INSTANT, "assigned_at": Kind.INSTANT, "first_contact_at": Kind.INSTANT,
            "contacts": Kind.INTEGER, "source": Kind.TEXT,
        }.items()
    }  # fmt: skip
    table = SimpleNamespace(key="lead_id")
    columns = dict.fromkeys([*known, "seller_id"], "TIMESTAMP")
    monkeypatch.setattr(duties, "announced", lambda about: known)
    monkeypatch.setattr(
        duties, "shape", lambda: SimpleNamespace(tables={"leads": table}, columns_of=lambda name: columns)
    )


def _reading(rows: list[tuple[Any, ...]]) -> Reading:
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(
        "CREATE TABLE leads (lead_id BIGINT, captured_at TIMESTAMP, assigned_at TIMESTAMP, "
        "first_contact_at TIMESTAMP, contacts BIGINT, source VARCHAR, seller_id BIGINT)"
    )
    if rows:
        connection.executemany("INSERT INTO leads VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    return Reading(connection, Freshness(dt.datetime(2026, 4, 1, tzinfo=dt.UTC), 1, 0))


def _states(duty: DutyPromise, rows: list[tuple[Any, ...]], **more: Any) -> dict[RowState, set[int]]:
    reading = _reading(rows)
    calendar = OFFICE if duty.calendar else None

    def in_state(state: RowState) -> set[int]:
        return set(duties.rows_behind(duty, calendar, MARCH, reading, state=state, as_of=AS_OF, zone=ZONE, **more))

    return {state: found for state in RowState if (found := in_state(state))}


def _at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"2026-{text}")


def _lead(
    number: int, captured: str, contacted: str | None, assigned: str | None = None, seller: int = 1
) -> tuple[Any, ...]:
    return (
        number, _at(captured), _at(assigned) if assigned else None, _at(contacted) if contacted else None, 0, "ads",
        seller,
    )  # fmt: skip


def test_the_clock_stands_still_at_night_and_on_days_off() -> None:
    """At 17:50 on a Friday (14:50 in UTC) the office is closed: the 30 minutes run on Monday from 9:00."""
    in_time = _lead(1, "03-13 14:50", "03-16 06:30")
    too_late = _lead(2, "03-13 14:50", "03-16 06:31")

    assert _states(TAKEN, [in_time, too_late]) == {RowState.KEPT: {1}, RowState.BROKEN: {2}}


def test_a_lead_not_due_yet_is_open_and_near_its_end_in_danger() -> None:
    calendar_less = DutyPromise(since="captured_at", until="first_contact_at", minutes=60)
    rows = [_lead(1, "03-31 19:50", None), _lead(2, "03-31 19:10", None), _lead(3, "03-31 18:59", None)]

    found = _states(calendar_less, rows)

    assert found == {RowState.OPEN: {1}, RowState.DANGER: {2}, RowState.BROKEN: {3}}


def test_what_the_machine_delayed_is_booked_to_neither_side() -> None:
    row = _lead(1, "03-16 07:00", "03-16 09:20", assigned="03-16 09:00")

    assert _states(TAKEN, [row]) == {RowState.SYSTEM: {1}}


def test_a_late_hand_over_does_not_excuse_a_seller_who_was_late_after_it() -> None:
    row = _lead(1, "03-16 07:00", "03-16 09:40", assigned="03-16 09:00")

    assert _states(TAKEN, [row]) == {RowState.BROKEN: {1}}


def test_notice_is_kept_when_enough_time_passes_between_two_instants() -> None:
    notice = DutyPromise(since="assigned_at", until="first_contact_at", limit="at least", minutes=60)
    rows = [
        _lead(1, "03-16 07:00", "03-16 09:00", assigned="03-16 08:00"),
        _lead(2, "03-16 07:00", "03-16 09:00", assigned="03-16 08:01"),
        _lead(3, "03-16 07:00", "03-16 09:00"),
        _lead(4, "03-16 07:00", None, assigned="03-16 08:00"),
    ]

    assert _states(notice, rows) == {RowState.KEPT: {1}, RowState.BROKEN: {2, 3}, RowState.OPEN: {4}}


def test_a_condition_is_judged_when_its_time_is_up() -> None:
    attempts = DutyPromise(since="captured_at", holds="contacts >= 3", minutes=60)
    rows = [
        (1, _at("03-31 19:30"), None, None, 3, "ads", 1),
        (2, _at("03-31 19:30"), None, None, 2, "ads", 1),
        (3, _at("03-31 18:30"), None, None, 2, "ads", 1),
        (4, _at("03-31 18:30"), None, None, None, "ads", 1),
    ]

    found = _states(attempts, rows)

    assert found == {RowState.KEPT: {1}, RowState.OPEN: {2}, RowState.BROKEN: {3}, RowState.UNKNOWN: {4}}


def test_only_the_rows_the_duty_is_about_and_the_reader_may_see_count() -> None:
    rows = [_lead(1, "03-16 07:00", None), _lead(2, "03-16 07:00", None, seller=2)]

    assert _states(TAKEN, rows, seller_id=2) == {RowState.BROKEN: {2}}
    assert _states(DutyPromise(since="captured_at", until="first_contact_at", of="source = 'mail'"), rows) == {}


def test_the_period_counts_rows_by_the_day_they_came_in() -> None:
    rows = [_lead(1, "02-28 20:59", None), _lead(2, "02-28 21:00", None), _lead(3, "03-31 19:59", "03-31 19:59")]
    found = duties.states_by_piece(TAKEN, OFFICE, MARCH, _reading(rows), grain=Grain.MONTH, as_of=AS_OF, zone=ZONE)

    assert [(each.piece, dict(each.counts)) for each in found] == [
        (dt.date(2026, 3, 1), {RowState.BROKEN: 1, RowState.KEPT: 1})
    ]


moments = st.datetimes(dt.datetime(2026, 3, 1), dt.datetime(2026, 3, 31, 19))


# Each example makes a database of its own.
@settings(max_examples=15, deadline=None)
@given(pairs=st.lists(st.tuples(moments, moments), min_size=1, max_size=40), minutes=st.integers(1, 3000))
def test_working_time_in_sql_is_that_of_the_calendar(pairs, minutes) -> None:
    calendar = working_calendar(OFFICE, company_zone=ZONE)
    rows = [(number, min(pair), None, max(pair), 0, "ads", 1) for number, pair in enumerate(pairs)]
    duty = DutyPromise(since="captured_at", until="first_contact_at", minutes=minutes, calendar="office")

    kept = duties.rows_behind(duty, OFFICE, MARCH, _reading(rows), state=RowState.KEPT, as_of=AS_OF, zone=ZONE)

    expected = {
        number
        for number, captured, _, contacted, *_ in rows
        if calendar.minutes_between(captured.replace(tzinfo=dt.UTC), contacted.replace(tzinfo=dt.UTC)) <= minutes
    }
    assert set(kept) == expected
