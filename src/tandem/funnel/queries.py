"""The one journey and the operating report, as plain data for pages, exports, the command line and the API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tandem.basics.periods import Period
from tandem.basics.text import Text
from tandem.funnel.operating import OPERATING, Line, OperatingReport, operating_report
from tandem.funnel.steps import STEPS, Step
from tandem.measures.questions import Answer, Member, Question, Row, answer
from tandem.measures.store import Reading
from tandem.measures.values import Value

__all__ = [
    "OPERATING", "STEPS", "CohortFunnel", "CohortStep", "Line", "OperatingReport", "PeriodFunnel", "PeriodStep",
    "cohort_funnel", "operating_report", "period_funnel",
]  # fmt: skip

PERIOD_MEANING = Text(
    ru="Воронка периода: что случилось за эти дни на каждом шаге. Это разные лиды, поэтому доля шага бывает и "
    "больше 100 %.",
    en="Funnel of the period: what happened at each step in these days. The leads differ from step to step, so a "
    "share may exceed 100 %.",
)
COHORT_MEANING = Text(
    ru="Воронка когорты: что стало с лидами, принятыми в эти дни. Лиды, по которым ещё ничего не решено, посчитаны "
    "отдельно и отказами не считаются.",
    en="Funnel of the cohort: what became of the leads captured in these days. Leads yet undecided are counted "
    "apart and are not refusals.",
)


@dataclass(frozen=True, slots=True)
class PeriodStep:
    """Events of a step in the period, and their ratio to those of the step before."""

    step: Step
    events: Value
    to_previous: Value | None


@dataclass(frozen=True, slots=True)
class PeriodFunnel:
    """The steps over everything, and the counts of each line when split."""

    steps: tuple[PeriodStep, ...]
    lines: tuple[tuple[tuple[Member, ...], tuple[PeriodStep, ...]], ...]
    answer: Answer


@dataclass(frozen=True, slots=True)
class CohortStep:
    """How many leads of the cohort have come this far, and the share that will.

    ``matured`` is of all leads of the cohort, ``from_previous`` of those at the step before; both count the
    leads yet undecided (``young``) as undecided. ``days`` is the median time since the step before. A line
    of a split carries ``matured`` for won and paid only.
    """

    step: Step
    reached: Value
    matured: Value | None
    from_previous: Value | None
    days: Value | None


@dataclass(frozen=True, slots=True)
class CohortFunnel:
    """The steps of the whole cohort, and of each line when split."""

    steps: tuple[CohortStep, ...]
    lines: tuple[tuple[tuple[Member, ...], tuple[CohortStep, ...]], ...]
    answer: Answer


def period_funnel(
    period: Period, reading: Reading, *, by: tuple[str, ...] = (),
    where: Mapping[str, Sequence[Member]] | None = None, seller_id: int | None = None,
) -> PeriodFunnel:  # fmt: skip
    """What happened in the period, step by step."""
    keys = [key for step in STEPS for key in (step.events, step.conversion) if key]
    found = answer(Question(tuple(keys), period, by=by, where=where or {}, seller_id=seller_id), reading)
    lines = tuple((row.members, _period_steps(row)) for row in found.over_members)
    return PeriodFunnel(_period_steps(found.total), lines, found)


def cohort_funnel(
    period: Period, reading: Reading, *, by: tuple[str, ...] = (),
    where: Mapping[str, Sequence[Member]] | None = None, seller_id: int | None = None,
) -> CohortFunnel:  # fmt: skip
    """What became of the leads captured in the period, step by step."""
    keys = [key for step in STEPS for key in (step.reached, step.cohort, step.cohort_step, step.days) if key]
    asked = Question(tuple(keys), period, where=where or {}, seller_id=seller_id)
    if not by:
        whole = answer(asked, reading)
        return CohortFunnel(_cohort_steps(whole.total), (), whole)
    # A share in the making costs most of all figures: by line only the two that end the journey.
    counts = [step.reached for step in STEPS if step.reached]
    split = replace(asked, measures=(*counts, "won_cohort", "paid_cohort"), by=by)
    found = answer(split, reading)
    rest = answer(replace(asked, measures=tuple(key for key in keys if key not in split.measures)), reading)
    total = replace(found.total, values={**found.total.values, **rest.total.values})
    lines = tuple((row.members, _cohort_steps(row)) for row in found.over_members)
    return CohortFunnel(_cohort_steps(total), lines, found)


def steps_unknown(period: Period, reading: Reading, *, seller_id: int | None = None) -> int:
    """How many leads captured in the period were first seen, after their arrival, when they were lost already.

    Nobody told which steps they had passed by then: an export names the last stage only. Each may be missing from
    the steps between taking up and winning; leads that an export saw in between are not meant.
    """
    whose = "" if seller_id is None else "AND seller_id = ?"
    rows = reading.rows(
        "SELECT count(*) FROM leads WHERE captured_on BETWEEN ? AND ? AND stage = 'lost' AND moved_at >= lost_at "
        f"AND qualified_on IS NULL AND proposal_on IS NULL AND invoice_on IS NULL {whose}",
        [period.start, period.end, *([] if seller_id is None else [seller_id])],
    )
    return int(rows[0][0])


def _period_steps(row: Row) -> tuple[PeriodStep, ...]:
    return tuple(
        PeriodStep(step, row.values[step.events], row.values[step.conversion] if step.conversion else None)
        for step in STEPS
    )


def _cohort_steps(row: Row) -> tuple[CohortStep, ...]:
    return tuple(
        CohortStep(
            step,
            reached=row.values[step.reached],
            matured=row.values.get(step.cohort or ""),
            from_previous=row.values.get(step.cohort_step or ""),
            days=row.values.get(step.days or ""),
        )
        for step in STEPS
        if step.reached
    )
