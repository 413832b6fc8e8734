"""Which versions held in a period, each with its own days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tandem.agreement import queries
from tandem.agreement.document import Document
from tandem.basics.periods import Period


@dataclass(frozen=True, slots=True)
class Held:
    """A version, all the days it holds, and those of them that were asked for; without a document none held then."""

    number: int
    document: Document | None
    days: Period
    asked: Period


def held_in(period: Period) -> tuple[Held, ...]:
    """The signed versions that held on any day of a period, the oldest first."""
    found = []
    for line in reversed(queries.versions()):
        days = Period(line.since or date.min, line.until or date.max)
        if line.number and days.start <= period.end and days.end >= period.start:
            asked = Period(max(days.start, period.start), min(days.end, period.end))
            found.append(Held(line.number, queries.version(line.number).document, days, asked))
    return tuple(found)


def spans_of(period: Period, held: Sequence[Held]) -> tuple[Held, ...]:
    """A period cut where versions come and go; the days before the first one are a span of their own."""
    return (*_before(period, held), *held)


def _before(period: Period, held: Sequence[Held]) -> Iterator[Held]:
    first = held[0].days.start if held else date.max
    if period.start < first:
        until = first - timedelta(days=1) if held else date.max
        yield Held(0, None, Period(date.min, until), Period(period.start, min(period.end, until)))
