"""Where nobody tells when a request reached its seller, the quickest answers tell whose a longer wait is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.diagnosis.rules.wait_floor import FEWEST_WAITS, wait_floor


def waits(seed: int = 1, count: int = 2_000) -> np.ndarray:
    """Some answered at once, most the next morning, and one in twenty called by themselves."""
    random = np.random.default_rng(seed)
    hours = np.where(random.random(count) < 0.4, random.lognormal(-0.5, 0.8, count), random.uniform(8, 30, count))
    return np.where(random.random(count) < 0.05, 0.0, hours)


def test_what_holds_every_request_back_is_seen_by_the_quickest_answers():
    assert wait_floor(waits(1), waits(2) + 4) == pytest.approx(4, abs=0.5)


def test_sellers_who_let_more_requests_wait_leave_the_quickest_answers_where_they_were():
    random = np.random.default_rng(3)
    slow = waits(2)
    slow = np.where(random.random(len(slow)) < 0.5, slow * 3, slow)

    assert wait_floor(waits(1), slow) == 0
    assert wait_floor(waits(1), waits(2)) == 0


def test_requests_that_arrive_sooner_are_told_with_the_sign_turned():
    assert wait_floor(waits(1) + 4, waits(2)) == -wait_floor(waits(2), waits(1) + 4) < 0


def test_few_waits_say_nothing():
    few = waits(count=FEWEST_WAITS // 2)

    assert wait_floor(few, few + 10) == 0


def test_who_called_by_themselves_or_was_never_reached_does_not_count():
    missing = np.concatenate([np.full(900, np.nan), np.zeros(900)])

    assert wait_floor(np.concatenate([waits(1), missing]), np.concatenate([waits(2) + 4, missing])) > 3


@settings(deadline=None)
@given(seed=st.integers(0, 1_000), other=st.integers(0, 1_000), hours=st.floats(0, 12))
def test_it_turns_its_sign_with_the_periods(seed, other, hours):
    before, after = waits(seed, 300), waits(other, 300) + hours

    assert wait_floor(before, after) == -wait_floor(after, before)
