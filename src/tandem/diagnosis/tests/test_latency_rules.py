"""The first day a cause could be known, and what knowing it earlier would have saved."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.basics.intervals import LEVEL, wilson
from tandem.diagnosis.rules.claims import Against, Bar, Cases, Verdict, told
from tandem.diagnosis.rules.latency import Helped, KnownOn, change, first_crossing, first_day, saved

FIRST = date(2026, 2, 1)
BAR = Bar(Against.AGREED, 0.5)
COUNTS = st.lists(
    st.integers(0, 8).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1, max_size=60
)


def _known(counts):
    return [KnownOn(FIRST + timedelta(days=at), bad, n) for at, (bad, n) in enumerate(counts)]


def test_ten_bad_leads_of_ten_are_known_before_the_month_is_over():
    known = _known([(2, 2)] * 28)
    day = first_day(known, BAR, level=LEVEL)
    assert day is not None
    assert day < FIRST + timedelta(days=5)
    assert first_day(_known([(1, 2)] * 28), BAR, level=LEVEL) is None


@given(COUNTS, COUNTS)
def test_what_becomes_known_later_never_moves_the_day(counts, later):
    day = first_day(_known(counts), BAR, level=LEVEL)
    if day is not None:
        assert first_day(_known(counts + later), BAR, level=LEVEL) == day
        until = [each for each in _known(counts) if each.day <= day]
        cases = Cases(sum(each.bad for each in until), sum(each.n for each in until))
        assert told(cases, BAR, level=LEVEL) is Verdict.HOLDS


@given(COUNTS, st.randoms())
def test_the_order_of_the_rows_does_not_matter(counts, chance):
    known = _known(counts)
    shuffled = list(known)
    chance.shuffle(shuffled)
    assert first_day(shuffled, BAR, level=LEVEL) == first_day(known, BAR, level=LEVEL)


def test_no_day_after_the_crossing_is_looked_at():
    asked = []

    def evidence(day):
        asked.append(day)
        return float((day - FIRST).days)

    days = [FIRST + timedelta(days=at) for at in range(30)]
    assert first_crossing(days, evidence, 3.0) == FIRST + timedelta(days=3)
    assert len(asked) == 4
    assert first_crossing(days[:2], evidence, 3.0) is None


def test_what_came_of_an_act():
    before = wilson(10, 100)
    assert change(before, None).helped is Helped.NO_ACT
    assert change(before, wilson(5, 10)).helped is Helped.TOO_EARLY
    assert change(before, wilson(40, 100)).helped is Helped.BETTER
    assert change(wilson(40, 100), before).helped is Helped.WORSE
    assert change(before, wilson(11, 100)).helped is Helped.ALIKE


def test_a_loss_a_day_times_the_days():
    found = saved(spent_a_day=1000, gap=0.2, low=0.1, high=0.3, could=FIRST, acted=FIRST + timedelta(days=10))
    assert (found.a_day, found.days) == (200, 10)
    assert (found.low, found.amount, found.high) == pytest.approx((1000, 2000, 3000))


@given(
    st.floats(0, 1e6), st.floats(-1, 1), st.floats(-1, 1), st.floats(-1, 1), st.integers(-50, 50)
)  # fmt: skip
def test_nothing_is_saved_by_what_was_acted_upon_at_once(spent, gap, low, high, days):
    found = saved(spent_a_day=spent, gap=gap, low=low, high=high, could=FIRST, acted=FIRST + timedelta(days=days))
    assert 0 <= found.low <= found.amount <= found.high
    assert days > 0 or found.high == 0
