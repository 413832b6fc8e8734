"""The overloaded carrier: all arms meet the same leads, and office time is the calendar without nights and weekends."""

import numpy as np
import pytest
from bench.carrier_firm import Firm, Pool
from bench.carrier_world import FIRST_DAY, LAST_DAY, Luck, World, calendar_of, leads_of, office_of
from hypothesis import given
from hypothesis import strategies as st


@given(st.floats(-60 * 1440, 104 * 1440))
def test_the_office_minute_of_an_instant_is_the_next_in_which_somebody_is_there(minute):
    office = float(office_of(np.array([minute]))[0])

    later = calendar_of(office)

    assert later >= minute - 1e-6
    assert later - minute <= (2 * 24 + 16) * 60 + 1e-6
    assert float(office_of(np.array([later]))[0]) == pytest.approx(office, abs=1e-6)


@pytest.fixture(scope="module")
def met():
    world = World.of(3)
    luck = Luck.of(world)
    usual = world.cells[None], np.zeros(1), np.ones(1)
    return world, luck, leads_of(world, luck, *usual, placebo=False), leads_of(world, luck, *usual, placebo=True)


def test_a_placebo_changes_whose_the_answers_are_and_nothing_else(met):
    _, _, leads, placebo = met

    assert np.array_equal(leads.classes, placebo.classes)
    assert np.array_equal(leads.exists, placebo.exists)
    assert np.array_equal(leads.call.sum(axis=1), placebo.call.sum(axis=1))
    right = (leads.call[0] == (leads.classes < 3)).mean()
    assert right > 0.75 > 0.65 > (placebo.call[0] == (placebo.classes < 3)).mean()


def test_leads_come_as_the_priors_say(met):
    world, luck, leads, _ = met
    months = (LAST_DAY - FIRST_DAY) / 30

    assert leads.exists.sum() / months == pytest.approx(3500, rel=0.06)
    assert (leads.classes < 3)[leads.exists].mean() == pytest.approx(world.dials["mean_share"], abs=0.03)
    minute, weekday = luck.captured % 1440, luck.captured // 1440 % 7
    in_office = (weekday < 5) & (minute >= 600) & (minute < 1080)
    assert in_office.mean() == pytest.approx(0.75, abs=0.02)


def test_the_firm_calls_nobody_twice_before_they_came_or_after_they_were_given_up(met):
    world, luck, leads, _ = met
    firm = Firm(world, luck, leads, highest=0.5)

    firm.until(LAST_DAY, Pool(luck, leads, "newest first"))

    called = ~np.isnan(firm.called)
    waited = (firm.called - luck.captured)[called]
    assert waited.min() >= -1e-6
    assert waited.max() <= 14 * 1440
    assert not (called & ~leads.exists).any()
    assert not firm.won[~called].any()
    # A seller is on the telephone with one client at a time.
    for seller in range(3):
        began = np.sort(firm.called[called & (firm.seller == seller)])
        assert np.diff(began).min() > 0
