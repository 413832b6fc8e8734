"""A calendar that changes over time counts like the calendars it is made of, and never loses or doubles a minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.basics.calendar_of_stretches import DaysOff, Stretch, of_stretches
from tandem.basics.russian_calendar import OFFICE_WEEK, russian_calendar
from tandem.basics.working_time import DAY_OFF, Hours, WorkingCalendar

MOSCOW, VLADIVOSTOK, BERLIN = (ZoneInfo(key) for key in ("Europe/Moscow", "Asia/Vladivostok", "Europe/Berlin"))
OFFICE = WorkingCalendar(OFFICE_WEEK, MOSCOW)
NIGHTS = WorkingCalendar((Hours.parse("0-6, 22-24"),) * 7, BERLIN)


def at(text: str, zone: ZoneInfo = MOSCOW) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def test_a_new_week_holds_from_its_day_and_the_old_one_before_it():
    late = WorkingCalendar((Hours.parse("12-21"),) * 5 + (DAY_OFF,) * 2, MOSCOW)
    calendar = of_stretches([Stretch(date(2026, 3, 4), late), Stretch(None, OFFICE)])

    assert calendar.is_open(at("2026-03-03 09:30"))
    assert not calendar.is_open(at("2026-03-04 09:30"))
    assert calendar.add_minutes(at("2026-03-03 17:50"), 20) == at("2026-03-04 12:10")


def test_the_clock_stands_still_in_a_holiday_and_runs_on_a_duty_day():
    off = DaysOff(date(2026, 7, 6), date(2026, 7, 19))
    duty = {date(2026, 7, 11): Hours.parse("10-14")}
    calendar = of_stretches([Stretch(None, OFFICE)], days_off=[off], changed=duty)

    assert calendar.add_minutes(at("2026-07-03 17:50"), 20) == at("2026-07-11 10:10")
    assert calendar.minutes_between(at("2026-07-03 18:00"), at("2026-07-20 09:00")) == 240


def test_who_moves_to_another_zone_works_by_its_clock_also_over_the_new_year():
    east = WorkingCalendar((Hours.parse("0-8"),) * 7, VLADIVOSTOK)
    calendar = of_stretches([Stretch(None, OFFICE), Stretch(date(2027, 1, 1), east)])

    # It is still the old year in Moscow.
    assert calendar.is_open(at("2027-01-01 00:30", VLADIVOSTOK))
    # 9 to 18 in Moscow, then until 8 in Vladivostok, which is 1 at night in Moscow; what overlaps counts once.
    assert calendar.minutes_between(at("2026-12-31 09:00"), at("2027-01-01 12:00", VLADIVOSTOK)) == 60 * 16


@pytest.mark.parametrize(
    ("zone", "start", "minutes", "due"),
    [
        # An hour is missing in the night of 29 March, and one is there twice in that of 25 October.
        (BERLIN, "2026-03-28 23:00", 240, "2026-03-29 04:00"),
        (BERLIN, "2026-10-24 23:00", 300, "2026-10-25 03:00"),
    ],
)
def test_summer_time_takes_an_hour_and_gives_it_back(zone, start, minutes, due):
    calendar = of_stretches([Stretch(None, NIGHTS)])

    assert calendar.add_minutes(at(start, zone), minutes) == at(due, zone)
    assert calendar.add_minutes(at(start, zone), minutes) == NIGHTS.add_minutes(at(start, zone), minutes)


def test_a_night_shift_over_the_new_year_is_one_span():
    calendar = of_stretches([Stretch(None, NIGHTS)])

    spans = calendar.spans(date(2026, 12, 31), date(2027, 1, 1))

    assert (at("2026-12-31 22:00", BERLIN), at("2027-01-01 06:00", BERLIN)) in spans
    assert spans == NIGHTS.spans(date(2026, 12, 31), date(2027, 1, 1))


moments = st.datetimes(datetime(2025, 12, 1), datetime(2027, 2, 1), timezones=st.just(UTC))


@settings(deadline=None)  # whole years are laid out on first use
@given(moments, moments, moments)
def test_time_is_additive_and_one_stretch_counts_as_its_calendar(first, second, third):
    law = russian_calendar()
    one = of_stretches([Stretch(None, law)])
    several = of_stretches(
        [Stretch(None, law), Stretch(date(2026, 5, 1), NIGHTS), Stretch(date(2026, 9, 1), OFFICE)],
        days_off=[DaysOff(date(2026, 8, 1), date(2026, 8, 20))],
    )

    assert one.open_time_between(first, second) == law.open_time_between(first, second)
    assert several.open_time_between(first, third) == several.open_time_between(
        first, second
    ) + several.open_time_between(second, third)


@settings(deadline=None)
@given(moments, st.integers(1, 20_000))
def test_what_is_due_after_so_many_minutes_has_run_for_so_many(start, minutes):
    calendar = of_stretches([Stretch(None, OFFICE)], days_off=[DaysOff(date(2026, 6, 1), date(2026, 6, 30))])
    due = calendar.add_minutes(start, minutes)

    assert calendar.open_time_between(start, due) == timedelta(minutes=minutes)
    assert calendar.open_time_between(start, due - timedelta(microseconds=1)) < timedelta(minutes=minutes)
