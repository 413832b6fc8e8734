"""When a seller is asked what they are doing: by lot, within the shift, so that every minute of it counts alike. Pure.

Work is sampled at moments nobody chooses (Tippett 1935; Barnes, "Work Sampling", 1957): the share of moments at which
something was being done is an unbiased estimate of the share of time it takes.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

#: So often a day at most.
EACH_DAY = 2
#: A question is answered about that moment, or not at all: later one remembers what one would like to.
EXPIRES = timedelta(minutes=20)
#: A shorter shift is asked once, and below a quarter of an hour never.
_LONG, _SHORTEST = 4 * 60, 15

type Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Drawn:
    """The moment of a question, the number of the question on that day, and the chance each minute had to be it."""

    number: int
    at: datetime
    chance: float


def draw(seed: str, person_id: int, day: date, spans: Sequence[Span]) -> list[Drawn]:
    """One moment in each half of the working time of a day; ``seed`` is a secret, so that nobody can foretell them."""
    minutes = sum((end - start).total_seconds() for start, end in spans) / 60
    if minutes < _SHORTEST:
        return []
    times = EACH_DAY if minutes >= _LONG else 1
    part = minutes / times
    return [
        Drawn(number, _moment(spans, part * (number + _lot(seed, person_id, day, number))), 1 / part)
        for number in range(times)
    ]


def due(drawn: Sequence[Drawn], now: datetime) -> list[Drawn]:
    """Those whose moment has come and not gone by."""
    return [each for each in drawn if each.at <= now < each.at + EXPIRES]


def _lot(seed: str, person_id: int, day: date, number: int) -> float:
    """A number of [0, 1)."""
    said = hmac.new(seed.encode(), f"{person_id} {day.isoformat()} {number}".encode(), hashlib.sha256).digest()
    return int.from_bytes(said[:7], "big") / 2**56


def _moment(spans: Sequence[Span], minutes: float) -> datetime:
    """The instant by which so many minutes of the spans have run."""
    left = timedelta(minutes=minutes)
    for start, end in spans:
        if left < end - start:
            return start + left
        left -= end - start
    return spans[-1][1]
