"""When a claim holds, when it does not, and when it cannot be told yet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.basics.intervals import LEVEL
from tandem.diagnosis.rules.claims import (
    Against,
    Bar,
    Cases,
    Lacking,
    Room,
    Verdict,
    gap,
    level_of,
    matters,
    needed,
    room_for_more,
    told,
)
from tandem.diagnosis.rules.claims import tested as the_test

AGREED = Bar(Against.AGREED, 0.6)
CASES = st.integers(1, 3000).flatmap(lambda n: st.integers(0, n).map(lambda bad: Cases(bad, n)))
BARS = st.one_of(
    st.floats(0.0, 1.0).map(lambda share: Bar(Against.AGREED, share)),
    CASES.map(lambda cases: Bar(Against.BEFORE, cases.bad / cases.n, cases)),
)


def test_more_than_agreed_by_more_than_chance_holds():
    found = the_test(Cases(75, 100), AGREED, level=LEVEL)
    assert found.verdict is Verdict.HOLDS
    assert found.low > 0
    assert found.gap == pytest.approx(0.15)


def test_a_few_leads_tell_nothing_and_it_is_said_how_many_would():
    found = the_test(Cases(7, 10), AGREED, level=LEVEL)
    assert (found.verdict, found.lacking) == (Verdict.CANNOT_TELL, Lacking.TOO_FEW)
    assert found.needs is not None
    assert told(Cases(round(0.7 * (10 + found.needs)), 10 + found.needs), AGREED, level=LEVEL) is Verdict.HOLDS


def test_as_agreed_does_not_hold_once_there_are_leads_enough():
    assert told(Cases(600, 1000), AGREED, level=LEVEL) is Verdict.DOES_NOT
    assert told(Cases(60, 100), AGREED, level=LEVEL) is Verdict.CANNOT_TELL


def test_what_is_sure_and_small_is_not_worth_a_quarrel():
    # 61 % of 100,000 where 60 % was agreed: no chance, and no matter.
    assert gap(Cases(61_000, 100_000), AGREED, level=LEVEL).low > 0
    assert told(Cases(61_000, 100_000), AGREED, level=LEVEL) is Verdict.DOES_NOT


def test_few_leads_before_are_not_mended_by_more_now():
    before = Bar(Against.BEFORE, 0.5, Cases(5, 10))
    assert needed(Cases(60, 100), before, level=LEVEL) is None


def test_without_leads_or_a_bar_nothing_is_told():
    assert the_test(Cases(0, 0), AGREED, level=LEVEL).lacking is Lacking.NO_CASES
    assert the_test(Cases(3, 9), None, level=LEVEL).lacking is Lacking.NO_BAR


@given(CASES, BARS, st.floats(0.5, 0.999))
def test_no_data_says_both(cases, bar, level):
    found = gap(cases, bar, level=level)
    verdict = told(cases, bar, level=level)
    assert found.value is not None
    if verdict is Verdict.HOLDS:
        assert found.low > 0
        assert found.value > matters(bar.share)
    if verdict is Verdict.DOES_NOT:
        assert found.value < matters(bar.share)


@given(CASES, BARS)
def test_who_asks_for_more_proof_is_never_told_more(cases, bar):
    if told(cases, bar, level=0.99) is not Verdict.CANNOT_TELL:
        assert told(cases, bar, level=LEVEL) is told(cases, bar, level=0.99)


@given(st.integers(1, 400), st.integers(0, 400), st.floats(0.05, 0.95))
def test_one_more_bad_lead_never_speaks_for_the_others(n, bad, share):
    bad = min(bad, n - 1)
    bar = Bar(Against.AGREED, share)
    order = [Verdict.DOES_NOT, Verdict.CANNOT_TELL, Verdict.HOLDS]
    fewer, more = (told(Cases(each, n), bar, level=LEVEL) for each in (bad, bad + 1))
    assert order.index(fewer) <= order.index(more)


@given(CASES, BARS)
def test_the_leads_that_are_said_to_tell_do_tell(cases, bar):
    found = the_test(cases, bar, level=LEVEL)
    if found.needs is not None:
        n = cases.n + found.needs
        assert found.verdict is Verdict.CANNOT_TELL
        assert told(Cases(round(cases.bad / cases.n * n), n), bar, level=LEVEL) is not Verdict.CANNOT_TELL


@given(st.integers(1, 300), st.integers(1, 50))
def test_over_all_answers_no_more_is_spent_than_there_is(answers, among):
    spent = sum(1 - level_of(asked=each, among=among) for each in range(1, answers + 1)) * among
    assert spent <= 1 - LEVEL + 1e-9
    assert level_of(asked=answers, among=among) <= level_of(asked=answers + 1, among=among)


def test_more_leads_are_wanted_only_where_there_is_room():
    quiet = Room(100, 90, 110, 400, 350, 450, sellers=4, agreed=False)
    full = Room(500, 470, 530, 400, 350, 450, sellers=4, agreed=False)
    near = Room(340, 320, 360, 400, 350, 450, sellers=4, agreed=False)
    assert [room_for_more(each) for each in (quiet, full, near)] == [
        Verdict.HOLDS, Verdict.DOES_NOT, Verdict.CANNOT_TELL,
    ]  # fmt: skip
