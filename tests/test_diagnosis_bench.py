"""The made-up companies of the diagnosis: a cause is held against the same company without it."""

import numpy as np
import pytest
from bench.diagnosis.outcomes import outcome
from bench.diagnosis.worlds import BEFORE, effect, world


@pytest.mark.parametrize("name", ["null", "viral", "burst", "redefined"])
def test_where_no_cause_costs_anything_there_is_no_effect(name):
    assert effect(name, 3) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("name", ["audience", "integration", "noncore", "seller", "discount"])
def test_the_company_without_its_cause_is_the_same_until_the_cause_begins(name):
    with_it, without = world(name, 3), world(name, 3, without=(name,))

    early = with_it.history.day < with_it.planted.day
    assert np.array_equal(with_it.history.day, without.history.day)
    for each in ("seller", "channel", "handed", "list_price"):
        assert np.array_equal(
            getattr(with_it.history, each)[early], getattr(without.history, each)[early], equal_nan=True
        )
    assert effect(name, 3) < 0


def test_a_worse_mix_costs_though_every_rate_rises():
    rates = world("mix", 3, without=("mix",)).worth
    neither = world("mix", 3, without=("mix", "rates")).worth

    assert effect("mix", 3) < 0 < rates[1] - neither[1]
    assert rates[0] >= neither[0] if world("mix", 3).planted.day <= BEFORE.last else rates[0] == neither[0]


def test_one_of_eleven_sellers_who_halves_is_named_where_the_company_is_large_enough_to_tell():
    found = outcome("seller, many leads", 4)

    assert found.first
    assert not found.forbidden
