"""What leads of two periods bring is split without a rest, whatever is missing."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.diagnosis.rules.decomposition_factors import (
    ANSWER,
    CHECK,
    LARGE,
    TARGET,
    TRAFFIC,
    Chain,
    Outside,
    effects,
    expected_worth,
)
from tandem.diagnosis.rules.decomposition_leads import WAIT_HOURS, WAITS, Sums, counted, wait_steps
from tandem.diagnosis.tests.curves import around
from tandem.diagnosis.tests.made_up import sums

CHAINS = [
    Chain(("processed", "qualified", "won"), clicks=clicks, judged=judged, waits=waits, prices=prices)
    for clicks in (False, True)
    for judged in (False, True)
    for waits in (False, True)
    for prices in (False, True)
]
NOTHING = Outside(np.zeros(1), np.zeros(1))
KEPT = around(0.2, 0.05).left()


@given(st.integers(0, 10_000), st.sampled_from(CHAINS))
def test_every_difference_is_told_whole_in_every_draw(seed, chain):
    random = np.random.default_rng(seed)
    before, after = (sums(random) for _ in range(2))
    weights = random.exponential(size=(4, 6))
    sides = before.weighted(weights), after.weighted(weights)
    outside = Outside(*random.uniform(0, 500, (2, 4))), Outside(*random.uniform(0, 500, (2, 4)))
    empty = [side.total.leads[0] == 0 for side in (before, after)]
    came = [at for at in range(3) if empty[0][at] and not empty[1][at]]
    went = [at for at in range(3) if empty[1][at] and not empty[0][at]]

    found = effects(*sides, chain, came=came, went=went, left=KEPT, outside=outside)

    told = found.factors.sum(axis=(0, 2)) + found.lines.sum(axis=0)
    assert np.isfinite(found.factors).all()
    assert told == pytest.approx(found.revenue[1] - found.revenue[0], abs=1e-6)
    for at, side in enumerate(sides):
        cash = side.cash.sum(axis=-1) + outside[at].earlier + outside[at].unmatched
        assert found.revenue[at] == pytest.approx(cash, abs=1e-6)
    assert found.factors.shape[0] == len(chain.factors)


@given(st.integers(0, 10_000), st.sampled_from(CHAINS))
def test_periods_swapped_turn_every_sign(seed, chain):
    random = np.random.default_rng(seed)
    before, after = (sums(random, holes=False).total for _ in range(2))

    one, other = (
        effects(*sides, chain, came=[], went=[], left=KEPT, outside=(NOTHING, NOTHING))
        for sides in ((before, after), (after, before))
    )

    assert other.factors == pytest.approx(-one.factors, abs=1e-6)
    assert other.lines == pytest.approx(-one.lines, abs=1e-6)


def plain(*, leads, target, sold, check):
    """One channel, mature, everybody judged and processed, nothing known of waits."""
    cell = lambda value: np.array([[float(value), 0.0, 0.0]])  # noqa: E731
    nothing = np.zeros((WAITS, 1, 3))
    return Sums(
        leads=cell(leads), judged=cell(leads * 1e9), target=cell(target * 1e9), money=cell(sold * check), due=cell(0),
        cash=cell(sold * check), list_price=cell(0), deal_price=cell(0), clicks=cell(0),
        reached=np.stack([cell(leads), cell(sold)]), later=np.zeros((2, 1, 3)),
        expected=np.stack([cell(leads), cell(sold)]), handed=nothing, answered=nothing,
    )  # fmt: skip


def test_the_known_answer_comes_out_of_leads_too():
    chain = Chain(("processed", "won"), judged=False, waits=False)
    sides = plain(leads=1000, target=500, sold=100, check=50), plain(leads=1200, target=600, sold=96, check=55)

    found = effects(*sides, chain, came=[], went=[], left=KEPT, outside=(NOTHING, NOTHING))

    told = dict(zip(chain.factors, found.factors.sum(axis=(1, 2)), strict=True))
    assert [told[TRAFFIC], told["won"], told[CHECK]] == pytest.approx([2830 / 3, -3470 / 3, 1480 / 3], abs=1e-6)
    assert sum(told.values()) == pytest.approx(280, abs=1e-9)


def test_half_the_target_share_is_told_as_target_share_alone():
    chain = Chain(("processed", "won"), waits=False)
    sides = plain(leads=1000, target=400, sold=40, check=50), plain(leads=1000, target=200, sold=20, check=50)

    found = effects(*sides, chain, came=[], went=[], left=KEPT, outside=(NOTHING, NOTHING))

    told = dict(zip(chain.factors, found.factors.sum(axis=(1, 2)), strict=True))
    assert told[TARGET] == pytest.approx(-1000, abs=1e-3)
    assert all(abs(value) < 1e-3 for key, value in told.items() if key != TARGET)


def test_a_huge_deal_and_a_new_channel_have_lines_of_their_own():
    random = np.random.default_rng(5)
    before, after = (sums(random, holes=False).total for _ in range(2))
    chain = Chain(("processed", "qualified", "won"))

    found = effects(before, after, chain, came=[0], went=[1], left=KEPT, outside=(NOTHING, NOTHING))

    worth = [expected_worth(side)[0][0] for side in (before, after)]
    assert found.factors[..., [0, 1, 3, 4]] == pytest.approx(0)
    assert found.lines[:4, 0] == pytest.approx(worth[1][[0, 1, 4, 3]] - worth[0][[0, 1, 4, 3]])
    assert LARGE == "huge_deal"


def test_a_mature_period_is_worth_what_was_paid_to_the_coin():
    side = plain(leads=1000, target=400, sold=40, check=50)

    worth, ever = expected_worth(side)

    assert worth.sum() == pytest.approx(2000, abs=1e-9)
    assert ever[1].sum() == 40


def test_a_wait_is_shared_out_to_the_steps_beside_it_and_keeps_its_hours():
    hours = np.array([0.04, 0.3, 4.0, 4.1, 100.0])
    steps, each = wait_steps(hours), np.arange(len(hours))

    found = counted(each, steps, np.full(len(hours), 3.0), len(hours))

    assert found.sum(axis=0) == pytest.approx(3.0)
    assert WAIT_HOURS @ found / 3 == pytest.approx(hours)
    assert ((found > 0).sum(axis=0) <= 2).all()
    assert wait_steps([0.0, 900.0]) == pytest.approx([0, WAITS - 1])


def test_where_nobody_tells_of_hand_overs_all_of_the_wait_is_the_answers():
    random = np.random.default_rng(4)
    chain = Chain(("processed", "won"))
    sides = [sums(random, holes=False, stages=2).total for _ in range(2)]
    at_once = np.zeros_like(sides[0].handed)
    at_once[0] = 1.0

    silent, told = (
        effects(
            replace(sides[0], handed=handed), replace(sides[1], handed=handed), chain, came=[], went=[], left=KEPT,
            outside=(NOTHING, NOTHING),
        )
        for handed in (0 * at_once, at_once)
    )  # fmt: skip

    answers = chain.factors.index(ANSWER)
    assert silent.factors == pytest.approx(told.factors)
    assert np.abs(silent.factors[answers]).max() > 0
    assert silent.factors[answers - 1] == pytest.approx(0.0)
