"""The common queue: who may take what another was dealt, and that taking keeps shares within what was agreed."""

from __future__ import annotations

from copy import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.handover.dealing_rules import Asking, Candidate, Common, Deal, Presence, Terms, at_work
from tandem.handover.sharing_rules import Bar, CommonQueue, taken

HERE, OFF, AWAY = Presence.HERE, Presence.OFF_SHIFT, Presence.ABSENT
FIRST = Terms(least_part=0.7, common=Common.FIRST)


def seller(pk: int, presence: Presence = HERE, *, value: float = 1_000.0, **said) -> Candidate:
    return Candidate(pk, presence, 3_000.0, 300.0, value=value, **said)


def lead(*, value: float = 100.0, needs=None, own: int | None = None) -> Asking:
    return Asking(1, 20.0, value, needs or {}, own=own)


def bar(candidates, *, terms=FIRST, asking=None, taker=1, giver=2):
    return taken(asking or lead(), candidates, terms, taker=taker, giver=giver).bar


def test_whoever_is_free_takes_what_waits_for_a_colleague():
    assert bar([seller(1), seller(2)]) is None


def test_without_a_common_queue_a_lead_waits_for_whoever_was_given_it():
    assert bar([seller(1), seller(2)], terms=Terms()) is Bar.NOT_AGREED


def test_only_whoever_is_at_work_and_takes_part_takes():
    assert bar([seller(1, OFF), seller(2)]) is Bar.NOT_HERE
    assert bar([seller(1, AWAY), seller(2)]) is Bar.NOT_HERE
    assert bar([seller(2)]) is Bar.NO_PART


def test_where_agreed_one_s_own_come_first():
    idle = replace(FIRST, common=Common.IDLE)
    assert bar([seller(1, waiting=15.0), seller(2)], terms=idle) is Bar.OWN_LEFT
    assert bar([seller(1), seller(2)], terms=idle) is None
    assert bar([seller(1, waiting=15.0), seller(2)]) is None


def test_whoever_is_ahead_of_their_part_takes_nothing():
    assert bar([seller(1, value=1_099.0), seller(2, value=901.0)]) is None
    assert bar([seller(1, value=1_101.0), seller(2, value=899.0)]) is Bar.AHEAD


def test_nothing_is_taken_from_a_seller_at_work_who_lags_behind_the_least_part():
    others = [seller(3, value=1_100.0), seller(4, value=1_100.0)]
    assert bar([seller(1), seller(2, value=760.0), *others]) is None
    assert bar([seller(1), seller(2, value=600.0), *others]) is Bar.BEHIND
    # Whoever is not there keeps no client waiting for it.
    assert bar([seller(1), seller(2, OFF, value=0.0), *others]) is None


def test_a_client_s_own_seller_keeps_the_lead_while_they_are_there():
    asking = lead(own=2)
    assert bar([seller(1), seller(2)], asking=asking) is Bar.OWN_CLIENT
    assert bar([seller(1), seller(2, AWAY)], asking=asking) is None
    assert bar([seller(1), seller(2)], asking=asking, terms=replace(FIRST, own_first=False)) is None


def test_specialties_bind_here_as_well():
    doors = seller(1, skills={"product": frozenset({"doors"})})
    assert bar([doors, seller(2)], asking=lead(needs={"product": "Windows"})) is Bar.NOT_FOR_THEM
    assert bar([doors, seller(2)], asking=lead(needs={"product": "Doors"})) is None


@pytest.mark.parametrize("common", [Common.IDLE, Common.FIRST])
def test_before_anything_was_given_nobody_is_ahead_or_behind(common):
    assert bar([seller(1, value=0.0), seller(2, value=0.0)], terms=replace(FIRST, common=common)) is None


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.floats(0.3, 1.0), min_size=2, max_size=6),
    st.lists(st.tuples(st.floats(1.0, 500.0), st.integers(0, 5)), min_size=1, max_size=60),
    st.sampled_from([0.0, 0.1, 0.3]),
)
def test_however_greedy_somebody_is_they_get_ahead_by_no_more_than_agreed_and_one_lead(shares, leads, ahead):
    terms = Terms(least_part=0.7, ahead=ahead, common=Common.FIRST)
    stand = [Candidate(pk, HERE, 4_000.0 * share, 300.0 * share) for pk, share in enumerate(shares)]
    for number, (value, wants) in enumerate(leads):
        asking, taker = Asking(number, 1.0, value, {}), wants % len(stand)
        to = Deal(stand, terms, seed=1).give(asking).seller_id
        assert to is not None
        stand[to] = replace(stand[to], value=stand[to].value + value)
        found = CommonQueue(stand, terms).bar(asking, taker=taker, giver=to)
        if taker == to or found is not None:
            continue
        total = sum(each.value for each in stand)
        stand[taker] = replace(stand[taker], value=stand[taker].value + value)
        stand[to] = replace(stand[to], value=stand[to].value - value)
        fair = total * at_work(stand[taker]) / sum(map(at_work, stand))
        assert stand[taker].value <= fair * (1 + ahead) + value + 1e-6
