"""Plans beside facts: imported plan rows, shared out by day over the period that is asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tandem.basics.periods import Period
from tandem.measures.catalogue import Total, measure
from tandem.measures.store import Reading
from tandem.measures.values import kopecks

_ROWS = """
SELECT measure, seller_id, department, starts_on, ends_on, value FROM plans
WHERE starts_on <= $finish AND ends_on >= $start AND measure IN (SELECT unnest($measures::VARCHAR[]))
ORDER BY ends_on - starts_on DESC, plan_id
"""

type _Days = dict[dt.date, Decimal]


@dataclass(frozen=True, slots=True)
class Plans:
    """Planned values by measure and seller; seller None is the department."""

    period: Period
    _daily: Mapping[tuple[str, int | None], _Days]

    def value(self, key: str, seller_id: int | None = None, within: Period | None = None) -> Decimal | None:
        """What was planned for a seller or the department within a piece of the period; None without a plan.

        Counts and sums are shared out evenly over the days of their plan row; a planned share, time or mean
        is weighted by days. Where rows overlap, the shorter one holds for its days. A department without
        rows of its own is planned as the sum of its sellers.
        """
        days = self._daily.get((key, seller_id))
        if days is None:
            return self._of_sellers(key, within) if seller_id is None else None
        return _gathered(key, days, within or self.period)

    def _of_sellers(self, key: str, within: Period | None) -> Decimal | None:
        if not _adds_up(key):
            return None
        values = [self.value(key, seller_id, within) for planned, seller_id in self._daily if planned == key]
        known = [value for value in values if value is not None]
        return sum(known, Decimal(0)) if known else None

    def measures(self) -> set[str]:
        """Measures with any plan in the period."""
        return {key for key, _ in self._daily}


def plans(reading: Reading, period: Period, measures: Sequence[str], *, seller_id: int | None = None) -> Plans:
    """The plans of a period; with ``seller_id`` only that seller's, which then stand for the department too."""
    rows = reading.rows(_ROWS, {"start": period.start, "finish": period.end, "measures": list(measures)})
    daily: dict[tuple[str, int | None], _Days] = {}
    for key, seller, department, starts_on, ends_on, value in rows:
        owner = measure(key).owner
        if seller_id is not None and seller != seller_id:
            continue
        if seller is None and department and owner and department != owner.value:
            continue
        whole = Period(starts_on, ends_on)
        share = value / len(whole) if _adds_up(key) else value
        days = daily.setdefault((key, seller), {})
        # Longest first: a week's own plan replaces the month's on its days.
        for day in whole.days():
            if day in period:
                days[day] = share
    return Plans(period, daily)


def _gathered(key: str, days: _Days, within: Period) -> Decimal | None:
    inside = [value for day, value in days.items() if day in within]
    if not inside:
        return None
    total = sum(inside, Decimal(0))
    return kopecks(total) if _adds_up(key) else total / len(inside)


def _adds_up(key: str) -> bool:
    return isinstance(measure(key).value, Total)
