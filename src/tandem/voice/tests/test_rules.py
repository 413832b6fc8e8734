"""What may be said of few answers: differences, medians, and how many more are needed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tandem.basics.intervals import wilson
from tandem.voice.effect_rules import cohort_windows, windows
from tandem.voice.rules import Verdict, cases_needed, compared, difference, median


def test_the_interval_of_a_difference_is_that_of_the_literature():
    """Newcombe 1998, table II, row (a): 56/70 and 48/80 at 95 %: 0.0524 to 0.3339."""
    found = difference(wilson(48, 80, 0.95), wilson(56, 70, 0.95))

    assert found.value == pytest.approx(0.2)
    assert found.low == pytest.approx(0.0524, abs=5e-5)
    assert found.high == pytest.approx(0.3339, abs=5e-5)


@given(st.integers(0, 40), st.integers(1, 40), st.integers(0, 40), st.integers(1, 40))
def test_a_difference_lies_in_its_interval_and_turned_round_it_changes_its_sign(k1, n1, k2, n2):
    before, after = wilson(min(k1, n1), n1), wilson(min(k2, n2), n2)
    found, back = difference(before, after), difference(after, before)

    assert found.value is not None
    assert -1 - 1e-9 <= found.low <= found.value <= found.high <= 1 + 1e-9
    assert back.low == pytest.approx(-found.high)


def test_the_verdict_is_chance_until_there_is_enough_to_see_a_third():
    assert compared(wilson(30, 100), wilson(3, 10)).verdict is Verdict.TOO_FEW
    assert compared(wilson(300, 1000), wilson(290, 1000)).verdict is Verdict.ALIKE
    assert compared(wilson(300, 1000), wilson(200, 1000)).verdict is Verdict.LOWER
    # Few cases that differ beyond chance are told all the same.
    assert compared(wilson(1, 20), wilson(15, 20)).verdict is Verdict.HIGHER


def test_what_is_still_needed_shrinks_as_cases_come():
    few, more = (compared(wilson(300, 1000), wilson(n * 3 // 10, n)) for n in (10, 200))

    assert few.needed - more.needed == 190
    assert compared(wilson(2, 4), wilson(100, 200)).verdict is Verdict.TOO_FEW
    assert compared(wilson(2, 4), wilson(100, 200)).needed == 0


def test_so_many_cases_do_show_a_change_by_a_third_eight_times_of_ten():
    n = cases_needed(0.3)
    seen = 0.0
    # Exact: over every outcome before and after that matters.
    for k1 in range(n + 1):
        weight = stats.binom.pmf(k1, n, 0.3)
        if weight < 1e-5:
            continue
        for k2 in range(n + 1):
            other = stats.binom.pmf(k2, n, 0.2)
            if other > 1e-5 and not difference(wilson(k1, n), wilson(k2, n)).is_chance:
                seen += weight * other
    assert 0.77 < seen < 0.85


def test_of_four_prices_nobody_knows_how_far_off_their_middle_is():
    assert median([]).value is None
    assert median([100, 300, 200, 400]) == median([400, 300, 200, 100])
    assert (median([100, 200, 300, 400]).value, median([100, 200, 300, 400]).low) == (250, None)
    five = median([1, 2, 3, 4, 5])
    assert (five.value, five.low, five.high) == (3, 1, 5)


@pytest.mark.parametrize("n", [5, 6, 9, 20, 51])
def test_the_interval_of_a_median_misses_at_most_one_in_ten(n):
    found = median([float(each) for each in range(n)])
    assert found.low is not None
    # The true median lies below the k-th of n values as often as fewer than k of n fair coins fall.
    missed = 2 * stats.binom.cdf(found.low, n, 0.5)
    assert missed <= 0.1
    assert 2 * stats.binom.cdf(found.low + 1, n, 0.5) > 0.1 or found.low == n // 2


def test_windows_are_as_long_as_the_change_is_old_and_never_longer_than_a_quarter():
    since = date(2026, 3, 1)
    assert windows(since, None, date(2026, 3, 6)) is None
    found = windows(since, None, date(2026, 3, 10))
    assert found is not None
    assert (found.before, found.after) == ((date(2026, 2, 19), date(2026, 2, 28)), (since, date(2026, 3, 10)))
    ended = windows(since, date(2026, 3, 20), date(2026, 12, 1))
    assert ended is not None
    assert ended.days == 20
    long = windows(since, None, date(2026, 12, 1))
    assert long is not None
    assert long.days == 90


def test_leads_that_were_sold_to_in_both_ways_belong_to_neither_side():
    found = cohort_windows(date(2026, 3, 1), None, date(2026, 3, 30), age=14)
    assert found is not None
    assert found.before[1] == date(2026, 2, 14)
    assert found.after == (date(2026, 3, 1), date(2026, 3, 30))
