"""Which calls are drawn, and what a review says."""

from __future__ import annotations

from datetime import date, timedelta

from tandem.calls.rules import EACH, Talk, adherence, draw, lot

WEEK = date(2026, 3, 2)


def talks(count: int, seller: int = 1, first: int = 1) -> list[Talk]:
    return [Talk(number, seller) for number in range(first, first + count)]


def test_each_seller_has_as_many_calls_drawn_and_who_has_few_has_all():
    found = draw([*talks(20), *talks(2, seller=2, first=100)], week=WEEK)

    assert [(each.seller_id, each.of, each.drawn) for each in found] == [(1, 20, EACH)] * EACH + [(2, 2, 2)] * 2


def test_the_lot_decides_alone_and_the_order_of_calls_does_not():
    calls = talks(30)

    assert draw(calls, week=WEEK) == draw(reversed(calls), week=WEEK)
    assert {each.call_id for each in draw(calls, week=WEEK)} == {
        call.call_id for call in sorted(calls, key=lambda each: lot(each.call_id, WEEK))[:EACH]
    }


def test_another_week_draws_others_and_every_call_is_as_likely():
    """Three of ten over 400 weeks: each call about 120 times, give or take five standard deviations (46)."""
    counts = dict.fromkeys(range(1, 11), 0)
    for week in range(400):
        for each in draw(talks(10), week=WEEK + timedelta(weeks=week)):
            counts[each.call_id] += 1

    assert sum(counts.values()) == 1200
    assert all(abs(each - 120) < 46 for each in counts.values())


def test_what_there_was_no_occasion_for_is_in_neither_part():
    assert adherence({"a": "yes", "b": "no", "c": "na", "d": "yes"}) == (2, 3)
    assert adherence({"a": "na"}) == (0, 0)
