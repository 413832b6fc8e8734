"""What sellers answered when they were asked by lot, counted over a period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from tandem.basics.periods import Period
from tandem.measures.horizon import horizon
from tandem.measures.store import Reading
from tandem.workload.sampling_rules import EXPIRES

#: The key of the answers that name a work of the agreement; all other answers are keys themselves.
CHORE, INTERRUPTED = "chore", "interrupted"
_COUNTS = """
SELECT answer, chore, count(*) FROM moments
WHERE asked_on BETWEEN $first AND $last AND (answer <> '' OR asked_at < $closed) GROUP BY ALL
"""


@dataclass(frozen=True, slots=True)
class Answers:
    """By kind of doing how often it was answered: ``lead``, ``waiting``, ``interrupted``, or a chore's key."""

    counts: Mapping[str, int]
    chores: frozenset[str]
    unanswered: int

    @property
    def answered(self) -> int:
        """Moments that were answered."""
        return sum(self.counts.values())

    @property
    def of_chores(self) -> int:
        """Those of them with work that is no selling."""
        return sum(count for key, count in self.counts.items() if key in self.chores)


def answers(reading: Reading, period: Period) -> Answers:
    """Those of the period; a question still open is not counted yet."""
    closed = horizon(reading).as_of - timedelta(seconds=EXPIRES.total_seconds())
    counts: dict[str, int] = {}
    chores, unanswered = set(), 0
    for answer, chore, count in reading.rows(_COUNTS, {"first": period.start, "last": period.end, "closed": closed}):
        if not answer:
            unanswered += count
        elif answer == CHORE:
            chores.add(chore)
            counts[chore] = counts.get(chore, 0) + count
        else:
            counts[answer] = counts.get(answer, 0) + count
    return Answers(counts, frozenset(chores), unanswered)
