import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.basics.shrinkage import beta_binomial_shrinkage, shrunk


def test_few_cases_are_pulled_further_than_many():
    assert shrunk(3, 10, 2, 18) == pytest.approx(0.167, abs=0.0005)
    assert shrunk(30, 100, 2, 18) == pytest.approx(0.267, abs=0.0005)


def test_the_group_that_made_the_units_is_found_again():
    chance = np.random.default_rng(1)
    trials = chance.integers(20, 400, 600)
    group = beta_binomial_shrinkage(chance.binomial(trials, chance.beta(2, 18, 600)), trials)
    assert group.group_share == pytest.approx(0.1, abs=0.006)
    assert group.alpha + group.beta == pytest.approx(20, rel=0.2)
    assert group.rankable


def test_the_intervals_hold_nine_true_shares_of_ten():
    chance = np.random.default_rng(2)
    inside = []
    for _ in range(40):
        true = chance.beta(3, 27, 11)
        group = beta_binomial_shrinkage(chance.binomial(120, true), [120] * 11)
        inside += [unit.low <= share <= unit.high for unit, share in zip(group.units, true, strict=True)]
    assert 0.85 <= np.mean(inside) <= 0.97


def test_sellers_who_are_alike_are_ranked_in_one_case_of_twenty_at_most():
    chance = np.random.default_rng(3)
    ranked = [beta_binomial_shrinkage(chance.binomial(318, 0.06, 11), [318] * 11).rankable for _ in range(80)]
    assert np.mean(ranked) <= 0.08


def test_the_seller_whose_skill_is_half_is_told_from_the_rest():
    group = beta_binomial_shrinkage([120] * 10 + [60], [2000] * 11)
    assert group.rankable
    assert group.units[10].high < group.units[0].low


def test_a_unit_without_cases_gets_the_share_of_the_group():
    group = beta_binomial_shrinkage([50, 90, 0], [500, 500, 0])
    assert group.units[2].value == pytest.approx(group.group_share)
    assert group.units[2].n == 0
    assert group.units[2].high - group.units[2].low > group.units[0].high - group.units[0].low


def test_no_cases_at_all_give_no_values():
    group = beta_binomial_shrinkage([0, 0], [0, 0])
    assert [unit.value for unit in group.units] == [None, None]
    assert not group.rankable
    assert beta_binomial_shrinkage([], []).units == ()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=12))
def test_a_shrunken_share_lies_between_its_own_and_the_groups(pairs):
    wins, trials = [w for w, _ in pairs], [w + rest for w, rest in pairs]
    group = beta_binomial_shrinkage(wins, trials)

    for unit, won, n in zip(group.units, wins, trials, strict=True):
        if unit.value is not None:
            ends = sorted([won / n if n else group.group_share, group.group_share])
            assert ends[0] - 1e-9 <= unit.value <= ends[1] + 1e-9
            assert 0 <= unit.low <= unit.value <= unit.high <= 1


def test_counts_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match="successes"):
        beta_binomial_shrinkage([3], [2])
