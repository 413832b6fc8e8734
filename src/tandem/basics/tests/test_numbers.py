from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from tandem.basics.numbers import (
    DASH,
    format_day,
    format_duration,
    format_interval,
    format_moment,
    format_money,
    format_number,
    format_number_interval,
    format_percent,
    format_period,
    format_points,
)
from tandem.basics.periods import parse_period

MOSCOW = ZoneInfo("Europe/Moscow")
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def plain(text: str) -> str:
    """Narrow no-break spaces as plain ones, to be readable here."""
    assert " " not in text.partition(" (")[0]
    return text.replace("\u202f", " ")


def test_numbers_are_grouped_as_each_language_does():
    assert plain(format_number(1234567.5, "ru", 1)) == "1 234 567,5"
    assert format_number(1234567.5, "en", 1) == "1,234,567.5"
    assert plain(format_number(-1234, "ru")) == "−1 234"
    assert format_number(Decimal("0.125"), "en", 2) == "0.12"
    assert format_number(2, "en", signed=True) == "+2"
    assert format_number(-0.3, "ru") == "0"


def test_money_wears_its_sign_where_the_reader_expects_it():
    assert plain(format_money(Decimal(1234567), "RUB", "ru")) == "1 234 567 ₽"
    assert format_money(Decimal(1234567), "RUB", "en") == "₽1,234,567"
    assert plain(format_money(Decimal("-290000.5"), "RUB", "ru", 2)) == "−290 000,50 ₽"
    # No line breaks between the two signs.
    assert format_money(Decimal("-5"), "USD", "en") == "−\u2060$5"
    assert format_money(Decimal(5), "USD", "en", signed=True) == "+\u2060$5"
    assert plain(format_money(Decimal(7), "CHF", "en")) == "CHF 7"


def test_shares_and_their_differences_are_told_apart():
    assert plain(format_percent(0.123, "ru")) == "12,3 %"
    assert format_percent(0.123, "en") == "12.3%"
    assert plain(format_points(0.021, "ru")) == "+2,1 п. п."
    assert plain(format_points(-0.021, "en")) == "−2.1 pp"


def test_an_interval_stands_beside_its_value():
    assert plain(format_interval(0.12, 0.09, 0.15, "ru")) == "12 % (9–15)"
    assert format_interval(0.12, 0.09, 0.15, "en") == "12% (9–15)"
    assert plain(format_number_interval(52300, 48100, float("inf"), "ru")) == "52 300 (48 100–—)"


@given(st.decimals(-(10**12), 10**12, places=3), st.integers(0, 3), st.sampled_from(["ru", "en"]))
def test_digits_are_grouped_as_the_locale_tables_say(value, places, language):
    pattern = "#,##0." + "0" * places if places else "#,##0"
    by_tables = format_decimal(value, format=pattern, locale=language).replace("\u00a0", "\u202f")
    # The tables would show "-0": we never do.
    shown = by_tables.replace("-", "−") if by_tables.strip("-0.,") else by_tables.lstrip("-")
    assert format_number(value, language, places) == shown


@pytest.mark.parametrize("nothing", [None, float("nan"), float("inf"), Decimal("NaN")])
def test_what_is_no_number_is_a_dash(nothing):
    shown = [
        format_number(nothing, "ru"),
        format_money(nothing, "RUB", "ru"),
        format_percent(nothing, "ru"),
        format_points(nothing, "en"),
    ]
    assert shown == [DASH] * 4


@given(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12),
    st.integers(0, 4),
)
def test_a_shown_number_is_the_number_rounded(value, places):
    for language, grouping, point in (("ru", "\u202f", ","), ("en", ",", ".")):
        shown = format_number(value, language, places)
        read = Decimal(shown.replace(grouping, "").replace(point, ".").replace("−", "-"))
        assert abs(read - value) <= Decimal(5).scaleb(-places - 1)
        assert shown != "−0"


@pytest.mark.parametrize(
    ("seconds", "ru", "en"),
    [
        (0, "0 с", "0 s"),
        (40, "40 с", "40 s"),
        (6 * 60 + 10, "6 мин", "6 min"),
        (59 * 60 + 40, "1 ч", "1 h"),
        (70 * 60, "1 ч 10 мин", "1 h 10 min"),
        (51 * 3600 + 60, "2 дн 3 ч", "2 d 3 h"),
        (86399, "1 дн", "1 d"),
        (-360, "−6 мин", "−6 min"),
    ],
)
def test_a_duration_is_its_two_largest_units(seconds, ru, en):
    assert plain(format_duration(timedelta(seconds=seconds), "ru")) == ru
    assert plain(format_duration(timedelta(seconds=seconds), "en")) == en


@pytest.mark.parametrize(
    ("instant", "ru", "en"),
    [
        (datetime(2026, 11, 22, 11, 5, tzinfo=UTC), "сегодня 14:05", "today 14:05"),
        (datetime(2026, 11, 21, 6, 10, tzinfo=UTC), "вчера 09:10", "yesterday 09:10"),
        (datetime(2026, 11, 21, 21, 30, tzinfo=UTC), "сегодня 00:30", "today 00:30"),
        (datetime(2026, 11, 23, 7, 0, tzinfo=UTC), "завтра 10:00", "tomorrow 10:00"),
        (datetime(2026, 11, 13, 7, 0, tzinfo=UTC), "пт 13 ноя", "Fri 13 Nov"),
        (datetime(2025, 5, 3, 7, 0, tzinfo=UTC), "3 мая 2025", "3 May 2025"),
    ],
)
def test_a_moment_is_said_as_people_say_it(instant, ru, en):
    assert format_moment(instant, NOW, MOSCOW, "ru") == ru
    assert format_moment(instant, NOW, MOSCOW, "en") == en


def test_every_month_is_three_letters():
    assert " ".join(format_day(date(2026, month, 1), date(2026, 1, 1), "ru").split()[2] for month in range(1, 13)) == (
        "янв фев мар апр мая июн июл авг сен окт ноя дек"
    )


@pytest.mark.parametrize(
    ("text", "ru", "en"),
    [
        ("2026", "2026", "2026"),
        ("2026-Q4", "4 кв. 2026", "Q4 2026"),
        ("2026-10", "октябрь 2026", "October 2026"),
        ("2026-W41", "5–11 окт 2026", "5–11 Oct 2026"),
        ("2026-11-13", "13 ноя 2026", "13 Nov 2026"),
        ("2026-W40", "28 сен – 4 окт 2026", "28 Sep – 4 Oct 2026"),
        ("2025-12-28..2026-01-03", "28 дек 2025 – 3 янв 2026", "28 Dec 2025 – 3 Jan 2026"),
    ],
)
def test_a_period_is_named_as_short_as_it_can_be(text, ru, en):
    period = parse_period(text, NOW.date())
    assert (format_period(period, "ru"), format_period(period, "en")) == (ru, en)
