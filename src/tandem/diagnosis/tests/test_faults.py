"""What is wrong with the data comes before anybody: each fault, and what it leaves without a verdict."""

from dataclasses import replace

import numpy as np
import pytest

from tandem.diagnosis.rules.faults import FaultKey, Seen, blocked, faults
from tandem.diagnosis.rules.huge import huge_deals

DAYS = 60
FINE = Seen(
    leads=(500.0, 480.0), sales=(60.0, 55.0), days=(30, 30), redefined=False, people=0.05, contacts=np.full(DAYS, 20.0),
    first_day=1000, contacted_days=np.ones(DAYS, dtype=np.bool_), working_days=np.arange(DAYS) % 7 < 5,
    spend_until=1059, last_day=1059, to_come=0.2, without=0.01, daily=np.full(30, 16.0), huge=0,
    stages=("processed", "qualified", "won"),
)  # fmt: skip
BARS = ("traffic", "target", "processed", "answer_wait", "qualified", "won", "check", "discount", "lead_rate")


def keys(seen):
    return [fault.key for fault in faults(seen)]


def test_sound_data_have_no_fault():
    assert keys(FINE) == []


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"leads": (0.0, 10.0)}, FaultKey.NO_LEADS),
        ({"redefined": True}, FaultKey.REDEFINED),
        ({"days": (7, 30)}, FaultKey.SHORT),
        ({"people": 0.4}, FaultKey.SAME_PEOPLE),
        ({"sales": (0.0, 30.0)}, FaultKey.NO_SALES),
        ({"sales": (30.0, 4.0)}, FaultKey.FEW_SALES),
        ({"sales": (9.0, 300.0)}, FaultKey.FEW_SALES),
    ],
)
def test_a_fault_of_the_whole_leaves_nobody_blamed(change, key):
    found = faults(replace(FINE, **change))

    assert [fault.key for fault in found] == [key]
    assert blocked(found, BARS) == frozenset(BARS)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"without": 0.5}, FaultKey.WITHOUT_LEAD),
        ({"to_come": 0.8}, FaultKey.YOUNG),
    ],
)
def test_what_makes_sales_unknown_leaves_their_stages_and_check_without_a_verdict_and_nothing_else(change, key):
    found = faults(replace(FINE, **change))

    assert [fault.key for fault in found] == [key]
    assert blocked(found, BARS) == {"qualified", "won", "check", "discount"}


@pytest.mark.parametrize(
    ("sales", "longer"), [((30.0, 4.0), 75), ((9.0, 300.0), 34), ((0.0, 30.0), 31), ((0.0, 0.0), None)]
)
def test_few_sales_tell_how_long_a_period_holds_enough(sales, longer):
    (found,) = faults(replace(FINE, sales=sales))

    assert found.numbers.get("longer") == longer


def test_a_missing_week_of_calls_is_a_hole_in_the_data_and_named_by_its_days():
    contacts = FINE.contacts.copy()
    contacts[20:27] = 0

    (found,) = faults(replace(FINE, contacts=contacts))

    assert (found.key, found.first, found.last) == (FaultKey.CALLS_MISSING, 1020, 1026)
    assert blocked((found,), BARS) == {"processed", "answer_wait", "qualified", "won"}


def test_a_weekend_without_calls_is_no_hole_and_neither_are_days_outside_the_periods():
    weekend, between = FINE.contacts.copy(), FINE.contacts.copy()
    weekend[[5, 6, 12, 13]] = 0
    between[25:35] = 0
    outside = np.ones(DAYS, dtype=np.bool_)
    outside[25:35] = False

    assert keys(replace(FINE, contacts=weekend)) == []
    assert keys(replace(FINE, contacts=between, contacted_days=outside)) == []


def test_holidays_without_calls_are_no_hole_and_a_week_missing_after_them_is():
    contacts, working = FINE.contacts.copy(), FINE.working_days.copy()
    contacts[20:31], working[20:31] = 0, False

    assert keys(replace(FINE, contacts=contacts, working_days=working)) == []
    contacts[31:35] = 0
    assert keys(replace(FINE, contacts=contacts, working_days=working)) == [FaultKey.CALLS_MISSING]


def test_spend_in_arrears_blocks_what_rests_on_clicks():
    (found,) = faults(replace(FINE, spend_until=1049))

    assert (found.key, found.first, found.last) == (FaultKey.SPEND_LATE, 1050, 1059)
    assert blocked((found,), BARS) == {"lead_rate"}


def test_twice_the_leads_of_the_last_fortnight_are_said_to_be_young_and_block_nothing():
    daily = np.full(42, 16.0)
    daily[-14:] = 32

    (found,) = faults(replace(FINE, daily=daily))

    assert found.key is FaultKey.BURST
    assert blocked((found,), BARS) == frozenset()


def test_one_huge_deal_is_set_apart_and_checks_of_a_heavy_tail_are_not():
    random = np.random.default_rng(3)
    money = random.lognormal(11, 0.5, 200)
    after = np.arange(200) >= 100
    money[150] = money.sum()

    assert np.flatnonzero(huge_deals(money, after)).tolist() == [150]
    assert not huge_deals(random.lognormal(11, 1.1, 200), after).any()
