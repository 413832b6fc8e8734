from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.basics.russian_calendar import russian_calendar
from tandem.basics.working_time import (
    DAY_OFF,
    BadHours,
    Hours,
    InstantWithoutZone,
    NoWorkingTime,
    WorkingCalendar,
)

MOSCOW = ZoneInfo("Europe/Moscow")
RUSSIA = russian_calendar()
ROUND_THE_CLOCK = WorkingCalendar((Hours.parse("0-24"),) * 7, ZoneInfo("Europe/Berlin"))
BERLIN_SHIFTS = WorkingCalendar(
    (Hours.parse("00:00-02:30, 03:10-11:00, 22-24"),) * 7,
    ZoneInfo("Europe/Berlin"),
    {date(2024, 3, 30): DAY_OFF},
)
calendars = st.sampled_from([RUSSIA, ROUND_THE_CLOCK, BERLIN_SHIFTS])
START = datetime(2023, 12, 1, tzinfo=UTC)
instants = st.timedeltas(timedelta(0), timedelta(days=430)).map(lambda later: START + later)


def moment(text: str, zone: str = "Europe/Moscow") -> datetime:
    return datetime.strptime(text, "%d.%m.%y %H:%M").replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("26.04.24 17:50", "27.04.24 09:10", 20),  # a working Saturday
        ("27.04.24 17:50", "02.05.24 09:10", 20),  # moved days off and the first of May
        ("27.12.24 17:00", "09.01.25 10:00", 660),  # Saturday 28.12 works in full, then the New Year
        ("07.05.24 17:00", "08.05.24 18:00", 60 + 480),  # the eve of a holiday is an hour shorter
        ("08.05.24 17:30", "13.05.24 09:00", 0),
    ],
)
def test_minutes_at_work_by_the_russian_calendar(start, end, minutes):
    assert RUSSIA.minutes_between(moment(start), moment(end)) == minutes
    assert RUSSIA.minutes_between(moment(end), moment(start)) == -minutes


def test_the_clock_runs_in_the_zone_of_the_one_who_promised():
    start = moment("03.05.24 00:30", "Asia/Vladivostok")
    assert RUSSIA.minutes_between(start, moment("03.05.24 09:30")) == 60


@pytest.mark.parametrize(("year", "norm"), [(2023, 1973), (2024, 1979), (2025, 1972), (2026, 1972)])
def test_a_year_of_forty_hour_weeks_has_the_hours_of_the_production_calendar(year, norm):
    calendar = russian_calendar(weekly=(Hours.parse("9-13, 14-18"),) * 5 + (DAY_OFF,) * 2)
    new_year = [datetime(y, 1, 1, tzinfo=MOSCOW) for y in (year, year + 1)]
    assert calendar.open_time_between(*new_year) == timedelta(hours=norm)


def test_every_day_works_when_the_law_says_so():
    law = holidays.country_holidays("RU", years=range(2019, 2029))
    days = (date(2020, 1, 1) + timedelta(at) for at in range(366 * 8))
    assert [day for day in days if bool(RUSSIA.hours_on(day).spans) != law.is_working_day(day)] == []


def test_an_override_has_the_last_word():
    day = date(2025, 1, 2)
    calendar = russian_calendar(overrides={day: Hours.parse("10-12")})
    assert calendar.hours_on(day).minutes() == 120
    assert RUSSIA.hours_on(day) == DAY_OFF


def test_a_shop_open_on_saturdays_keeps_its_hours_but_not_on_a_holiday():
    week = (Hours.parse("9-18"),) * 5 + (Hours.parse("10-16"), DAY_OFF)
    shop = russian_calendar(weekly=week)
    assert shop.hours_on(date(2025, 3, 15)) == week[5]
    assert shop.hours_on(date(2025, 3, 8)) == DAY_OFF


@given(calendars, instants, instants, instants)
def test_time_from_a_to_c_is_time_from_a_to_b_and_from_b_to_c(calendar, a, b, c):
    between = calendar.open_time_between
    assert between(a, c) == between(a, b) + between(b, c)


@given(calendars, instants, st.integers(0, 30_000))
def test_what_is_due_in_so_many_minutes_is_due_no_earlier_and_no_later(calendar, start, minutes):
    due = calendar.add_minutes(start, minutes)

    assert calendar.open_time_between(start, due) == timedelta(minutes=minutes)
    if minutes:
        assert calendar.open_time_between(start, due - timedelta(microseconds=1)) < timedelta(minutes=minutes)


@given(instants, instants)
def test_a_place_that_never_closes_counts_real_time_across_moved_clocks(a, b):
    assert ROUND_THE_CLOCK.open_time_between(a, b) == b - a


def counted_minute_by_minute(calendar: WorkingCalendar, start: datetime, end: datetime) -> int:
    minutes = 0
    while start < end:
        local = start.astimezone(calendar.zone)
        at = local.hour * 60 + local.minute
        minutes += any(since <= at < to for since, to in calendar.hours_on(local.date()).spans)
        start += timedelta(minutes=1)
    return minutes


@given(instants, st.integers(0, 4000))
def test_the_sum_of_spans_is_what_one_counts_minute_by_minute(start, length):
    start = start.replace(second=0, microsecond=0)
    end = start + timedelta(minutes=length)
    assert RUSSIA.minutes_between(start, end) == counted_minute_by_minute(RUSSIA, start, end)


def test_due_at_closing_time_is_not_the_next_morning():
    assert RUSSIA.add_minutes(moment("27.12.24 17:00"), 60) == moment("27.12.24 18:00")
    assert RUSSIA.add_minutes(moment("28.12.24 17:50"), 20) == moment("09.01.25 09:10")


def test_open_from_the_first_minute_and_closed_from_the_last():
    assert RUSSIA.is_open(moment("27.12.24 09:00"))
    assert not RUSSIA.is_open(moment("27.12.24 18:00"))


def test_a_calendar_without_working_time_is_refused():
    with pytest.raises(NoWorkingTime):
        WorkingCalendar((DAY_OFF,) * 7, MOSCOW, {date(2025, 1, 1): DAY_OFF})


def test_a_clock_that_can_never_end_is_refused():
    one_day = WorkingCalendar((DAY_OFF,) * 7, MOSCOW, {date(2025, 1, 10): Hours.parse("9-10")})
    assert one_day.add_minutes(moment("01.01.24 00:00"), 60) == moment("10.01.25 10:00")
    with pytest.raises(NoWorkingTime):
        one_day.add_minutes(moment("01.01.24 00:00"), 61)


@pytest.mark.parametrize("text", ["9", "18-9", "9-25", "9-13, 12-18", "9:75-12", "а-б"])
def test_hours_that_make_no_sense_are_refused(text):
    with pytest.raises(BadHours):
        Hours.parse(text)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(InstantWithoutZone):
        RUSSIA.add_minutes(datetime(2025, 1, 1), 5)
