"""Days and weeks in sentences that a person would say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tandem.diagnosis.why import Since
from tandem.diagnosis.why_saying import known_money, said_longer, said_since, said_wait, told_in


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


@pytest.mark.parametrize(
    ("low", "high", "step"),
    [
        (0, 0, 1),
        (100, 104, 1),
        (100, 250, 10),
        (372_000, 455_000, 1_000),
        (0, 1_000_000, 100_000),
        (-5_000, 5_000, 1_000),
    ],
)
def test_an_amount_is_told_in_a_tenth_of_its_interval_at_most(low, high, step):
    assert told_in(low, high) == step


@pytest.mark.parametrize(
    ("amount", "low", "high", "ru", "en"),
    [
        # Known exactly: to the rouble.
        ("412345.67", 412345.67, 412345.67, "412 346 ₽", "₽412,346"),
        ("412345.67", 372_000, 455_000, "412 тыс. ₽", "₽412k"),
        ("1620345", 1_200_000, 2_100_000, "1,62 млн ₽", "₽1.62M"),
        ("1620345", 100_000, 9_100_000, "1,6 млн ₽", "₽1.6M"),
        ("1234", 900, 1_600, "1 230 ₽", "₽1,230"),
        # Less than the step that the interval supports is as good as nothing.
        ("1234", 0, 90_000, "1 тыс. ₽", "₽1k"),
        ("345", 0, 90_000, "0 ₽", "₽0"),
    ],
)
def test_money_is_told_as_finely_as_its_interval_supports(amount, low, high, ru, en):
    def said(language):
        return known_money(Decimal(amount), low, high, "RUB", language).replace("\u202f", " ").replace("\xa0", " ")

    assert (said("ru"), said("en")) == (ru, en)
