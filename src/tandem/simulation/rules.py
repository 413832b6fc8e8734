"""Laws of the made-up world: open hours, decay with waiting, when people ask, well-formed numbers.

Time is a whole number of seconds since the world's first local midnight; Moscow has no summer time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

DAY: Final = 86_400
HOUR: Final = 3_600
NEVER: Final = np.int64(1) << np.int64(60)
"""An instant that does not come: later than every horizon."""

_WORKDAY_HOURS: Final = (
    6,
    4,
    3,
    2,
    2,
    4,
    9,
    18,
    42,
    68,
    78,
    76,
    68,
    64,
    66,
    64,
    60,
    56,
    48,
    30,
    28,
    27,
    20,
    12,
)
_WEEKEND_HOURS: Final = (
    8,
    6,
    4,
    3,
    2,
    3,
    5,
    10,
    22,
    40,
    56,
    60,
    58,
    54,
    52,
    50,
    48,
    46,
    44,
    42,
    40,
    34,
    24,
    14,
)
_WEEK: Final = (1.16, 1.12, 1.08, 1.05, 1.0, 0.78, 0.72)
_YEAR: Final = (0.72, 0.80, 0.92, 0.98, 0.97, 1.00, 1.04, 1.16, 1.24, 1.22, 1.05, 0.84)
_CLOSED: Final = frozenset(
    {(1, day) for day in range(1, 9)} | {(2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4), (12, 31)}
)


def is_holiday(day: date) -> bool:
    """A public holiday of Russia, moved days apart."""
    return (day.month, day.day) in _CLOSED


def demand(day: date) -> float:
    """How lively the trade is on a day, relative to a usual Friday: the season, the week, the holidays."""
    return _YEAR[day.month - 1] * _WEEK[day.weekday()] * (0.45 if is_holiday(day) else 1.0)


def hour_weights(*, weekend: bool) -> Floats:
    """Probability of each of the 24 hours; on a workday about a quarter falls outside 9 to 19."""
    weights = np.asarray(_WEEKEND_HOURS if weekend else _WORKDAY_HOURS, dtype=float)
    return np.asarray(weights / weights.sum(), dtype=float)


def decay(hours: Floats, *, half_life: Floats, floor: float) -> Floats:
    """g(t): what is left of the chance to win after waiting; 1 at once, `floor` after ever."""
    return np.asarray(floor + (1 - floor) * np.exp2(-hours / half_life), dtype=float)


@dataclass(frozen=True, slots=True)
class OpenHours:
    """Open intervals of one seller in seconds, ascending and apart; `before`: open time up to each start."""

    starts: Ints
    ends: Ints
    before: Ints

    @classmethod
    def of(cls, intervals: Sequence[tuple[int, int]]) -> OpenHours:
        """From (start, end) pairs in order of time; at least one is needed."""
        pairs = np.asarray(intervals, dtype=np.int64)
        lengths = pairs[:, 1] - pairs[:, 0]
        return cls(pairs[:, 0], pairs[:, 1], np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int64))

    def elapsed(self, at: Ints) -> Ints:
        """Open seconds from the beginning of the world to each instant."""
        index = np.maximum(np.searchsorted(self.starts, at, side="right") - 1, 0)
        inside = np.clip(at - self.starts[index], 0, self.ends[index] - self.starts[index])
        return np.asarray(self.before[index] + inside, dtype=np.int64)

    def after(self, at: Ints, open_seconds: Ints) -> Ints:
        """The instant when so many open seconds have passed; NEVER when the calendar ends before."""
        wanted = self.elapsed(at) + open_seconds
        index = np.searchsorted(self.before, wanted, side="right") - 1
        moment = self.starts[index] + wanted - self.before[index]
        return np.asarray(np.where(moment < self.ends[index], moment, NEVER), dtype=np.int64)


def open_hours(
    *,
    start: date,
    days: int,
    opens: float,
    closes: float,
    away: tuple[date, date] | None,
    duty: frozenset[date],
) -> OpenHours:
    """Hours of a seller: workdays from `opens` to `closes`, 10 to 18 on days of duty, none while away."""
    intervals = []
    for number in range(days):
        day = start + timedelta(days=number)
        if away is not None and away[0] <= day <= away[1]:
            continue
        if day in duty:
            hours = (10.0, 18.0)
        elif day.weekday() < 5 and not is_holiday(day):
            hours = (opens, closes)
        else:
            continue
        intervals.append((number * DAY + int(hours[0] * HOUR), number * DAY + int(hours[1] * HOUR)))
    return OpenHours.of(intervals)


_WEIGHTS_10: Final = (2, 4, 10, 3, 5, 9, 4, 6, 8)


def company_inn(number: int) -> str:
    """A ten-digit ИНН with a right check digit, of a tax office that does not exist (00)."""
    body = f"00{number % 10_000_000:07d}"
    check = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS_10, body, strict=True)) % 11 % 10
    return f"{body}{check}"


def vat_rate(day: date) -> int:
    """НДС of the day in per cent: 20 until 2025, 22 from 2026."""
    return 22 if day.year >= 2026 else 20


def vat_inside(amount: float, day: date) -> float:
    """НДС contained in an amount, roubles with kopecks."""
    rate = vat_rate(day)
    return round(amount * rate / (100 + rate), 2)
