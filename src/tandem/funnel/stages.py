"""The flow of the one funnel as a page draws it, by period or by cohort."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from tandem.agreement.rules import Agreement
from tandem.basics.numbers import format_number
from tandem.basics.text import Text
from tandem.funnel.queries import CohortStep, PeriodStep
from tandem.funnel.steps import STEPS, Step
from tandem.measures.catalogue import measure
from tandem.measures.figures import Figures
from tandem.measures.values import Value
from tandem.ui.pieces import Stage

#: Which stage of the agreement a step of the journey belongs to: its owner answers for the step.
_STAGE_OF_STEP = {
    "impressions": "new", "clicks": "new", "visits": "new", "leads": "new", "processed": "in_work",
    "target": "in_work", "qualified": "qualified", "invoice": "invoice", "won": "won", "paid": "won", "repeat": "won",
}  # fmt: skip

#: Steps by themselves, without a lead: what marketing bought.
BOUGHT = frozenset(step.key for step in STEPS if step.reached is None)


def period_stages(
    steps: tuple[PeriodStep, ...], before: Mapping[str, Value] | None, figures: Figures, agreement: Agreement
) -> tuple[Stage, ...]:
    """What happened at each step; ``before`` are the counts of the comparison by measure."""
    return tuple(
        _stage(each.step, each.step.events, each.events, each.step.conversion, each.to_previous, "", before, figures,
               agreement)
        for each in steps
    )  # fmt: skip


def cohort_stages(
    steps: tuple[CohortStep, ...], before: Mapping[str, Value] | None, figures: Figures, agreement: Agreement
) -> tuple[Stage, ...]:
    """What became of the leads captured in the period."""
    return tuple(
        _stage(each.step, each.step.reached or "", each.reached, each.step.cohort_step, each.from_previous,
               _duration(each, figures), before, figures, agreement)
        for each in steps
    )  # fmt: skip


def _stage(
    step: Step, counted: str, count: Value, related: str | None, share: Value | None, duration: str,
    before: Mapping[str, Value] | None, figures: Figures, agreement: Agreement,
) -> Stage:  # fmt: skip
    asked, speech = measure(counted), figures.speech
    earlier = before[counted] if before else None
    owner = agreement.stage(_STAGE_OF_STEP[step.key])
    conversion = speech.figure(measure(related), share.value) if related and share and share.value is not None else ""
    interval = speech.interval(measure(related), share) if related and share else ""
    return Stage(
        title=step.title,
        value=speech.figure(asked, count.value),
        owner=owner.owner if owner else "",
        share=float(share.value) if share and share.value is not None else None,
        young=share.young / share.n if share and share.young and share.n else 0.0,
        conversion=conversion,
        interval=f"({interval})" if interval else "",
        n=_("no data") if count.value is None else _cases(share, speech.language),
        duration=duration,
        change=figures.change(asked, count, earlier) if earlier else None,
        about=figures.figure(asked, count, before=earlier),
        more=figures.figure(measure(related), share) if related and share else None,
    )


def _cases(share: Value | None, language: str) -> str:
    if share is None or share.value is None or not share.n:
        return ""
    said = [f"n = {format_number(share.n, language)}"]
    if share.young:
        said.append(_("%(young)s young") % {"young": format_number(share.young, language)})
    # A line breaks between the two and not within.
    return ", ".join(each.replace(" ", "\u00a0") for each in said)


def _duration(step: CohortStep, figures: Figures) -> str:
    if step.days is None or step.days.value is None or step.step.days is None:
        return ""
    if step.days.value < 1:
        return _("the same day")
    return _("median %(days)s") % {"days": figures.speech.figure(measure(step.step.days), step.days.value)}


def titles() -> dict[str, Text]:
    """Heads of the table's columns: each count by the name of its step."""
    return {key: step.title for step in STEPS for key in (step.reached, step.events) if key}
