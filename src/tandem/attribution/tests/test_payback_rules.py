"""Whether and when advertising pays back."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.attribution.rules.payback import MONTH, PULL, Money, Unit, paybacks, pulled_mean
from tandem.basics.mixture_cure import Cohort, Delays
from tandem.basics.shrinkage import shrunk

#: Half a month until 63 % of the buyers have bought.
DELAYS = Delays(15.0, 1.0, ((1e-4, 0.0), (0.0, 1e-4)), (0.1,), 400, 500)
MONEY = Money(1000.0, 300.0)


def expected(units) -> tuple[list[Any], bool]:
    """What the rule says, every figure of it known."""
    return paybacks(units, DELAYS, MONEY)


def old(buyers, n, age=400):
    """A group that nothing is to come of any more."""
    return Cohort([buyers], [0] * age + [n - buyers], [0] * age + [n])


def test_the_known_answer_of_few_cases_pulled_to_their_group():
    assert shrunk(3, 10, 2, 18) == pytest.approx(0.167, abs=5e-4)
    assert shrunk(30, 100, 2, 18) == pytest.approx(0.267, abs=5e-4)


def test_a_mean_of_few_is_pulled_to_that_of_all():
    assert pulled_mean(10_000, 1, 1000) == pytest.approx((10_000 + PULL * 1000) / (1 + PULL))
    assert pulled_mean(0, 0, 1000) == 1000


def test_old_leads_keep_what_they_brought_and_spend_is_held_against_what_such_leads_bring():
    units = [Unit(old(100, 1000), 100_000.0, 50_000.0), Unit(old(50, 1000), 50_000.0, 200_000.0)]
    (good, bad), _ = expected(units)
    assert good.buyers.value == pytest.approx(100, abs=0.01)
    assert good.money.value == pytest.approx(100_000, rel=1e-3)
    assert good.cost.value == pytest.approx(500, rel=1e-3)
    assert good.romi.value == pytest.approx(1.0, abs=0.08)
    # Half of the buyers must have bought: after the median of the delay.
    assert good.months == pytest.approx(15 * math.log(2) / MONTH, rel=0.1)
    assert bad.romi.value == pytest.approx(-0.75, abs=0.05)
    assert bad.months == math.inf


def test_young_leads_are_expected_to_buy_like_the_others_and_not_taken_for_refusals():
    young = Cohort([0], [0, 0, 300], [0, 0, 300])
    units = [Unit(old(100, 1000), 100_000.0, None), Unit(old(98, 1000), 98_000.0, None), Unit(young, 0.0, 20_000.0)]
    found, rankable = expected(units)
    last = found[-1]
    assert not rankable
    assert all(each.best is None for each in found)
    assert last.cases < 60
    assert 20 < last.buyers.value < 32
    assert last.buyers.low < last.buyers.value < last.buyers.high
    assert last.romi.low < 0 < last.romi.high + 1


def test_only_shares_that_differ_are_ranked():
    units = [Unit(old(k, 2000), k * 1000.0, 1000.0) for k in (20, 100, 200, 60)]
    found, rankable = expected(units)
    assert rankable
    assert [round(each.best, 2) for each in found] == [0, 0, 1, 0]


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 400), st.integers(0, 399)), min_size=1, max_size=6))
def test_what_is_expected_lies_between_what_is_there_and_everybody(groups):
    units = [
        Unit(Cohort([buyers], [0] * age + [waiting], [0] * age + [buyers + waiting]), buyers * 900.0, 5_000.0)
        for buyers, waiting, age in groups
        if buyers + waiting
    ]
    found, _ = expected(units) if units else ([], False)
    for unit, each in zip(units, found, strict=True):
        assert unit.cohort.buyers - 1e-6 <= each.buyers.low <= each.buyers.value + 1e-6
        assert each.buyers.value <= each.buyers.high + 1e-6 <= unit.cohort.n + 1e-5
        assert each.money.low <= each.money.value <= each.money.high
        assert each.romi.low <= each.romi.value <= each.romi.high
        assert each.months >= 0
