"""Known answers, and what must hold for any two periods."""

from decimal import Decimal
from itertools import permutations
from math import prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.diagnosis.rules.decomposition import lmdi, shapley, shapley_of, to_coins

numbers = st.floats(min_value=0, max_value=1000).map(lambda each: round(each, 4))


def columns(*cells):
    return np.array(cells, dtype=float).T


def test_three_factors_have_the_known_shapley_values():
    found = shapley(columns([1000, 0.10, 50]), columns([1200, 0.08, 55])).sum(axis=1)

    assert found == pytest.approx([2830 / 3, -3470 / 3, 1480 / 3], abs=1e-9)
    assert found.sum() == pytest.approx(280, abs=1e-9)


def test_three_factors_have_the_known_logarithmic_shares():
    found = lmdi(columns([1000, 0.10, 50]), columns([1200, 0.08, 55])).sum(axis=1)

    mean = 280 / np.log(5280 / 5000)
    assert found == pytest.approx([mean * np.log(1.2), mean * np.log(0.8), mean * np.log(1.1)], abs=1e-9)
    assert found == pytest.approx([936.90, -1146.67, 489.77], abs=5e-3)
    assert found.sum() == pytest.approx(280, abs=1e-9)


def test_a_shift_of_shares_is_told_apart_from_rates_that_rose():
    found = shapley(columns([0.5, 0.20], [0.5, 0.05]), columns([0.2, 0.21], [0.8, 0.055])).sum(axis=1)

    assert found == pytest.approx([-0.04575, 0.00675], abs=1e-9)


@st.composite
def games(draw, most=6):
    factors, cells = draw(st.integers(1, most)), draw(st.integers(1, 3))
    side = st.lists(st.lists(numbers, min_size=factors, max_size=factors), min_size=cells, max_size=cells)
    return columns(*draw(side)), columns(*draw(side))


def close(found, expected, before, after):
    scale = max(1.0, float(np.maximum(before, after).prod(axis=0).sum()))
    assert np.allclose(found, expected, rtol=0, atol=1e-9 * scale)


@given(games())
def test_nothing_is_left_over(game):
    before, after = game
    change = (after.prod(axis=0) - before.prod(axis=0)).sum()

    close(shapley(before, after).sum(), change, before, after)


@given(games())
def test_the_shortcut_is_the_mean_over_all_orders_zeros_included(game):
    before, after = game
    factors = len(before)

    def value(coalition):
        return sum(
            prod(after[k, c] if k in coalition else before[k, c] for k in range(factors))
            for c in range(before.shape[1])
        )

    orders = list(permutations(range(factors)))
    slow = [0.0] * factors
    for order in orders:
        for at, each in enumerate(order):
            slow[each] += (value(set(order[: at + 1])) - value(set(order[:at]))) / len(orders)

    close(shapley(before, after).sum(axis=1), slow, before, after)
    close(np.array(shapley_of(value, factors)), slow, before, after)


@given(games())
def test_swapping_the_periods_turns_every_sign(game):
    before, after = game

    close(shapley(after, before), -shapley(before, after), before, after)
    close(lmdi(after, before), -lmdi(before, after), before, after)


@given(games(), st.randoms(use_true_random=False))
def test_the_order_of_the_factors_changes_nothing(game, chance):
    before, after = game
    order = list(range(len(before)))
    chance.shuffle(order)

    close(shapley(before[order], after[order]), shapley(before, after)[order], before, after)


@given(games())
def test_a_segment_split_into_two_equal_halves_changes_nothing(game):
    before, after = game
    halved = [np.concatenate([side, side], axis=1) for side in (before, after)]
    for side in halved:
        side[0] /= 2

    close(shapley(*halved).sum(axis=1), shapley(before, after).sum(axis=1), before, after)


@given(games())
def test_the_logarithmic_index_leaves_nothing_over_where_values_are_zero(game):
    before, after = game
    change = (after.prod(axis=0) - before.prod(axis=0)).sum()

    close(lmdi(before, after).sum(), change, before, after)


@given(st.lists(st.floats(-1e7, 1e7), min_size=1, max_size=12))
def test_rounded_parts_add_up_to_the_kopeck(parts):
    total = Decimal(str(round(sum(parts), 2)))

    rounded = to_coins(parts, total)

    assert sum(rounded) == total
    assert all(abs(float(coin) - part) <= 0.0100001 for coin, part in zip(rounded, parts, strict=True))


def test_parts_that_leave_something_out_are_refused():
    with pytest.raises(ValueError, match="and not"):
        to_coins([1.0, 2.0], Decimal("5.00"))
