"""Days and weeks in sentences that a person would say."""

from __future__ import annotations

from datetime import date

import pytest

from tandem.diagnosis.why import Since
from tandem.diagnosis.why_saying import said_longer, said_since, said_wait


@pytest.mark.parametrize(
    ("apart", "said"), [(1, "1 день"), (3, "3 дня"), (5, "5 дней"), (11, "11 дней"), (21, "21 день")]
)
def test_how_far_a_day_may_be_off_is_said_in_full(apart, said):
    since = Since(date(2026, 10, 6), date.fromordinal(date(2026, 10, 6).toordinal() - apart), date(2026, 10, 6))

    assert said_since(since, "ru") == f"с 6 октября (±{said})"


@pytest.mark.parametrize(("days", "said"), [(5, "1 неделю"), (14, "2 недели"), (40, "6 недель"), (145, "21 неделю")])
def test_how_long_to_wait_is_said_in_whole_words(days, said):
    assert said in said_wait(days, "ru")


def test_one_week_is_no_weeks():
    assert "about 1 more week of" in said_wait(7, "en")
    assert "a period of 1 week is enough: wait 1 more week, or" in said_longer(7, 7, "en")
    assert "в 1 неделю: подождите ещё 1 неделю или" in said_longer(7, 7, "ru")
