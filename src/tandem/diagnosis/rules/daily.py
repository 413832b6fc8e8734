"""A factor day by day: the series in which the day of a change is sought. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tandem.diagnosis.rules.change_date import ChangeDay, change_day
from tandem.diagnosis.rules.decomposition_factors import (
    ANSWER,
    CHECK,
    DISCOUNT,
    HANDOVER,
    PROCESSED,
    RETURNED,
    TARGET,
    TRAFFIC,
)
from tandem.diagnosis.rules.decomposition_history import NEVER, History
from tandem.diagnosis.rules.decomposition_leads import Judged

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]

#: Days before the last in which what sellers do with a lead is still under way: at least, and where they take long.
_UNDER_WAY, _LONGEST_UNDER_WAY = 3, 14
#: The part of what sellers do that is done by then. Of the days after it only the quickest is known, and a fall at the
#: very end, of waits that did not change, would be told as the day of a change.
_DONE = 0.9


def since_when(
    key: str, history: History, stages: Sequence[str], *, first: int, last: int, channels: Sequence[int] = (),
    seller: int | None = None, mature: int = 21,
) -> ChangeDay | None:  # fmt: skip
    """The day a factor changed, as a number of the same scale as the history's days; None where none stands out.

    Looked for among leads that came from ``first`` to ``last``, of some channels or of one seller where they are named.
    ``mature`` is the age from which a lead's later stages are looked at.
    """
    told = (history.day >= first) & (history.day <= last) & (history.returning == (key == RETURNED))
    if channels:
        told &= np.isin(history.channel, list(channels))
    if seller is not None:
        told &= history.seller == seller
    of = history.only(told)
    amount, weight, until = _series(key, of, stages, last, mature)
    if amount is None or weight is None:
        return None
    days = until - first + 1
    if days <= 0:
        return None
    within = of.day <= until
    place = of.day[within] - first
    sums = np.bincount(place, weights=amount[within], minlength=days)
    cases = np.bincount(place, weights=weight[within], minlength=days)
    if key in (TRAFFIC, RETURNED):
        # A Monday is held against Mondays.
        cases = np.ones(days)
        for weekday in range(7):
            usual = sums[weekday::7].mean() if len(sums[weekday::7]) else 0.0
            cases[weekday::7] = max(usual, 1e-9)
    found = change_day(sums, cases)
    return None if found is None else ChangeDay(found.day + first, found.low + first, found.high + first)


def _series(
    key: str, of: History, stages: Sequence[str], last: int, mature: int
) -> tuple[Floats | None, Floats | None, int]:
    """What a lead adds to the sum and to the cases, and the last day on which that is known."""
    ones = np.ones(len(of.day))
    sold = (of.reached_on[-1] != NEVER).astype(np.float64)
    if key in (TRAFFIC, RETURNED):
        return ones, ones, last
    if key == TARGET:
        return (of.judged == Judged.TARGET).astype(float), (of.judged != Judged.NOT_YET).astype(float), last
    if key == PROCESSED:
        taken = of.reached_on[0] != NEVER
        return taken.astype(float), ones, last - _under_way((of.reached_on[0] - of.day)[taken])
    if key == HANDOVER:
        return np.nan_to_num(np.log1p(of.handed)), (~np.isnan(of.handed)).astype(float), last
    if key == ANSWER:
        own = np.maximum(of.answered - np.nan_to_num(of.handed), 0)
        return (
            np.nan_to_num(np.log1p(own)),
            (~np.isnan(of.answered)).astype(float),
            last - _under_way(of.answered[~np.isnan(of.answered)] / 24),
        )
    if key == CHECK:
        return of.paid, sold * (of.paid > 0), last - mature
    if key == DISCOUNT:
        return of.deal_price, of.list_price, last - mature
    if key in stages[1:]:
        at = list(stages).index(key)
        before = ones if at == 1 else (of.reached_on[at - 1] != NEVER).astype(float)
        if at == 1 and (of.judged == Judged.TARGET).any():
            before = (of.judged == Judged.TARGET).astype(float)
        return (of.reached_on[at] != NEVER) * before, before, last - mature
    return None, None, last


def _under_way(days: Floats | Ints) -> int:
    """The newest days to leave out, from how many days it took where it is done."""
    if not len(days):
        return _UNDER_WAY
    return int(np.clip(np.ceil(np.quantile(days, _DONE)), _UNDER_WAY, _LONGEST_UNDER_WAY))
