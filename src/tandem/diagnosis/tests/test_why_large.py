"""Which sums of requests of other days are told, and which outweigh everything."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tandem.diagnosis.rules.decomposition_history import Span
from tandem.diagnosis.why_large import large_sums, moved_by_huge
from tandem.diagnosis.why_money import Money

BEFORE, AFTER = Span(100, 129), Span(130, 159)


@dataclass
class Days:
    """The days of the requests: all that is read of the history here."""

    day: NDArray[np.int64]


def sums(*rows: tuple[int, int, float], own: tuple[tuple[int, int], ...] = ()):
    """``rows`` are request, day and amount; ``own`` requests of the periods with the day they came."""
    lead, day, amount = (np.array(each) for each in zip(*rows, strict=True))
    ids = np.array([each for each, _ in own], dtype=np.int64)
    history = Days(np.array([day for _, day in own], dtype=np.int64))
    return large_sums(Money(lead, day, amount.astype(float)), history, ids, (BEFORE, AFTER))  # type: ignore[arg-type]


def test_a_sum_of_more_than_half_of_a_period_is_huge_however_much_sums_differ():
    usual = [(number, 100 + number, 1000.0 * 3**number) for number in range(8)]
    found = sums(*usual, (50, 140, 9000.0), (51, 141, 8000.0))

    assert [(each.lead_id, each.huge) for each in found if not each.later][:2] == [(7, True), (6, False)]
    assert [(each.lead_id, each.huge) for each in found if each.later] == [(50, True), (51, False)]
    assert moved_by_huge(found) == 9000.0 - 1000.0 * 3**7


def test_what_a_request_brought_in_parts_is_one_sum_from_its_first_day_and_that_of_own_requests_is_left_out():
    found = sums((1, 103, 500.0), (1, 101, 250.0), (2, 105, 400.0), (3, 106, 300.0), (9, 110, 90.0), own=((2, 104),))

    assert [(each.lead_id, each.amount) for each in found] == [(1, 750.0), (3, 300.0), (9, 90.0)]
    assert (found[0].day - found[1].day).days == -5


def test_sums_given_back_make_no_other_one_huge():
    found = sums((1, 103, 500.0), (2, 104, 450.0), (3, 105, 400.0), (4, 106, -2000.0))

    assert [(each.lead_id, each.huge) for each in found] == [(1, False), (2, False), (3, False)]
