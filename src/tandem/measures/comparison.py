"""A figure beside the same figure of another period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tandem.basics.periods import Period
from tandem.measures.questions import Answer, Question, Row, answer
from tandem.measures.store import Reading
from tandem.measures.values import Number, Value


@dataclass(frozen=True, slots=True)
class Change:
    """``difference`` is now minus before; ``relative`` is it as a part of before. None where either is unknown."""

    now: Value
    before: Value
    difference: Number | None
    relative: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both answers, and the changes of every line of the newer one."""

    now: Answer
    before: Answer

    def changes(self, row: Row) -> Mapping[str, Change]:
        """How the figures of a line changed; lines over time are compared by their place in the period."""
        return {key: change(value, self._earlier(row).values[key]) for key, value in row.values.items()}

    def _earlier(self, row: Row) -> Row:
        if row.bucket is None:
            return self.before.at(row.members)
        place = [each.bucket for each in self.now.over_time].index(row.bucket)
        buckets = [each.bucket for each in self.before.over_time]
        return self.before.at(row.members, buckets[place] if place < len(buckets) else None)


def compare(question: Question, other: Period, reading: Reading) -> Comparison:
    """The question for its own period and for another one."""
    return Comparison(answer(question, reading), answer(replace(question, period=other), reading))


def change(now: Value, before: Value) -> Change:
    """What changed between two values of one measure."""
    if now.value is None or before.value is None:
        return Change(now, before, None, None)
    difference = now.value - before.value  # type: ignore[operator]
    relative = float(difference) / abs(float(before.value)) if before.value else None
    return Change(now, before, difference, relative)
