"""What the money of other days is made of: the largest sums by request, and those that outweigh all others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

from tandem.diagnosis.rules.decomposition_history import History, Span
from tandem.diagnosis.rules.huge import huge_deals
from tandem.diagnosis.why_asking import Ints, day_of
from tandem.diagnosis.why_money import Money

#: So many of the requests of other days are kept for each period, besides those that outweigh everything.
_MOST = 5
#: A sum that is more than this part of a period's revenue decides it, however much the sums differ otherwise.
_MOST_OF_ALL = 0.5


@dataclass(frozen=True, slots=True)
class LargeSum:
    """What one request of other days brought within a period, in whole currency; ``day`` of the first of it.

    ``later`` says within which period; ``huge`` that it has nothing to do with the other sums.
    """

    lead_id: int
    day: date
    amount: float
    later: bool
    huge: bool


def large_sums(money: Money, history: History, lead_ids: Ints, spans: tuple[Span, Span]) -> tuple[LargeSum, ...]:
    """Of requests of other days: all huge sums and the next largest of each period, the largest first.

    Huge is what it is among all money that requests brought in either period, of that period's own as well, and what is
    more than half of it.
    """
    sides = [_by_request(money, history, lead_ids, span) for span in spans]
    ids, days, amounts, other = (np.concatenate(each) for each in zip(*sides, strict=True))
    later = np.arange(len(ids)) >= len(sides[0][0])
    # Of what was paid: sums given back make no other one large.
    paid = np.maximum(amounts, 0.0)
    whole = np.array([paid[~later].sum(), paid[later].sum()])[later.astype(np.int64)]
    huge = huge_deals(amounts, later) | (amounts > _MOST_OF_ALL * whole)
    found: list[int] = []
    for side in (False, True):
        ranked = sorted(np.flatnonzero(other & (later == side) & (amounts > 0)), key=lambda at: -amounts[at])
        found += [int(at) for place, at in enumerate(ranked) if huge[at] or place < _MOST]
    return tuple(
        LargeSum(int(ids[at]), day_of(int(days[at])), float(amounts[at]), bool(later[at]), bool(huge[at]))
        for at in sorted(found, key=lambda at: -amounts[at])
    )


def _by_request(
    money: Money, history: History, lead_ids: Ints, span: Span
) -> tuple[Ints, Ints, np.ndarray, np.ndarray]:
    """By request with money in the period: its number, the first day, the sum, and whether it came on other days."""
    within = span.holds(money.day) & (money.lead >= 0)
    ids, place = np.unique(money.lead[within], return_inverse=True)
    first = np.full(len(ids), np.iinfo(np.int64).max)
    np.minimum.at(first, place, money.day[within])
    amounts = np.bincount(place, weights=money.amount[within], minlength=len(ids)).astype(np.float64)
    return ids, first, amounts, ~np.isin(ids, lead_ids[span.holds(history.day)])


def moved_by_huge(sums: Iterable[LargeSum]) -> float:
    """By how much the huge ones moved revenue from the earlier period to the later."""
    return sum(each.amount if each.later else -each.amount for each in sums if each.huge)
