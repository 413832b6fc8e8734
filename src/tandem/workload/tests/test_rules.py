"""Useful time, load and waiting, against answers that are known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.workload.rules import Day, erlang_c, load_of, sellers_needed


def test_eleven_servers_with_ten_of_work():
    assert erlang_c(11, 10.0) == pytest.approx(0.6821, abs=5e-5)


def test_one_server_waits_as_often_as_it_is_busy():
    assert erlang_c(1, 0.4) == pytest.approx(0.4)


@given(st.integers(1, 200), st.floats(0, 0.999))
def test_the_chance_to_wait_is_a_chance_and_grows_with_the_load(servers, part):
    here, more = erlang_c(servers, servers * part), erlang_c(servers, servers * min(part + 0.01, 0.9999))
    assert 0 <= here <= more <= 1


def test_the_carrier_that_had_no_time():
    """3,500 leads a month, 11 sellers, 25 minutes, a quarter of the day gone: 1,458 hours of work, 1,386 there are."""
    day = Day(gross=8 * 60, noncore=2 * 60)
    month = 21
    load = load_of(leads_a_day=3_500 / month, minutes_a_lead=25, sellers=11, day=day)
    assert load.demand * month / 60 == pytest.approx(1_458, abs=1)
    assert load.capacity * month / 60 == pytest.approx(1_386)
    assert load.overloaded
    assert (load.waits, load.wait) == (None, None)
    assert sellers_needed(leads_a_day=3_500 / month, minutes_a_lead=25, day=day) == 14


def test_eight_interruptions_take_two_hours_when_finding_back_takes_ten_minutes():
    assert Day(gross=480, interruptions=8, switching_minutes=10).useful == 360
    assert Day(gross=480, noncore=500).useful == 0


def test_a_team_that_keeps_up_has_a_wait_that_ends():
    load = load_of(leads_a_day=200, minutes_a_lead=20, sellers=11, day=Day(gross=480, noncore=80))
    assert load.full == pytest.approx(4_000 / 4_400)
    assert load.waits == pytest.approx(0.6821, abs=5e-5)
    assert load.wait == pytest.approx(0.6821 * 20 / 1.0, rel=1e-3)


def test_without_useful_time_nobody_is_enough():
    assert sellers_needed(leads_a_day=10, minutes_a_lead=20, day=Day(gross=100, noncore=100)) is None
