"""What must hold of any company and any change of it, and what a few plain companies must answer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.basics.intervals import Estimate
from tandem.diagnosis.rules.decomposition_leads import Judged
from tandem.diagnosis.rules.what_if import Note, what_if
from tandem.diagnosis.rules.what_if_changes import WEEKS_A_MONTH, Aim, Asked, Changes, Move, WhyNot
from tandem.diagnosis.rules.what_if_company import Company, Spend, Team
from tandem.diagnosis.rules.what_if_factors import revenue
from tandem.diagnosis.rules.what_if_labels import wrong_labels
from tandem.diagnosis.rules.what_if_line import Line, Shifts, dealt_by_chance
from tandem.diagnosis.rules.what_if_queue import queues
from tandem.diagnosis.tests.curves import around
from tandem.workload.rules import Day

DRAWS, CHANNELS = 40, 3
#: Days of which the leads go through the queue.
LINED_UP = 12
WAITS = np.array([0.05, 0.5, 3.0, 20.0])
MIDNIGHTS = np.arange(0, 60 * 24, 24, dtype=np.float64)
SHIFTS = Shifts(MIDNIGHTS + 9, MIDNIGHTS + 17, 60)
#: Four sellers of five useful hours: forty leads of half an hour a day.
HALF_FULL = Team(4, Day(480.0, 180.0), 20.0, Estimate(30.0, 28.0, 32.0, 200), SHIFTS)


def company(seed=1, *, leads_a_day=20.0, holes=False, fading=0.2):
    """Roubles, leads and waits drawn at random; every second lead judged a target brings about 1,000."""
    random = np.random.default_rng(seed)
    shape = (DRAWS + 1, CHANNELS, len(Judged))
    leads = random.gamma(20.0, 5.0, shape)
    if holes:
        leads *= random.random(shape[1:]) < 0.6
    worth = leads * np.array([1000.0, 100.0, 30.0]) * random.uniform(0.5, 1.5, shape)
    taken = leads * 0.9
    answered = taken[..., None] * random.dirichlet(np.ones(len(WAITS)), shape)
    came = random.uniform(0, 24 * LINED_UP, int(leads_a_day * LINED_UP))
    return Company(
        worth=worth, leads=leads, apart=random.uniform(0, 1e4, DRAWS + 1), answered=answered,
        told=np.where(leads > 0, 1.0, 0.0), waits=WAITS, untaken=0.1, speed=around(fading, 0.03),
        team=replace(HALF_FULL, leads_a_day=leads_a_day), minutes=random.normal(30.0, 1.0, DRAWS + 1),
        heavier=np.zeros(DRAWS + 1), wrong=np.zeros(DRAWS + 1),
        line=Line.of(SHIFTS, came, random.integers(0, len(WAITS), len(came)), WAITS),
        spend={0: Spend(1000.0, 400.0, 1500.0, 0.7, 0.1), 1: Spend(800.0, 300.0, 900.0, 0.6, 0.1)},
        gammas=np.clip(random.normal(0.7, 0.1, (DRAWS + 1, CHANNELS)), 0.2, 1.0), sales=60.0, days=90,
    )  # fmt: skip


CHANGES = st.builds(
    Changes,
    within=st.none() | st.floats(0, 100),
    sellers=st.integers(-3, 8),
    aims=st.lists(
        st.builds(Aim, st.floats(-0.3, 0.3), st.none() | st.integers(0, CHANNELS - 1)), max_size=3
    ).map(tuple),
    moves=st.lists(
        st.builds(Move, st.integers(0, 1), st.integers(0, 1), st.floats(0, 400)), max_size=3
    ).map(tuple),
)  # fmt: skip
COMPANIES = st.builds(
    company, st.integers(0, 50), leads_a_day=st.sampled_from([0.0, 20.0, 38.0, 60.0]), holes=st.booleans(),
    fading=st.sampled_from([0.0, 0.2, 0.8]),
)  # fmt: skip


@given(COMPANIES)
@settings(max_examples=15, deadline=None)
def test_without_a_change_there_is_no_difference(of):
    found = what_if(of, Changes())

    assert (found.change.value, found.change.low, found.change.high) == (0.0, 0.0, 0.0)
    assert found.now == found.then
    assert found.parts == ()
    assert not found.sure


@given(COMPANIES)
@settings(max_examples=15, deadline=None)
def test_changes_of_no_size_change_nothing(of):
    found = revenue(of, Changes(within=1e9, sellers=0, aims=(Aim(0.0), Aim(0.0, 1)), moves=(Move(0, 1, 0.0),)))

    assert found == pytest.approx(revenue(of, Changes()), rel=1e-12)


@given(COMPANIES, CHANGES)
@settings(max_examples=30, deadline=None)
def test_bands_hold_their_figure_and_the_parts_make_up_the_difference(of, changes):
    found = what_if(of, changes)

    for each in (found.now, found.then, found.change, *(part.figure for part in found.parts)):
        assert np.isfinite([each.low, each.value, each.high]).all()
        assert each.low <= each.value <= each.high
    assert found.change.value == pytest.approx(found.then.value - found.now.value, abs=1e-6)
    assert sum(part.figure.value for part in found.parts) == pytest.approx(found.change.value, abs=1e-4)
    assert found.then.value >= 0


@given(COMPANIES, CHANGES)
@settings(max_examples=20, deadline=None)
def test_the_order_in_which_changes_are_entered_does_not_matter(of, changes):
    turned = replace(changes, aims=changes.aims[::-1], moves=changes.moves[::-1])

    assert what_if(of, turned).change == what_if(of, changes).change


@given(COMPANIES, CHANGES, st.integers(1, 5))
@settings(max_examples=30, deadline=None)
def test_a_seller_more_never_lowers_revenue_in_any_draw(of, changes, more):
    with_more = revenue(of, replace(changes, sellers=changes.sellers + more))

    assert (with_more >= revenue(of, changes) * (1 - 1e-9) - 1e-6).all()


@given(COMPANIES, st.floats(-0.5, 0.5), st.floats(0, 0.5), st.none() | st.integers(0, CHANNELS - 1))
@settings(max_examples=30, deadline=None)
def test_a_higher_target_share_never_lowers_revenue_in_any_draw(of, points, more, channel):
    lower, higher = (revenue(of, Changes(aims=(Aim(each, channel),))) for each in (points, points + more))

    assert (higher >= lower - 1e-6 * np.abs(lower)).all()


@given(COMPANIES, st.floats(0, 200), st.floats(0, 200))
@settings(max_examples=20, deadline=None)
def test_answering_sooner_never_lowers_revenue_in_any_draw(of, one, other):
    sooner, later = (revenue(of, Changes(within=each)) for each in sorted((one, other)))

    assert (sooner >= later * (1 - 1e-12)).all()


def test_only_leads_answered_later_are_moved():
    of = company()
    early = of.answered.copy()
    early[..., 1:] = 0.0
    quick = replace(of, answered=early)

    assert what_if(quick, Changes(within=0.25)).change.value == 0.0
    assert what_if(of, Changes(within=0.25)).change.low > 0


def test_the_band_of_the_difference_is_narrower_than_the_distance_of_the_two():
    found = what_if(company(), Changes(aims=(Aim(0.05),)))

    assert found.change.high - found.change.low < found.then.high - found.then.low


def test_where_nobody_waits_a_seller_more_brings_nothing_and_that_is_said():
    idle = company(leads_a_day=1.0)

    found = what_if(idle, Changes(sellers=1))

    assert found.change.value == pytest.approx(0.0, abs=0.001 * found.now.value)
    assert Note.NOBODY_WAITS in found.notes
    busy = what_if(company(leads_a_day=60.0), Changes(sellers=1))
    assert busy.change.low > 0
    assert Note.NOBODY_WAITS not in busy.notes


def test_target_leads_that_take_longer_bring_less_where_hours_are_short():
    aims = Changes(aims=(Aim(0.1),))
    free, full = company(leads_a_day=2.0), company(leads_a_day=60.0)
    heavy = np.full(DRAWS + 1, 40.0)

    light_and_heavy = [
        tuple(what_if(replace(of, heavier=minutes), aims).change.value for minutes in (of.heavier, heavy))
        for of in (free, full)
    ]

    (idle, idle_heavy), (busy, busy_heavy) = light_and_heavy
    assert idle_heavy == pytest.approx(idle, rel=0.05)
    assert busy_heavy < 0.9 * busy


def test_where_labels_err_a_point_of_them_is_worth_more_and_the_band_is_wider():
    of = company()
    sure, aims = what_if(of, Changes(aims=(Aim(0.05),))).change, Changes(aims=(Aim(0.05),))
    wrong = np.random.default_rng(1).uniform(0, 0.2, DRAWS + 1)

    unsure = what_if(replace(of, wrong=wrong), aims).change

    assert unsure.high - unsure.low > 1.2 * (sure.high - sure.low)
    assert unsure.high > sure.high
    # Where half of what is judged are target leads, a tenth wrong makes a point worth 0.5 ÷ 0.4 of what it seems.
    share = of.leads[0, :, 0] / (of.leads[0, :, 0] + of.leads[0, :, 1])
    known = what_if(replace(of, wrong=np.full(DRAWS + 1, 0.1)), aims).change
    least, most = (share / (share - 0.1)).min(), (share / (share - 0.1)).max()
    assert least <= known.value / sure.value <= most


def test_leads_beyond_the_hours_bring_nothing():
    """Twice the leads in a full department: what more budget brings is not served."""
    free = company(leads_a_day=5.0)
    full = replace(company(leads_a_day=400.0), gammas=free.gammas)
    # Taken from a channel that is worth nothing and brings nobody, so that all comes from where it goes.
    first = np.arange(CHANNELS)[:, None] == 0
    bare = [
        replace(of, worth=np.where(first, 0.0, of.worth), leads=np.where(first, 0.0, of.leads)) for of in (free, full)
    ]
    moved = Changes(moves=(Move(0, 1, 500.0),))

    gain_free, gain_full = (what_if(of, moved).change.value for of in bare)

    assert gain_free > 0
    assert gain_full < 0.5 * gain_free
    assert Note.HOURS_SHORT in what_if(full, moved).notes


def test_twice_the_money_brings_less_than_twice_the_leads_of_a_campaign():
    of = company(leads_a_day=0.0)
    base = of.worth[0, 1].sum()
    grown = revenue(of, Changes(moves=(Move(2, 1, 800 * WEEKS_A_MONTH),)))[0] - revenue(of, Changes())[0]

    assert 0 < grown < base * (365.25 / 12) / of.days


def test_a_budget_beyond_what_was_ever_spent_is_refused_with_what_may_be_moved():
    found = what_if(company(), Changes(moves=(Move(0, 1, 2000.0),)))

    (refused,) = found.refused
    assert (refused.kind, refused.why, refused.channel) == (Asked.MOVE, WhyNot.TOO_MUCH, 1)
    assert refused.numbers["most"] == pytest.approx((900 * 1.15 - 800) * WEEKS_A_MONTH)
    assert found.change.value == 0.0
    near = what_if(company(), Changes(moves=(Move(0, 1, 150 * WEEKS_A_MONTH),)))
    assert (near.refused, near.beyond) == ((), (1,))
    assert Note.BEYOND in near.notes


def test_what_cannot_be_told_is_refused_and_the_rest_answered():
    of = replace(company(), speed=None, team=None, minutes=None, line=None)

    found = what_if(of, Changes(within=0.25, sellers=1, aims=(Aim(0.05),), moves=(Move(0, 2, 10.0),)))

    assert [(each.kind, each.why) for each in found.refused] == [
        (Asked.ANSWER, WhyNot.NO_FADING), (Asked.SELLERS, WhyNot.NO_MINUTES), (Asked.MOVE, WhyNot.NO_SPEND)
    ]  # fmt: skip
    assert [part.kind for part in found.parts] == [Asked.TARGET]
    assert found.change.value > 0


def test_below_ten_sales_nothing_is_told_and_how_long_it_takes_is():
    found = what_if(replace(company(), sales=6.0), Changes(sellers=1))

    (refused,) = found.refused
    assert (refused.kind, refused.why) == (None, WhyNot.FEW_SALES)
    assert refused.numbers == {"sales": 6.0, "needed": 10, "days": 150}
    none = what_if(replace(company(), sales=0.0), Changes(sellers=1))
    assert none.refused[0].numbers["days"] == 0


def test_a_company_without_leads_brings_nothing_and_breaks_nothing():
    of = company()
    empty = replace(
        of, worth=of.worth * 0, leads=of.leads * 0, answered=of.answered * 0, told=of.told * 0, apart=of.apart * 0
    )

    assert (revenue(empty, Changes(within=0.1, sellers=-3, aims=(Aim(0.1),), moves=(Move(0, 1, 5.0),))) == 0).all()


def line_of(came, **told):
    """Leads whose waits are all of one step, so that nothing can be told of waiting beyond the queue."""
    found = Line.of(SHIFTS, came, np.zeros(len(came), dtype=np.int64), np.array([1.0]), **told)
    assert found is not None
    return found


def waits_of(queue):
    """Mean hours by time let through."""
    return queue.waits[:, 0, 0]


def test_a_seller_more_leaves_fewer_waiting_and_none_at_all_where_there_is_one_for_everybody():
    came = MIDNIGHTS[:40].repeat(6) + 9
    in_turn = np.arange(len(came)) % 6
    by_chance = np.random.default_rng(1).integers(0, 6, len(came))

    (one, six), (_, uneven) = (
        queues(line_of(came, seller=seller, spread=0.1), 1, 6, (60.0, 60.0), 480.0, 60.0)
        for seller in (in_turn, by_chance)
    )

    # Six leads of an hour each come as the day opens: one seller has the last waiting for about five.
    assert waits_of(one) == pytest.approx(2.5, rel=0.1)
    assert waits_of(six).mean() == pytest.approx(0.0, abs=0.2)
    assert (one.taken == 1).all()
    assert (six.taken == 1).all()
    # Dealt by chance, some of the six have two or three of them and others none.
    assert waits_of(uneven).mean() > waits_of(six).mean() + 0.1


def test_what_has_waited_for_two_shifts_is_never_taken_up():
    line = line_of(MIDNIGHTS[:40].repeat(30) + 9)

    one, two = queues(line, 1, 2, (60.0, 60.0), 480.0, 60.0)

    assert one.taken[0] == pytest.approx(8 / 30, rel=0.15)
    assert two.taken[0] == pytest.approx(16 / 30, rel=0.15)


def test_how_leads_are_dealt_is_told_by_how_often_a_seller_has_two_running():
    by_chance = np.random.default_rng(1).integers(0, 5, 4_000)
    in_turn = np.arange(4_000) % 5
    half = np.where(np.random.default_rng(2).random(4_000) < 0.5, in_turn, by_chance)

    assert dealt_by_chance(in_turn) == 0
    assert dealt_by_chance(by_chance) == pytest.approx(1, abs=0.1)
    assert 0.5 < dealt_by_chance(half) < 0.9
    # Leads of nobody, of too few or of one seller alone say nothing.
    assert [dealt_by_chance(each) for each in (by_chance * 0 - 1, by_chance[:50], by_chance * 0)] == [0.5] * 3


def test_minutes_that_scatter_more_make_longer_queues():
    came = np.sort(np.random.default_rng(2).uniform(0, 24 * 50, 900))

    short, long = (queues(line_of(came, spread=spread), 2, 2, (30.0, 30.0), 300.0, 30.0)[0] for spread in (0.1, 2.0))

    assert waits_of(long).mean() > 1.1 * waits_of(short).mean()


def test_a_wait_for_another_try_is_no_queue_and_shortening_the_queue_leaves_it():
    """Leads come in the morning, hardly wait for a seller, and every second of them is reached five hours later."""
    random = np.random.default_rng(3)
    came = np.sort(random.choice(MIDNIGHTS[:50], 400) + 9 + random.uniform(0, 2, 400))
    waits = np.array([0.05, 0.5, 2.0, 4.0, 5.0, 6.0, 8.0, 20.0])
    line = Line.of(SHIFTS, came, np.where(np.arange(400) % 2 == 0, 0, 4), waits)
    assert line is not None

    now, more = queues(line, 8, 20, (3.0, 3.0), 480.0, 3.0)

    for queue in (now, more):
        quick, later = queue.waits[:, 0].mean(axis=0)[[0, 4]]
        assert quick < 0.3
        assert later == pytest.approx(5.0, abs=0.7)


def test_leads_called_non_target_that_went_on_bound_how_many_labels_are_wrong():
    leads = np.array([400.0, 600.0, 100.0])
    of_none, of_some, of_many = (wrong_labels(leads, np.array([280.0, gone, 5.0]), 1_000) for gone in (0.0, 18.0, 60.0))

    assert of_some[0] == pytest.approx(0.5 * 18 / 280 / (1 + 0.5 * 18 / 280))
    assert of_some.max() < 0.12
    assert of_some[1:].min() < 0.005
    assert np.median(of_many) > 2.5 * np.median(of_some)
    # A stage that nobody called non-target comes to may be bound to the label, and tells nothing.
    assert of_none[0] == pytest.approx(0.2 * (1 - 0.5**0.5))
    assert 0.18 < of_none.max() <= 0.2


def test_hours_of_shifts_and_moments_are_each_others_inverse():
    moments = np.array([3.0, 9.0, 12.0, 17.5, 33.0 + 4])

    elapsed = SHIFTS.elapsed(moments)

    assert elapsed == pytest.approx([0.0, 0.0, 3.0, 8.0, 12.0])
    assert SHIFTS.moments(elapsed) == pytest.approx([9.0, 9.0, 12.0, 33.0, 37.0])
