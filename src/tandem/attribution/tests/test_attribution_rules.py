"""Credit for conversions: known answers, what must hold for any journeys, and journeys that are strange."""

from __future__ import annotations

import csv
import itertools
import math
import random
from collections import defaultdict
from collections.abc import Hashable
from pathlib import Path as File

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.attribution.rules.experiment import dispersion_of, geo_test, hold_out
from tandem.attribution.rules.heuristics import last_non_direct, linear, position, time_decay
from tandem.attribution.rules.markov import markov
from tandem.attribution.rules.methods import Method, apportioned, credit_by, credited
from tandem.attribution.rules.paths import CONVERSIONS, MONEY, Path, Paths, lengths_of, paths_of
from tandem.attribution.rules.shapley import (
    MOST,
    TooManyChannels,
    _by_pairs,
    coalition_worths,
    shapley,
    shapley_value,
)

#: Two journeys that bought and three that did not.
FIVE = (Path("AB", 1, 100), Path("A", nothing=1), Path("B", 1, 300), Path("B", nothing=1), Path("AB", nothing=1))


def by_channel(paths: Paths, numbers) -> dict[Hashable, float]:
    return dict(zip(paths.channels, (float(each) for each in numbers), strict=True))


def test_what_goes_with_a_channel_is_its_removal_effect():
    paths = paths_of(FIVE)
    found = markov(paths)

    assert by_channel(paths, found.effects[CONVERSIONS]) == pytest.approx({"A": 0.5, "B": 1.0})
    assert by_channel(paths, found.credits[CONVERSIONS]) == pytest.approx({"A": 2 / 3, "B": 4 / 3})
    assert credited(Method.MARKOV, paths)["A"].conversions == 67
    assert credited(Method.MARKOV, paths)["B"].conversions == 133


def test_order_two_remembers_where_a_client_came_from():
    """From B alone half buy, from B after A half: order 1 mixes both, order 2 keeps them apart."""
    paths = paths_of([Path("AB", 3, nothing=1), Path("B", 1, nothing=3)])
    one, two = markov(paths), markov(paths, order=2)

    # Order 1: half of all begin at A, all pass B, half of those buy: without A half is lost.
    assert one.effects[CONVERSIONS] == pytest.approx([0.5, 1.0])
    # Order 2: what passes A buys in three cases of four.
    assert two.effects[CONVERSIONS] == pytest.approx([0.75, 1.0])
    assert two.states == 3


def test_known_games_have_known_values():
    # v(A) = .1, v(B) = .2, v(AB) = .4
    assert shapley_value([0, 0.1, 0.2, 0.4]) == pytest.approx([0.15, 0.25])
    # The glove game: one left glove and two right ones.
    glove = [0, 0, 0, 1, 0, 1, 0, 1]
    assert shapley_value(glove) == pytest.approx([2 / 3, 1 / 6, 1 / 6])
    with pytest.raises(TooManyChannels):
        shapley_value(np.zeros(1 << (MOST + 1)))
    with pytest.raises(ValueError, match="every coalition"):
        shapley_value([0, 1, 2])


def test_the_value_is_the_mean_over_all_orders_of_entering():
    worth = np.random.default_rng(3).random(16)
    expected = np.zeros(4)
    for order in itertools.permutations(range(4)):
        inside = 0
        for channel in order:
            expected[channel] += worth[inside | 1 << channel] - worth[inside]
            inside |= 1 << channel
    assert shapley_value(worth) == pytest.approx(expected / math.factorial(4))


def test_rules_of_thumb_share_as_they_are_named():
    paths = paths_of([Path("ABCD", 1, 1000, days=(14, 7, 7, 0))])

    assert by_channel(paths, position(paths)[CONVERSIONS]) == pytest.approx({"A": 0.4, "B": 0.1, "C": 0.1, "D": 0.4})
    assert by_channel(paths, linear(paths)[MONEY]) == pytest.approx(dict.fromkeys("ABCD", 250.0))
    whole = 0.25 + 0.5 + 0.5 + 1
    assert by_channel(paths, time_decay(paths, half_life=7)[CONVERSIONS]) == pytest.approx(
        {"A": 0.25 / whole, "B": 0.5 / whole, "C": 0.5 / whole, "D": 1 / whole}
    )
    two = paths_of([Path("AB", 1)])
    assert position(two)[CONVERSIONS] == pytest.approx([0.5, 0.5])


def test_the_last_touch_that_tells_is_credited_and_the_direct_one_where_none_does():
    paths = paths_of([Path(["ad", "mail", "direct", "direct"], 1, 10), Path(["direct"], 1, 20)], direct="direct")

    assert by_channel(paths, last_non_direct(paths)[MONEY]) == {"ad": 0, "mail": 10, "direct": 20}


def test_decades_before_the_end_still_add_up():
    paths = paths_of([Path("AB", 1, 5, days=(40_000, 39_999))])

    assert time_decay(paths, half_life=1)[CONVERSIONS] == pytest.approx([1 / 3, 2 / 3])


# What must hold for any journeys


JOURNEYS = st.lists(
    st.builds(
        Path,
        touches=st.lists(st.sampled_from("ABCDE"), min_size=1, max_size=7),
        conversions=st.integers(0, 3).map(float),
        money=st.integers(0, 10_000_000).map(float),
        nothing=st.integers(0, 4).map(float),
    ),
    min_size=1,
    max_size=12,
)


def with_sense(journeys: list[Path]) -> list[Path]:
    """Money comes from conversions only, and every path was walked by somebody."""
    return [
        Path(each.touches, each.conversions, each.money if each.conversions else 0.0, each.nothing)
        for each in journeys
        if each.conversions + each.nothing
    ] or [Path("A", 1, 1)]


@settings(max_examples=150, deadline=None)
@given(JOURNEYS)
def test_credits_add_up_to_conversions_and_to_money_exactly(journeys):
    paths = paths_of(with_sense(journeys), direct="A")
    for method in Method:
        shares = credited(method, paths).values()
        assert sum(each.conversions for each in shares) == round(paths.totals[CONVERSIONS] * 100), method
        assert sum(each.money for each in shares) == paths.totals[MONEY], method
        assert all(each.conversions >= 0 and each.money >= 0 for each in shares), method


@settings(max_examples=80, deadline=None)
@given(JOURNEYS, st.randoms())
def test_neither_the_order_of_paths_nor_how_they_are_grouped_matters(journeys, chance):
    given_paths = with_sense(journeys)
    split = []
    for each in given_paths:
        # Every conversion and every journey that ended in nothing a path of its own.
        parts = int(each.conversions)
        split += [Path(each.touches, 1, each.money / parts) for _ in range(parts)]
        split += [Path(each.touches, nothing=1)] * int(each.nothing)
    chance.shuffle(split)
    together, apart = paths_of(given_paths), paths_of(split)
    for method in Method:
        for row in (CONVERSIONS, MONEY):
            assert by_channel(apart, credit_by(method, apart)[row]) == pytest.approx(
                by_channel(together, credit_by(method, together)[row]), rel=1e-6, abs=1e-4
            ), method


@settings(max_examples=80, deadline=None)
@given(JOURNEYS)
def test_the_closed_form_is_the_value_of_the_game_that_the_journeys_make(journeys):
    paths = paths_of(with_sense(journeys))
    for row, worth in enumerate(coalition_worths(paths)):
        assert shapley(paths)[row] == pytest.approx(shapley_value(worth), abs=1e-6)
    assert _by_pairs(paths) == pytest.approx(shapley(paths))


@settings(max_examples=60, deadline=None)
@given(JOURNEYS, st.integers(1, 2))
def test_removal_effects_are_those_of_walking_the_chain_step_by_step(journeys, order):
    """A second calculator: plain Python, dictionaries, and so many steps that nobody is left walking."""
    journeys = with_sense(journeys)
    paths = paths_of(journeys)
    found = markov(paths, order=order).effects[CONVERSIONS]
    whole = walked(journeys, order, without=None)
    for at, channel in enumerate(paths.channels):
        expected = 1 - walked(journeys, order, without=channel) / whole if whole else 0.0
        assert found[at] == pytest.approx(expected, abs=1e-6)


def walked(journeys: list[Path], order: int, *, without) -> float:
    """Conversions of a walker in the chain of ``order`` who is lost on meeting the channel ``without``."""
    moves: dict[tuple[Hashable, ...], dict[tuple[Hashable, ...], float]] = defaultdict(lambda: defaultdict(float))
    ends: dict[tuple[Hashable, ...], float] = defaultdict(float)
    weights: dict[tuple[Hashable, ...], float] = defaultdict(float)
    for each in journeys:
        weight = each.conversions + each.nothing
        touches = [touch for touch, _ in itertools.groupby(each.touches)]
        here: tuple[Hashable, ...] = ()
        for touch in touches:
            after = (*here, touch)[-order:]
            moves[here][after] += weight
            weights[here] += weight
            here = after
        weights[here] += weight
        ends[here] += each.conversions
    walkers: dict[tuple[Hashable, ...], float] = {(): 1.0}
    converted = 0.0
    for _ in range(3000):
        ahead: dict[tuple[Hashable, ...], float] = defaultdict(float)
        for state, share in walkers.items():
            converted += share * ends[state] / weights[state]
            for after, weight in moves[state].items():
                if after[-1] != without:
                    ahead[after] += share * weight / weights[state]
        walkers = ahead
        if sum(walkers.values()) < 1e-10:
            break
    return converted


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=30), st.integers(0, 10**12))
def test_parts_add_up_to_the_whole_and_none_is_off_by_more_than_one(sizes, whole):
    total = sum(sizes)
    shares = np.array(sizes) / total * whole if total else np.full(len(sizes), whole / len(sizes))
    parts = apportioned(shares, whole)

    assert sum(parts) == whole
    assert all(abs(part - share) < 1 + 1e-3 for part, share in zip(parts, shares, strict=True))


def test_a_third_of_a_kopeck_is_given_to_somebody():
    paths = paths_of([Path("ABC", 1, 100)])

    assert [each.money for each in credited(Method.LINEAR, paths).values()] == [34, 33, 33]
    assert [each.conversions for each in credited(Method.SHAPLEY, paths).values()] == [34, 33, 33]


# Journeys that are strange


@pytest.mark.parametrize("method", Method)
def test_a_channel_without_conversions_gets_nothing_and_is_named(method):
    shares = credited(method, paths_of([Path("AB", 2, 500), Path("C", nothing=9)]))

    assert (shares["C"].conversions, shares["C"].money) == (0, 0)


@pytest.mark.parametrize("method", Method)
def test_of_one_touch_every_method_says_the_same(method):
    shares = credited(method, paths_of([Path("A", 2, 700), Path("B", 1, 300), Path("A", nothing=3)]))

    if method in (Method.MARKOV, Method.MARKOV_2):
        # The effects are 2/3 and 1/3: here too.
        assert shares["A"].conversions == 200
    assert (shares["A"].conversions, shares["A"].money) == (200, 700)
    assert (shares["B"].conversions, shares["B"].money) == (100, 300)


def test_reloading_a_page_moves_no_credit_where_order_matters():
    plain, looped = paths_of(FIVE), paths_of([Path("A" * 50 + "B" * 9, 1, 100), *FIVE[1:]])
    for method in (Method.MARKOV, Method.MARKOV_2, Method.SHAPLEY):
        assert credit_by(method, looped) == pytest.approx(credit_by(method, plain)), method


@pytest.mark.parametrize("method", Method)
def test_a_path_that_goes_in_circles_comes_to_an_end(method):
    paths = paths_of([Path("ABABABABAB", 1, 10), Path("BA" * 20, nothing=1)])

    assert credit_by(method, paths)[CONVERSIONS].sum() == pytest.approx(1)


@pytest.mark.parametrize("method", Method)
def test_without_journeys_or_conversions_there_is_nothing_to_share(method):
    assert credited(method, paths_of([])) == {}
    assert credited(method, paths_of([Path("AB", nothing=4)]))["A"].conversions == 0


@pytest.mark.parametrize("method", Method)
def test_refunds_are_shared_out_to_the_kopeck_as_well(method):
    shares = credited(method, paths_of([Path("AB", 1, 1000), Path("C", 1, -333), Path("ABC", 0, -1, nothing=1)]))

    assert sum(each.money for each in shares.values()) == 666


def test_a_lead_with_twelve_values_of_utm_is_a_path_of_twelve():
    names = [f"campaign {at}" for at in range(12)]
    shares = credited(Method.LINEAR, paths_of([Path(names, 1, 100)]))

    assert sorted(each.money for each in shares.values()) == [8] * 8 + [9] * 4


def test_many_channels_are_solved_as_well_as_few():
    """Beyond the matrix that is inverted whole, and beyond the bits of a number."""
    chance = random.Random(5)
    channels = [f"c{at}" for at in range(70)]
    many = paths_of([Path(chance.choices(channels, k=4), chance.randint(0, 1), 10, 1) for _ in range(4000)])
    found = markov(many, order=2)

    assert found.states > 2500
    assert found.credits[CONVERSIONS].sum() == pytest.approx(many.totals[CONVERSIONS])
    assert shapley(many).sum(axis=1) == pytest.approx(many.totals)


def test_a_sparse_chain_gives_what_a_dense_one_gives(monkeypatch):
    paths = paths_of([Path("ABCAB", 3, 5, 2), Path("CBA", 1, 2, 5), Path("AC", 0, 0, 4)])
    whole = markov(paths, order=2)
    monkeypatch.setattr("tandem.attribution.rules.markov._DENSE", 0)
    monkeypatch.setattr("tandem.attribution.rules.markov._TABLE", 0)

    assert markov(paths, order=2).effects == pytest.approx(whole.effects)


def test_paths_that_make_no_sense_are_refused():
    with pytest.raises(ValueError, match="every path has a touch"):
        paths_of([Path([], 1)])


def test_how_much_there_is_to_argue_about():
    found = lengths_of(paths_of([Path("A", 90), Path("AAA", 5), Path("AB", 5), Path("AB", nothing=50)]))

    assert (found.converted, found.single, found.one_channel) == (100, 90, 95)
    assert found.alike == 0.95


# A public set of journeys with credits computed by others


@pytest.mark.real_data
def test_the_credits_of_a_public_set_are_those_computed_elsewhere(real_data: File):
    folder = real_data / "pathdata_a"
    with (folder / "pathdata.csv").open() as file:
        paths = paths_of(
            Path(row["path"].split(" > "), float(row["total_conversions"]), float(row["total_conversion_value"]),
                 float(row["total_null"]))
            for row in csv.DictReader(file)
        )  # fmt: skip
    with (folder / "reference_attribution.csv").open() as file:
        reference = {row["channel"]: row for row in csv.DictReader(file)}
    chain = markov(paths)
    first, last, even = (credit_by(each, paths) for each in (Method.FIRST, Method.LAST, Method.LINEAR))

    assert set(paths.channels) == set(reference)
    for at, channel in enumerate(paths.channels):
        row = reference[str(channel)]
        assert first[CONVERSIONS, at] == float(row["first_touch"])
        assert last[CONVERSIONS, at] == float(row["last_touch"])
        assert even[CONVERSIONS, at] == pytest.approx(float(row["linear"]), abs=5e-5)
        assert chain.credits[CONVERSIONS, at] == pytest.approx(float(row["markov_order1"]), rel=1e-3)
        assert chain.effects[CONVERSIONS, at] == pytest.approx(float(row["removal_effect"]), abs=6e-5)


# How large a test must be


@pytest.mark.parametrize(
    ("base", "lift", "each"), [(0.10, 0.2, 3841), (0.05, 0.5, 1471), (0.5, 0.1, 1565), (0.02, 0.1, 80682)]
)
def test_a_hold_out_has_the_size_that_textbooks_give(base, lift, each):
    assert hold_out(base, lift).each == each


def test_a_hold_out_of_that_size_finds_the_lift_in_four_cases_of_five():
    chance = np.random.default_rng(11)
    each = hold_out(0.1, 0.3).each or 0
    with_it, without = chance.binomial(each, 0.13, 20_000), chance.binomial(each, 0.1, 20_000)
    mean = (with_it + without) / (2 * each)
    z = (with_it - without) / each / np.sqrt(2 * mean * (1 - mean) / each)

    assert np.mean(np.abs(z) > 1.96) == pytest.approx(0.8, abs=0.012)


def test_a_geo_test_of_that_length_finds_the_lift_in_four_cases_of_five():
    chance = np.random.default_rng(12)
    weeks = geo_test(60, 0.25).weeks or 0
    with_it = chance.poisson(30 * weeks, 20_000)
    without = chance.poisson(30 / 1.25 * weeks, 20_000)
    z = (with_it - without) / np.sqrt(with_it + without)

    assert np.mean(np.abs(z) > 1.96) == pytest.approx(0.8, abs=0.03)


def test_bad_and_good_weeks_lengthen_a_test_and_nothing_shows_what_is_not_there():
    assert (geo_test(60, 0.25, dispersion=3).weeks or 0) > 2 * (geo_test(60, 0.25).weeks or math.inf)
    assert geo_test(0, 0.25).weeks is None
    assert hold_out(0, 0.2).each is None
    assert hold_out(0.6, 0.9).each is None
    assert dispersion_of([5.0] * 20) == 1.0
    assert dispersion_of([0.0, 40.0] * 10) > 10
