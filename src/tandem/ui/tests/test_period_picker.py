"""The period of a page is read from its address and compared with its like."""

from __future__ import annotations

from datetime import date

import pytest

from tandem.basics.periods import Period
from tandem.ui.period_picker import PRESETS, choose_period

_TODAY = date(2026, 11, 22)


def test_without_a_word_it_is_this_month():
    chosen = choose_period({}, today=_TODAY)

    assert chosen.period == Period(date(2026, 11, 1), date(2026, 11, 30))


def test_a_month_that_is_not_over_is_compared_with_as_many_days():
    chosen = choose_period({}, today=_TODAY)

    assert chosen.against == Period(date(2026, 10, 1), date(2026, 10, 22))


def test_a_month_that_is_over_is_compared_with_the_whole_month_before():
    chosen = choose_period({"period": "2026-10"}, today=_TODAY)

    assert chosen.against == Period(date(2026, 9, 1), date(2026, 9, 30))


def test_the_last_day_of_march_is_compared_with_the_whole_of_february():
    chosen = choose_period({}, today=date(2026, 3, 30))

    assert chosen.against == Period(date(2026, 2, 1), date(2026, 2, 28))


def test_own_dates_win_over_a_named_period():
    chosen = choose_period({"period": "today", "from": "2026-10-05", "to": "2026-10-07"}, today=_TODAY)

    assert chosen.period == Period(date(2026, 10, 5), date(2026, 10, 7))


def test_nonsense_shows_the_default_and_says_why():
    chosen = choose_period({"period": "soon", "compare": "soon"}, today=_TODAY)

    assert chosen.problem is not None
    assert (chosen.text, chosen.compare) == ("this month", "previous")


def test_one_may_compare_with_nothing():
    assert choose_period({"compare": "none"}, today=_TODAY).against is None


@pytest.mark.parametrize("text", [key for key, _ in PRESETS])
def test_every_preset_can_be_read(text):
    assert choose_period({"period": text}, today=_TODAY).problem is None
