from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.simulation.rules import (
    DAY,
    HOUR,
    NEVER,
    company_inn,
    decay,
    hour_weights,
    open_hours,
    vat_inside,
)

MONDAY = date(2026, 3, 16)
WEEKS = open_hours(
    start=MONDAY,
    days=28,
    opens=9,
    closes=18,
    away=(date(2026, 3, 23), date(2026, 3, 27)),
    duty=frozenset({date(2026, 3, 21)}),
)
instants = st.integers(0, 25 * DAY)


def after(at, open_seconds):
    return int(WEEKS.after(np.array([at]), np.array([open_seconds]))[0])


def test_a_night_request_waits_for_the_morning():
    assert after(20 * HOUR, 0) == DAY + 9 * HOUR


def test_a_saturday_with_duty_is_open_from_ten_and_a_leave_is_skipped():
    friday_evening = 4 * DAY + 19 * HOUR

    assert after(friday_evening, 0) == 5 * DAY + 10 * HOUR
    assert after(friday_evening, 8 * HOUR) == 14 * DAY + 9 * HOUR


def test_what_lies_beyond_the_calendar_never_comes():
    assert after(27 * DAY, 0) == NEVER
    assert after(int(NEVER), HOUR) == NEVER


@given(at=instants, first=st.integers(0, 20 * HOUR), second=st.integers(0, 5 * HOUR))
def test_open_time_adds_up(at, first, second):
    halfway = after(at, first)

    if halfway < NEVER:
        assert after(halfway, second) == after(at, first + second)


@given(a=instants, b=instants)
def test_elapsed_open_time_never_runs_back(a, b):
    early, late = WEEKS.elapsed(np.array([min(a, b), max(a, b)]))

    assert 0 <= late - early <= abs(a - b)


def test_half_of_what_waiting_can_take_is_gone_after_the_half_life():
    left = decay(np.array([0.0, 10.0, 1e6]), half_life=np.full(3, 10.0), floor=0.2)

    assert left.tolist() == pytest.approx([1.0, 0.6, 0.2])


def test_three_quarters_of_a_workday_fall_into_office_hours():
    assert 0.70 < hour_weights(weekend=False)[9:19].sum() < 0.80


def test_a_made_up_inn_has_a_right_check_digit_and_no_tax_office():
    weights = (2, 4, 10, 3, 5, 9, 4, 6, 8)
    for number in range(0, 5_000, 37):
        inn = company_inn(number)

        assert inn.startswith("00")
        assert sum(w * int(d) for w, d in zip(weights, inn, strict=False)) % 11 % 10 == int(inn[9])


def test_vat_inside_a_sum_follows_the_rate_of_its_day():
    assert vat_inside(1200, date(2025, 12, 31)) == 200.0
    assert vat_inside(1220, date(2026, 1, 1)) == 220.0
