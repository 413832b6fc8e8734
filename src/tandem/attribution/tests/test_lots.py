"""Tests by lot: balanced and reproducible lots, and results with known answers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.attribution.rules.lift_result import read_clients, read_pairs
from tandem.attribution.rules.lots import TooFewUnits, Unit, draw

REGIONS = [Unit(f"город {at}", float(400 - 17 * at)) for at in range(20)]


@given(st.lists(st.floats(0, 1e4), min_size=12, max_size=60), st.integers(0, 2**32))
def test_lots_deal_everybody_out_once_and_are_the_same_from_the_same_seed(past, seed):
    units = [Unit(str(at), each) for at, each in enumerate(past)]
    lots = draw(units, seed)
    dealt = [unit for pair in lots.pairs for unit in (pair.shown, pair.spared)]
    assert sorted(unit.name for unit in (*dealt, *lots.left_out)) == sorted(unit.name for unit in units)
    assert len(lots.left_out) == len(units) % 2
    again = draw(list(reversed(units)), seed)
    assert again == lots
    assert again.digest == lots.digest
    # Pairs of neighbours: the halves differ by no more than the largest unit.
    assert abs(sum(pair.shown.past - pair.spared.past for pair in lots.pairs)) <= max(past) + 1e-6


def test_every_unit_is_as_likely_to_be_shown_the_campaign():
    dealt = [{pair.shown for pair in draw(REGIONS, seed).pairs} for seed in range(200)]
    shown = np.array([sum(unit in each for each in dealt) for unit in REGIONS])
    assert shown.min() > 75
    assert shown.max() < 125


def test_strata_are_never_mixed_and_too_few_regions_are_refused():
    units = [Unit(str(at), at, "bought" if at % 3 else "new") for at in range(40)]
    assert all(pair.shown.stratum == pair.spared.stratum for pair in draw(units, 1).pairs)
    with pytest.raises(TooFewUnits) as refused:
        draw(REGIONS[:11], 1)
    assert refused.value.units == 11


def test_the_lots_of_six_pairs_that_all_point_one_way_are_two_of_sixty_four():
    found = read_pairs([12.0] * 6, [8.0] * 6, [(10.0, 10.0)] * 6)
    assert found.p == pytest.approx(2 / 64)
    assert found.lift == pytest.approx(0.5, abs=0.001)
    assert found.works is True
    assert read_pairs([12.0, 8.0] * 3, [8.0, 12.0] * 3, [(10.0, 10.0)] * 6).works is None


def _tested(rng, lift):
    size = rng.lognormal(4, 0.7, 24)
    lots = draw([Unit(str(at), float(rng.poisson(each))) for at, each in enumerate(size)], int(rng.integers(1e9)))
    now = rng.poisson(size)
    shown = [float(rng.poisson(size[int(pair.shown.name)] * (1 + lift))) for pair in lots.pairs]
    spared = [float(now[int(pair.spared.name)]) for pair in lots.pairs]
    return read_pairs(shown, spared, [(pair.shown.past, pair.spared.past) for pair in lots.pairs])


@pytest.mark.parametrize("lift", [0.0, 0.3])
def test_the_interval_holds_the_true_lift_in_nineteen_cases_of_twenty(lift):
    rng = np.random.default_rng(7)
    found = [_tested(rng, lift) for _ in range(60)]
    held = np.mean([each.low <= lift <= each.high for each in found])
    assert held >= 0.88
    claimed = np.mean([each.works is True for each in found])
    assert claimed <= 0.1 if lift == 0 else claimed >= 0.6


def test_clients_are_read_by_two_proportions():
    found = read_clients(60, 1000, 40, 1000)
    assert found.lift == pytest.approx(0.5)
    # By logarithms (Katz 1978): 1.5 · exp(±1.96 · √(1/60 − 1/1000 + 1/40 − 1/1000)) is 1.015 to 2.217.
    assert found.low + 1 == pytest.approx(1.015, abs=0.03)
    assert found.high + 1 == pytest.approx(2.217, abs=0.06)
    # z = .02 / √(.05 · .95 · 2 / 1000) = 2.052.
    assert found.p == pytest.approx(0.0402, abs=0.0005)
    assert found.works is True
    assert read_clients(50, 1000, 40, 1000).works is None
    assert read_clients(90, 1000, 40, 1000).works is True
    assert read_clients(5, 100, 0, 100).lift is None
