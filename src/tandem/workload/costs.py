"""What chores and interruptions cost the department, what to switch off first, and what an hour is worth now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tandem.agreement.document import ASK, Document
from tandem.basics.intervals import Estimate, wilson
from tandem.handover.lead_worth import worth
from tandem.handover.reckoning import value_of
from tandem.measures.store import Reading
from tandem.workload.cost_rules import ENOUGH, Scarcity, Taken, hour_price, sales_lost, taken
from tandem.workload.load_rules import Fullness
from tandem.workload.moments import INTERRUPTED, Answers
from tandem.workload.queries import Standing
from tandem.workload.sampling import Doing, justified

_WAITING = """
SELECT coalesce(grade, ''), coalesce(product, ''), count(*) FROM leads
WHERE first_contact_at IS NULL AND moved_at IS NULL AND won_on IS NULL AND lost_on IS NULL AND captured_on >= $since
GROUP BY ALL
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """A kind of doing with its minutes; ``sales`` of four weeks only where time is short."""

    taken: Taken
    sales: Estimate | None


def minutes_by_moments(found: Standing) -> Estimate | None:
    """Minutes a lead takes by the moments at which somebody was with one; None as long as there are too few answers.

    It holds offers and letters as well, which no call log knows, and the work on leads of earlier weeks.
    """
    told = found.answers
    if told.answered < ENOUGH or not found.leads_a_day:
        return None
    share = wilson(told.counts.get(Doing.LEAD, 0), told.answered)
    each = found.day.gross * len(found.sellers) / found.leads_a_day
    return Estimate((share.value or 0.0) * each, share.low * each, share.high * each, told.answered)


@dataclass(frozen=True, slots=True)
class Costs:
    """All kinds of doing; ``losses`` are those to switch off, the dearest first, ``agreed`` those somebody answers for.

    ``short`` tells whether time is what sales are lost by. ``hour`` is the expected value of an hour on the leads that
    wait, told then, and while a crisis is declared: otherwise, with time to spare, another hour brings nothing.
    """

    all: tuple[Cost, ...]
    losses: tuple[Cost, ...]
    agreed: tuple[Cost, ...]
    answers: Answers
    short: bool
    hour: float | None
    currency: str
    #: By how much a declared crisis raises the price of an hour, which is in ``hour`` then; 1 without one.
    factor: float = 1.0


def costs(
    reading: Reading, document: Document, found: Standing, *, now: datetime, factor: float | None = None
) -> Costs:
    """The costs by the moments of the four weeks of ``found``.

    ``factor`` of a declared crisis raises the price of an hour, and what somebody agreed to waits as well.
    """
    agreed = {each.key: factor is None and justified(each, on=now) for each in document.chores}
    # A chore no longer listed was somebody's agreement once; it counts as a loss now.
    kinds: dict[str, bool | None] = {key: agreed.get(key, False) for key in found.answers.chores}
    kinds[INTERRUPTED] = False
    counts, answered, gross = found.answers.counts, found.answers.answered, found.day.gross
    known = worth(reading)
    scarcity = Scarcity(
        missing=_missing(found), sellers=len(found.sellers), days=found.days, norm=_norm(found), chance=known.chance
    )
    lines = tuple(
        Cost(each, None if each.justified is None else sales_lost(
            counts[each.key], answered, gross=gross, scarcity=scarcity,
        ))
        for each in taken(counts, gross=gross, justified=kinds)
    )  # fmt: skip
    short = found.fullness is Fullness.OVER
    told = (short or factor is not None) and known.check is not None
    price = hour_price(_waiting(reading, document, found)) if told else None
    return Costs(
        all=lines,
        losses=tuple(each for each in lines if each.taken.justified is False),
        agreed=tuple(each for each in lines if each.taken.justified),
        answers=found.answers,
        short=short,
        hour=None if price is None else price * (factor or 1.0),
        currency=known.currency,
        factor=factor or 1.0,
    )


def _missing(found: Standing) -> float:
    """Minutes a day of the department that are missing."""
    worst = found.worst
    return 0.0 if worst is None else max(worst.load.demand - worst.load.capacity, 0.0)


def _norm(found: Standing) -> Estimate:
    """Minutes a lead by the norm that warns; one that was agreed has no interval of its own."""
    worst = found.worst
    if worst is None:
        return Estimate(None, 0.0, 0.0, 0)
    measured = found.study.all.minutes
    return measured if worst is found.real else Estimate(worst.minutes, worst.minutes, worst.minutes, 0)


def _waiting(reading: Reading, document: Document, found: Standing) -> Sequence[tuple[float, float]]:
    """What each lead of the four weeks that nobody has taken up is worth, and its minutes."""
    norms = {each.grade: float(each.minutes) for each in document.queue.fading if each.minutes}
    worst = found.worst
    usual = worst.minutes if worst is not None else 0.0
    return [
        (value_of(grade, product) * count, (norms.get(grade or ASK) or usual) * count)
        for grade, product, count in reading.rows(_WAITING, {"since": found.period.start})
    ]
