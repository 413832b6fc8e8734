"""Requests that came twice, and deals that stand: what makes counts and shares of two periods hard to compare. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tandem.diagnosis.rules.decomposition_history import NEVER, History, Span
from tandem.diagnosis.rules.decomposition_leads import Judged

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]

#: Hours within which a second request of the same person is the same request once more.
_SAME_REQUEST = 24.0
#: The part of the deals closed in the earlier period by whose time deals are compared, and the shortest time.
_USUALLY_CLOSED, _SOONEST = 0.7, 3
_FEWEST_DEALS, _FEWEST_SALES = 100, 30


def asked_twice(client: NDArray[np.int64], came: Floats) -> NDArray[np.bool_]:
    """Which requests come within a day of another of the same person's; ``came`` are hours."""
    order = np.lexsort((came, client))
    again = np.zeros(len(client), dtype=np.bool_)
    same = (client[order][1:] == client[order][:-1]) & (np.diff(came[order]) <= _SAME_REQUEST)
    again[order[1:][same]] = True
    return again


@dataclass(frozen=True, slots=True)
class Closing:
    """How many deals were looked at in both periods, and the part of them closed, either way, within ``days``."""

    days: int
    deals: tuple[int, int]
    closed: tuple[float, float]

    @property
    def slowed(self) -> float:
        """By how many standard errors fewer are closed in time in the later period; below zero where more are."""
        first, second = self.closed
        count = [max(each, 1) for each in self.deals]
        mean = (first * count[0] + second * count[1]) / sum(count)
        error = np.sqrt(max(mean * (1 - mean), 1e-9) * (1 / count[0] + 1 / count[1]))
        return float((first - second) / error)


def closing(history: History, before: Span, after: Span, until: int) -> Closing | None:
    """Held against the time in which most deals of the earlier period were closed; None where there are too few.

    A deal is a request that was taken up and is not called non-target; those younger than that time are left out of
    both periods alike.
    """
    deals = (history.reached_on[0] != NEVER) & (history.judged != Judged.NON_TARGET) & ~history.returning
    end = np.where(history.reached_on[-1] != NEVER, history.reached_on[-1], history.lost_on)
    return in_time(history.day[deals], end[deals], before, after, until, fewest=_FEWEST_DEALS)


def paying(history: History, before: Span, after: Span, until: int) -> Closing | None:
    """How soon a sale is paid, held against the time in which most sales of the earlier period were paid."""
    sold = (history.reached_on[-1] != NEVER) & (history.agreed > 0)
    return in_time(history.reached_on[-1][sold], history.paid_on[sold], before, after, until, fewest=_FEWEST_SALES)


def in_time(day: Ints, end: Ints, before: Span, after: Span, until: int, *, fewest: int) -> Closing | None:
    """Of what began on a day of either period, the part that ended as soon as most did in the earlier one."""
    took = end - day
    ended = before.holds(day) & (end != NEVER)
    if ended.sum() < fewest:
        return None
    days = max(int(np.quantile(took[ended], _USUALLY_CLOSED)), _SOONEST)
    counts, closed = [], []
    for span in (before, after):
        # Both are looked at as the newest data show them: what began in the last days cannot have ended in time.
        of = span.holds(day) & (day <= min(span.last, until) - days)
        if of.sum() < fewest:
            return None
        counts.append(int(of.sum()))
        closed.append(float(((end[of] != NEVER) & (took[of] <= days)).mean()))
    return Closing(days, (counts[0], counts[1]), (closed[0], closed[1]))
