import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tandem.basics.intervals import (
    cumulative_incidence,
    mean_interval,
    poisson_interval,
    wilson,
)

counts_by_age = st.lists(st.integers(0, 30), max_size=40)


@given(st.integers(0, 500), st.integers(0, 500))
def test_a_share_lies_inside_its_interval_and_mirrors(successes, failures):
    n = successes + failures
    share, mirror = wilson(successes, n), wilson(failures, n)

    assert share.n == n
    assert share.value is None or 0 <= share.low <= share.value <= share.high <= 1
    assert share.low == pytest.approx(1 - mirror.high)


def test_wilson_gives_the_published_limits():
    # Newcombe 1998, Statistics in Medicine 17, table I, method 3, at 95 %.
    for successes, n, low, high in [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611)]:
        share = wilson(successes, n, 0.95)
        assert [share.low, share.high] == pytest.approx([low, high], abs=5e-5)


def test_no_cases_have_no_share_and_three_have_a_wide_interval():
    assert wilson(0, 0).value is None
    assert wilson(1, 3).high - wilson(1, 3).low > 0.5
    with pytest.raises(ValueError, match="between 0 and n"):
        wilson(4, 3)


def test_a_count_has_its_exact_interval():
    # Garwood's table at 95 %: 0 gives 0–3.69, 5 gives 1.62–11.67.
    assert poisson_interval(0, level=0.95).high == pytest.approx(3.69, abs=0.005)
    five = poisson_interval(5, exposure=2, level=0.95)
    assert [five.low * 2, five.high * 2] == pytest.approx([1.62, 11.67], abs=0.005)
    assert five.n == 5


def test_a_mean_of_even_values_has_students_interval_and_one_value_has_none():
    sample = np.array([-2.0, -1, 0, 1, 2]) + 10
    mean = mean_interval(sample)
    assert [mean.low, mean.high] == pytest.approx(list(stats.t.interval(0.9, 4, loc=10, scale=stats.sem(sample))))
    assert mean_interval([5.0]).high == math.inf
    assert mean_interval([]).value is None


def test_a_mean_of_heavy_checks_is_covered_better_than_students_and_fails_on_both_sides_alike():
    chance = np.random.default_rng(7)
    samples = chance.lognormal(0, 1, (1500, 60))
    truth = math.exp(0.5)
    ours = [mean_interval(sample) for sample in samples]
    too_low = np.mean([mean.high < truth for mean in ours])
    too_high = np.mean([mean.low > truth for mean in ours])
    student = samples.mean(1) + stats.t.ppf(0.95, 59) * stats.sem(samples, axis=1)
    assert too_low + too_high < 0.15
    assert too_low < np.mean(student < truth)


@given(counts_by_age, counts_by_age)
def test_without_open_leads_the_incidence_is_the_plain_share(won, lost):
    incidence = cumulative_incidence(won, lost, [0], 1000)

    plain = wilson(sum(won), sum(won) + sum(lost))
    if plain.value is not None:
        assert incidence.at_horizon.value == pytest.approx(plain.value)
        assert incidence.at_horizon.low == pytest.approx(plain.low, abs=1e-6)
        assert incidence.at_horizon.high == pytest.approx(plain.high, abs=1e-6)
        assert incidence.at_horizon.n == plain.n


@given(counts_by_age, counts_by_age, counts_by_age, st.integers(0, 50))
def test_an_incidence_is_a_share_inside_its_interval_and_grows_with_age(won, lost, still_open, horizon):
    sooner = cumulative_incidence(won, lost, still_open, horizon)
    later = cumulative_incidence(won, lost, still_open, horizon + 5)

    for estimate in (sooner.at_horizon, sooner.so_far, later.at_horizon):
        assert 0 <= estimate.low <= estimate.high <= 1
        if estimate.value is not None:
            assert estimate.low <= estimate.value <= estimate.high
    if sooner.at_horizon.value is not None and later.at_horizon.value is not None:
        assert sooner.at_horizon.value <= later.at_horizon.value + 1e-12


def test_the_estimate_by_hand():
    # 4 leads: won at 1, open at 1, lost at 2, won at 3. At risk 4, then 2, then 1.
    # S: 3/4, 3/8, 0. F(1) = 1/4, F(3) = 1/4 + 3/8 = 5/8.
    incidence = cumulative_incidence([0, 1, 0, 1], [0, 0, 1], [0, 1], 2)
    assert [incidence.at_horizon.value, incidence.so_far.value] == pytest.approx([0.25, 0.625])
    assert (incidence.at_horizon.n, incidence.observed_to, incidence.open_share) == (4, 3, 0)


def test_a_horizon_nobody_has_reached_has_no_value_and_leaves_room_for_the_open():
    incidence = cumulative_incidence([0, 10], [0, 10], [0, 0, 80], 30)
    assert incidence.at_horizon.value is None
    assert incidence.at_horizon.high > 0.9
    assert incidence.so_far.value == pytest.approx(0.1)
    assert incidence.open_share == pytest.approx(0.8)


def test_leads_that_are_all_new_say_nothing():
    incidence = cumulative_incidence([], [], [50], 30)
    assert (incidence.at_horizon.value, incidence.at_horizon.low, incidence.at_horizon.high) == (None, 0, 1)


def young_company(chance):
    """400 leads of age 0–60 days; 20 % are won and 50 % lost in the end, after about 15 and 10 days."""
    age = chance.integers(0, 61, 400)
    fate = chance.choice(3, 400, p=[0.2, 0.5, 0.3])
    after = np.where(fate == 0, chance.exponential(15, 400), chance.exponential(10, 400)).astype(int)
    happened = (after <= age) & (fate < 2)
    won, lost, still_open = after[happened & (fate == 0)], after[happened & (fate == 1)], age[~happened]
    return np.bincount(won), np.bincount(lost), np.bincount(still_open)


def test_young_leads_do_not_bend_the_estimate_and_the_interval_keeps_its_promise():
    chance = np.random.default_rng(3)
    truth = 0.2 * (1 - math.exp(-31 / 15))
    found = []
    for _ in range(300):
        won, lost, still_open = young_company(chance)
        found.append(cumulative_incidence(won, lost, still_open, 30).at_horizon)
    assert np.mean([estimate.value for estimate in found]) == pytest.approx(truth, abs=0.005)
    assert 0.86 <= np.mean([estimate.low <= truth <= estimate.high for estimate in found]) <= 0.95
