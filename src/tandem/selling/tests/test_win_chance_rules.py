"""The chance to win from stage and age: the formula, what few cases may say, and how wide the interval must be."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.selling.win_chance_rules import (
    ALL,
    FEWEST_OWN,
    FEWEST_WINS,
    Chance,
    Chances,
    Fates,
    Held,
    Weighted,
    chance,
    chances,
    landmark,
    weighted,
)

PI, MEAN = 0.3, 20.0


def won_by(days: float) -> float:
    """The share won within so many days, of deals of which 30 % are won, after 20 days in the mean."""
    return PI * (1 - math.exp(-days / MEAN))


def told_of(told: Chances, stage: str, stood: int | None, age: int) -> tuple[Chance, float]:
    """The chance of a deal, which is known, and its value."""
    found = told.of(stage, stood, age)
    assert found is not None
    assert found.estimate.value is not None
    return found, found.estimate.value


def worth_of(held: list[Held]) -> Weighted:
    """A weighted sum that is known."""
    found = weighted(held)
    assert found is not None
    return found


def fates(stage: str, step: int, won: int, lost: int, still_open: int) -> Fates:
    """All won after three days, lost after five, followed for forty."""
    table = np.zeros((3, 41), dtype=int)
    table[0, 3], table[1, 5], table[2, 40] = won, lost, still_open
    return Fates(stage, step, *table.tolist())


def test_after_twenty_days_the_next_ten_bring_five_in_a_hundred():
    assert chance(won_now=won_by(20), won_then=won_by(30)) == pytest.approx(0.0536, abs=5e-5)


def test_those_who_were_lost_by_then_are_not_waited_for():
    # Of a hundred, 20 won and 50 lost by now, 10 more to be won: of the 30 still open a third.
    assert chance(won_now=0.2, won_then=0.3, lost_now=0.5) == pytest.approx(1 / 3)
    assert chance(won_now=0.4, won_then=0.4, lost_now=0.6) == 0.0


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_a_chance_is_a_share(won_now, lost_now, more):
    assert 0 <= chance(won_now=won_now, won_then=won_now + more, lost_now=lost_now) <= 1


@pytest.mark.parametrize(("days", "step"), [(-1, 0), (0, 0), (1, 0), (2, 2), (19, 10), (20, 20), (5000, 160)])
def test_a_deal_is_compared_with_those_that_stood_at_least_as_long(days, step):
    assert landmark(days) == step


def test_with_few_wins_no_chance_is_told():
    told = chances([fates(ALL, 0, FEWEST_WINS - 1, 90, 0)], wins=FEWEST_WINS - 1)

    assert told.of("proposal", 3, 3) is None
    assert not told.known


def test_a_stage_with_history_of_its_own_speaks_for_itself_and_another_is_told_by_all():
    told = chances(
        [fates(ALL, 0, 100, 900, 0), fates("invoice", 0, 60, 40, 0), fates("proposal", 0, 5, 5, 0)], wins=100
    )

    assert told_of(told, "invoice", 1, 30)[1] == pytest.approx(0.6, abs=0.03)
    assert told_of(told, "proposal", 1, 30)[0].stage == ALL
    assert told_of(told, "proposal", 1, 30)[1] == pytest.approx(0.1, abs=0.02)
    assert FEWEST_OWN > 10


def test_a_step_nobody_reached_is_told_by_the_one_before():
    told = chances([fates(ALL, 0, 100, 900, 0), fates(ALL, 20, 20, 380, 0)], wins=100)

    assert told_of(told, "any", None, 500)[0].step == 20
    assert told_of(told, "any", 90, 3)[0].step == 0


def test_few_cases_are_pulled_towards_all_and_say_less():
    told = chances(
        [fates(ALL, 0, 200, 800, 0), *(fates(f"stage{n}", 0, 10 + n, 30 - n, 0) for n in range(6)),
         fates("few", 0, 12, 8, 0)], wins=200,
    )  # fmt: skip
    few, value = told_of(told, "few", 0, 0)

    assert few.raw.value == 0.6
    assert 0.2 < value < 0.6
    assert few.raw.high - few.raw.low > 0.3
    assert few.raw.n == 20


def test_young_deals_are_no_refusals():
    # Half of a hundred are too young to be decided: of those followed, half are won.
    table = np.zeros((3, 41), dtype=int)
    table[0, 10], table[1, 10], table[2, 5] = 25, 25, 50
    told = chances([Fates(ALL, 0, *table.tolist())], wins=25)

    assert told.by_place[ALL, 0].raw.value == pytest.approx(0.5)
    assert told.by_place[ALL, 0].still_open == 50


def test_the_part_that_comes_soon_is_never_more_than_the_whole():
    table = np.zeros((3, 101), dtype=int)
    table[0, 10], table[0, 60], table[1, 100] = 20, 20, 60
    told, value = told_of(chances([Fates(ALL, 0, *table.tolist())], wins=40), "", 0, 0)

    assert told.soon == pytest.approx(value / 2, abs=0.01)
    assert told.usual == 10


def test_a_weighted_sum_is_amount_times_chance_and_says_what_it_leaves_out():
    told = chances([fates(ALL, 0, 300, 700, 0)], wins=300).of("x", 0, 0)
    found = worth_of([Held(told, 10, 1000.0, 100_000.0), Held(None, 2, 500.0, 125_000.0)])

    assert found.value == pytest.approx(300, rel=0.01)
    assert found.low < found.value < found.high <= 1000
    assert found.left_out == 500
    assert weighted([Held(None, 2, 500.0, 125_000.0)]) is None
    assert weighted([]) is None


def test_nine_times_of_ten_what_is_won_lies_in_the_interval():
    """Worlds with a known chance: a history is drawn from it, and then what becomes of forty deals."""
    random, covered, worlds = np.random.default_rng(7), 0, 300
    for _ in range(worlds):
        true = random.uniform(0.1, 0.5)
        won = random.binomial(120, true)
        told = chances([fates(ALL, 0, int(won), 120 - int(won), 0)], wins=120).of("x", 0, 0)
        amounts = random.lognormal(11, 0.7, 40)
        found = worth_of([Held(told, 40, float(amounts.sum()), float((amounts**2).sum()))])
        covered += found.low <= float(amounts[random.random(40) < true].sum()) <= found.high
    assert 0.85 <= covered / worlds <= 0.96
