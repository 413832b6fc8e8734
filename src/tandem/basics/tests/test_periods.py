import contextlib
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.basics.periods import BadPeriod, Grain, Period, parse_period

TODAY = date(2026, 11, 22)
days = st.dates(date(1990, 1, 1), date(2060, 12, 31))
grains = st.sampled_from(Grain)
periods = st.builds(lambda day, more: Period(day, day + timedelta(more)), days, st.integers(0, 900))
zones = st.sampled_from(
    [
        "UTC",
        "Europe/Moscow",
        "Asia/Vladivostok",
        "Europe/Berlin",
        "America/Sao_Paulo",
        "Africa/Cairo",
        "Asia/Beirut",
    ]
).map(ZoneInfo)


def period(text: str) -> Period:
    return parse_period(text, TODAY)


@given(days, grains)
def test_a_unit_holds_its_day_and_its_neighbour_touches_it(day, grain):
    unit = Period.of(grain, day)

    assert day in unit
    assert unit.previous() == Period.of(grain, unit.start - timedelta(1))
    assert unit.previous().end + timedelta(1) == unit.start


@given(periods, grains)
def test_a_split_covers_every_day_once(whole, grain):
    pieces = whole.split(grain)

    assert [day for piece in pieces for day in piece.days()] == whole.days()
    assert all(Period.of(grain, piece.start) == Period.of(grain, piece.end) for piece in pieces)


@given(periods)
def test_the_text_of_a_period_is_read_back(whole):
    assert period(str(whole)) == whole


@given(periods)
def test_what_came_before_touches_the_period(whole):
    assert whole.previous().end + timedelta(1) == whole.start


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026", "2026-01-01", "2026-12-31"),
        ("2026-q4", "2026-10-01", "2026-12-31"),
        ("2026-10", "2026-10-01", "2026-10-31"),
        ("2026-W41", "2026-10-05", "2026-10-11"),
        ("2026-10-05", "2026-10-05", "2026-10-05"),
        ("2026-10-01..2026-10-31", "2026-10-01", "2026-10-31"),
        ("2026-09 .. 2026-W41", "2026-09-01", "2026-10-11"),
        ("last 30 days", "2026-10-24", "2026-11-22"),
        ("Последние 7 дней", "2026-11-16", "2026-11-22"),
        ("вчера", "2026-11-21", "2026-11-21"),
        ("this week", "2026-11-16", "2026-11-22"),
        ("прошлый месяц", "2026-10-01", "2026-10-31"),
    ],
)
def test_a_written_or_relative_period_is_read(text, start, end):
    assert period(text) == Period(date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize(
    "text",
    ["", "октябрь?", "2026-13", "2025-W53", "2026-10-32", "..", "last 0 days", "2026-11..2026-10", "0000"],
)
def test_a_text_that_is_no_period_is_refused_by_name(text):
    with pytest.raises(BadPeriod):
        period(text)


@given(st.text(max_size=30))
def test_any_other_text_is_read_or_refused_by_name(text):
    with contextlib.suppress(BadPeriod):
        assert isinstance(period(text), Period)


def test_a_refusal_speaks_both_languages():
    with pytest.raises(BadPeriod, match="is not a period") as refusal:
        period("октябрь?")
    assert "Не понимаю период «октябрь?»" in refusal.value.text.ru


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("2026-03", "2026-02"),
        ("2026-Q1", "2025-Q4"),
        ("2026-01..2026-02", "2025-11..2025-12"),
        ("2026-10-01..2026-10-15", "2026-09-16..2026-09-30"),
    ],
)
def test_whole_months_are_compared_with_whole_months(text, before):
    assert period(text).previous() == period(before)


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("2024-02", "2023-02"),
        ("2024-02-29", "2023-02-28"),
        ("2026-W41", "2025-W41"),
        ("2026-10-03..2026-10-15", "2025-10-03..2025-10-15"),
    ],
)
def test_a_year_ago_keeps_months_and_weekdays(text, before):
    assert period(text).year_ago() == period(before)


@given(periods, zones)
def test_an_instant_lies_within_the_bounds_when_its_local_day_is_in_the_period(whole, zone):
    first, beyond = whole.bounds_utc(zone)

    assert first.tzinfo is beyond.tzinfo is UTC
    assert first.astimezone(zone).date() == whole.start
    assert (first - timedelta(microseconds=1)).astimezone(zone).date() < whole.start
    assert (beyond - timedelta(microseconds=1)).astimezone(zone).date() <= whole.end
    assert beyond == Period.day(whole.end + timedelta(1)).bounds_utc(zone)[0]


def test_a_day_on_which_the_clocks_move_has_its_own_length():
    berlin = ZoneInfo("Europe/Berlin")
    lengths = [
        (beyond - first) / timedelta(hours=1)
        for first, beyond in (
            Period.day(date(2026, 3, 29)).bounds_utc(berlin),
            period("2026-10-25").bounds_utc(berlin),
        )
    ]
    assert lengths == [23, 25]


def test_a_midnight_that_does_not_exist_is_the_moment_the_clocks_move():
    first, _ = Period.day(date(2018, 11, 4)).bounds_utc(ZoneInfo("America/Sao_Paulo"))
    assert first == datetime(2018, 11, 4, 3, tzinfo=UTC)


OUTSIDE = ["1989", "1989-12-31", "2101", "1989-12..1990-01", "2100-12..2101-01", "0001", "9999", "9999-12-31",
           "9999-W52", "last 9999 days"]  # fmt: skip


@pytest.mark.parametrize("wanted", OUTSIDE)
def test_a_period_before_1990_or_after_2100_is_refused(wanted):
    with pytest.raises(BadPeriod, match="is not a period"):
        parse_period(wanted, date(2001, 1, 1))


@pytest.mark.parametrize(("wanted", "year"), [("1990", 1990), ("2100-12-31", 2100)])
def test_the_first_and_the_last_year_are_periods(wanted, year):
    assert parse_period(wanted, date(2026, 1, 1)).end.year == year
