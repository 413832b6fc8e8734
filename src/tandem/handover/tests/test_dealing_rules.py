"""Dealing leads one by one: who may have a lead, whose turn it is, and the same again from the same seed."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.handover.dealing_rules import Asking, Candidate, Presence, Terms, Why, deal, easing, fits

HERE, OFF, AWAY = Presence.HERE, Presence.OFF_SHIFT, Presence.ABSENT


def seller(pk: int, presence: Presence = HERE, *, capacity: float = 300.0, **said) -> Candidate:
    return Candidate(pk, presence, **({"minutes": 3000.0} | said), capacity=capacity)


def lead(pk: int = 1, *, value: float = 100.0, minutes: float = 20.0, **said) -> Asking:
    return Asking(pk, minutes, value, said.pop("needs", {}), **said)


def one(candidates, asking=None, terms=None, seed=1):
    (found,) = deal([asking or lead()], candidates, terms or Terms(), seed=seed)
    return found.seller_id, found.why


def test_a_client_goes_to_the_seller_they_know_even_if_that_one_is_ahead():
    known = seller(2, value=9_000.0, skills={"product": frozenset({"windows"})})
    assert one([seller(1), known], lead(own=2, needs={"product": "Doors"})) == (2, Why.OWN)


@pytest.mark.parametrize("presence", [OFF, AWAY])
def test_a_seller_who_is_not_there_does_not_get_even_their_own_client(presence):
    assert one([seller(1), seller(2, presence)], lead(own=2)) == (1, Why.ONLY)


def test_the_agreement_may_do_without_own_sellers():
    assert one([seller(1), seller(2, value=900.0)], lead(own=2), Terms(own_first=False)) == (1, Why.FAIR)


def test_a_lead_goes_only_to_those_who_are_for_it():
    doors = seller(2, value=900.0, skills={"product": frozenset({"doors"}), "city": frozenset({"тверь"})})
    windows = seller(1, skills={"product": frozenset({"windows"})})
    assert one([windows, doors], lead(needs={"product": "Doors"})) == (2, Why.ONLY)
    assert one([windows, doors], lead(needs={"product": "Doors", "city": "Тверь"})) == (2, Why.ONLY)
    assert one([windows, doors], lead(needs={"product": "Doors", "city": "Омск"})) == (None, Why.NOBODY)
    # What is not known of the lead keeps nobody away.
    assert one([windows, doors]) == (1, Why.FAIR)


def test_a_lead_waits_for_those_whom_it_fits_if_they_come_and_fits_nobody_if_they_are_away():
    assert one([seller(1, OFF), seller(2, AWAY)]) == (None, Why.WAITS)
    assert one([seller(1, AWAY), seller(2, AWAY)]) == (None, Why.NOBODY)
    assert one([]) == (None, Why.NOBODY)


def test_whoever_is_full_gets_nothing_while_somebody_is_free():
    assert one([seller(1, waiting=290.0), seller(2, value=5_000.0)]) == (2, Why.FAIR)
    # What was given and done today counts as well as what waits.
    assert one([seller(1, today=290.0), seller(2, value=5_000.0)]) == (2, Why.FAIR)


def test_when_all_are_full_the_lightest_load_gets_it():
    busy = [seller(1, waiting=400.0), seller(2, waiting=320.0), seller(3, waiting=160.0, capacity=120.0)]
    assert one(busy) == (2, Why.OVERLOADED)


def test_the_best_seller_gets_it_until_they_are_ahead_of_their_part():
    strong, weak = seller(1, strength=1.3, value=1_000.0), seller(2, value=1_000.0)
    assert one([strong, weak]) == (1, Why.STRONGEST)
    assert one([seller(1, strength=1.3, value=1_200.0), weak]) == (2, Why.FAIR)


def test_whoever_lags_behind_the_least_part_comes_first():
    strong, behind = seller(1, strength=1.3, value=1_000.0), seller(2, value=500.0)
    assert one([strong, behind], terms=Terms(ahead=0.5)) == (1, Why.STRONGEST)
    assert one([strong, behind], terms=Terms(ahead=0.5, least_part=0.7)) == (2, Why.LEAST_PART)


def test_fairness_counts_value_and_minutes_at_work_and_not_leads():
    # One was there half as long and has had half as much: even.
    half = seller(1, minutes=1500.0, value=1_000.0)
    whole = seller(2, minutes=3000.0, value=1_900.0)
    assert one([half, whole]) == (2, Why.FAIR)


def test_a_month_of_leads_is_shared_out_by_value():
    sellers = [seller(pk, capacity=1e6, minutes=4e6 if pk < 3 else 2e6) for pk in (1, 2, 3)]
    leads = [lead(pk, value=float(10 + pk * 37 % 500)) for pk in range(1, 1001)]
    value: dict[int | None, float] = defaultdict(float)
    for to, asked in zip(deal(leads, sellers, Terms(), seed=3), leads, strict=True):
        value[to.seller_id] += asked.value
    total = sum(value.values())
    assert value[1] / total == pytest.approx(0.4, rel=0.02)
    assert value[2] / total == pytest.approx(0.4, rel=0.02)
    assert value[3] / total == pytest.approx(0.2, rel=0.02)


def test_of_equal_ones_the_seed_decides_and_always_alike():
    sellers = [seller(pk) for pk in range(1, 9)]
    chosen = {seed: one(sellers, seed=seed)[0] for seed in range(60)}
    assert len(set(chosen.values())) == 8
    assert chosen == {seed: one(sellers, seed=seed)[0] for seed in range(60)}


def test_a_lead_that_is_taken_away_from_somebody_does_not_go_back_to_them():
    assert one([seller(1), seller(2, value=9_000.0)], lead(not_to=1, own=1)) == (2, Why.ONLY)
    assert one([seller(1)], lead(not_to=1)) == (None, Why.NOBODY)


def test_a_newcomer_is_eased_in():
    loads = [easing(day, newcomer_days=60, first_share=0.4) for day in (-1, 0, 30, 60, 400)]
    assert loads == pytest.approx([0.4, 0.4, 0.7, 1.0, 1.0])
    assert easing(0, newcomer_days=0, first_share=0.4) == 1.0


def test_no_skill_of_a_field_means_all_of_its_values():
    assert fits({}, {"product": "Doors"})
    assert fits({"city": frozenset({"омск"})}, {"product": "Doors"})
    assert not fits({"product": frozenset()}, {"product": "Doors"})


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.sampled_from(Presence), st.floats(0, 500), st.floats(0, 9_000)), min_size=1, max_size=8),
    st.lists(st.floats(0, 1_000), min_size=1, max_size=20),
    st.integers(0, 2**62),
)
def test_whatever_stands_somebody_who_is_there_gets_each_lead(told, values, seed):
    sellers = [seller(at, presence, waiting=waits, value=value) for at, (presence, waits, value) in enumerate(told)]
    leads = [lead(at, value=value) for at, value in enumerate(values)]
    found = deal(leads, sellers, Terms(least_part=0.5), seed=seed)
    here = {each.seller_id for each in sellers if each.presence is HERE}
    assert all((each.seller_id in here) if here else each.seller_id is None for each in found)
    assert found == deal(leads, sellers, Terms(least_part=0.5), seed=seed)
