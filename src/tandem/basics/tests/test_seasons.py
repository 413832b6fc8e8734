"""The season of a year, from little history."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.basics.seasons import FLAT, TooShort, dispersion_of, season

SHAPE = np.array([0.6, 0.7, 1.0, 1.2, 1.4, 1.2, 0.8, 0.7, 1.2, 1.3, 1.1, 0.8])


def test_below_a_year_there_is_none():
    with pytest.raises(TooShort) as refused:
        season([10] * 11, 6)
    assert refused.value.months == 11


def test_a_plain_calculator_gives_the_same_weights():
    """One year: own = count ÷ mean, w = τ² ÷ (τ² + own ÷ mean), averaged over the likelihood of τ."""
    counts = [120, 80, 100, 90, 110, 140, 60, 100, 100, 100, 120, 80]
    found = season(counts, 12)
    mean = sum(counts) / 12
    likely = {}
    for at in range(1, 1500):
        spread = at / 1000
        log = 0.0
        for count in counts:
            variance = spread**2 + count / mean / mean
            log -= math.log(variance) / 2 + (count / mean - 1) ** 2 / 2 / variance
        likely[spread] = math.exp(log)
    whole = sum(likely.values())
    for month, count in zip(found.months, counts, strict=True):
        own = count / mean
        weight = sum(like * tau**2 / (tau**2 + own / mean) for tau, like in likely.items()) / whole
        assert month.own == pytest.approx(own)
        assert month.weight == pytest.approx(weight, abs=0.005)
        assert month.value == pytest.approx(weight * own + (1 - weight), abs=0.003)


def test_pure_chance_is_no_season_and_every_month_is_near_its_prior():
    false = 0
    for seed in range(200):
        counts = np.random.default_rng(seed).poisson(200, 12)
        found = season(counts.tolist(), 12)
        false += found.told
        assert all(abs(each.value - 1) <= abs(each.own - 1) + 1e-9 for each in found.months)
    assert false <= 20


def test_the_interval_holds_the_truth_about_nine_times_of_ten():
    held = 0
    for seed in range(100):
        counts = np.random.default_rng(seed).poisson(np.tile(SHAPE * 150, 2))
        found = season(counts.tolist(), 12)
        assert found.told
        held += sum(each.low <= truth <= each.high for each, truth in zip(found.months, SHAPE, strict=True))
    assert 0.84 <= held / 1200 <= 0.96


def test_growth_from_year_to_year_is_no_season():
    counts = [*np.round(SHAPE * 100), *np.round(SHAPE * 300)]
    found = season([int(each) for each in counts], 12)
    assert [each.own for each in found.months] == pytest.approx(SHAPE, abs=0.01)
    assert found.years == 2


@given(st.integers(1, 12))
def test_months_are_those_of_the_calendar_wherever_the_year_ends(last):
    shape = [int(1000 * SHAPE[(last + at) % 12]) for at in range(12)]
    found = season(shape, last)
    assert [each.month for each in found.months] == list(range(1, 13))
    assert [each.own for each in found.months] == pytest.approx(SHAPE, abs=0.01)


def test_a_stated_prior_takes_over_where_history_is_thin():
    prior = tuple(SHAPE)
    thin = season([3, 2, 4, 3, 5, 4, 2, 3, 4, 4, 3, 3], 12, prior=prior, dispersion=4.0)
    flat = season([3, 2, 4, 3, 5, 4, 2, 3, 4, 4, 3, 3], 12, prior=FLAT, dispersion=4.0)
    assert [each.value for each in thin.months] == pytest.approx(SHAPE, abs=0.15)
    assert [each.value for each in flat.months] == pytest.approx(FLAT, abs=0.15)


def test_bursts_widen_the_interval():
    chance = np.random.default_rng(1)
    assert dispersion_of(chance.poisson(40, 400).tolist()) == pytest.approx(1, abs=0.2)
    assert dispersion_of((10 * chance.poisson(4, 400)).tolist()) == pytest.approx(10, rel=0.25)
    calm, wild = (season([50, 60] * 6, 12, dispersion=each) for each in (1.0, 3.0))
    assert wild.months[0].weight < calm.months[0].weight
