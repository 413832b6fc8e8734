"""Chores cost minutes always, and sales only where minutes are missing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tandem.basics.intervals import Estimate
from tandem.workload.cost_rules import ENOUGH, Scarcity, day_of, hour_price, sales_lost, taken

SHORT = Scarcity(
    missing=600, sellers=11, days=20, norm=Estimate(25.0, 23.0, 27.0, 400), chance=Estimate(0.06, 0.05, 0.07, 3000)
)


def test_a_fifth_of_the_moments_is_a_fifth_of_the_shift():
    found = taken({"lead": 70, "stock": 20, "interrupted": 10}, gross=480, justified={"stock": False})
    assert [each.key for each in found] == ["lead", "stock", "interrupted"]
    stock = found[1]
    assert stock.minutes.value == pytest.approx(96)
    assert stock.minutes.low < 96 < stock.minutes.high
    assert (stock.justified, found[0].justified) == (False, None)


def test_minutes_cost_sales_where_time_is_short():
    lost = sales_lost(20, 200, gross=480, scarcity=SHORT)
    # A tenth of eight hours of eleven people is 528 minutes a day: 21.12 leads, of which 6 % buy, in twenty days.
    assert lost is not None
    assert lost.value == pytest.approx(25.3, abs=0.1)
    assert lost.low < 25.3 < lost.high


def test_no_more_is_lost_than_is_missing():
    lost = sales_lost(100, 200, gross=480, scarcity=replace(SHORT, missing=50))
    assert lost is not None
    assert lost.value == pytest.approx(50 / 25 * 0.06 * 20)


def test_with_time_to_spare_or_nothing_known_no_sale_is_claimed():
    assert sales_lost(20, 200, gross=480, scarcity=replace(SHORT, missing=0)) is None
    assert sales_lost(20, 200, gross=480, scarcity=replace(SHORT, norm=Estimate(None, 0, 1, 0))) is None
    assert sales_lost(0, 0, gross=480, scarcity=SHORT) is None


def test_fewer_answers_widen_the_interval():
    many, few = (sales_lost(n // 10, n, gross=480, scarcity=SHORT) for n in (2000, 50))
    assert many is not None
    assert few is not None
    assert few.high - few.low > 1.5 * (many.high - many.low)


def test_the_day_is_reckoned_by_moments_once_there_are_enough():
    assert day_of(480, chores=10, interrupted=2, answered=ENOUGH - 1) is None
    day = day_of(480, chores=10, interrupted=4, answered=40)
    assert day is not None
    # 120 minutes of chores; 48 of interruptions are 9.6 of them, and each takes as long to find back.
    assert day.useful == pytest.approx(480 - 120 - 96)


def test_an_hour_is_worth_what_waits_for_it():
    assert hour_price([(6000.0, 30.0), (0.0, 30.0)]) == pytest.approx(6000)
    assert hour_price([]) is None
