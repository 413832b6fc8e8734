"""The one funnel of a page: its stages, and the table that splits it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tandem.agreement.rules import Agreement
from tandem.basics.numbers import format_number
from tandem.basics.text import Text
from tandem.funnel.steps import STEPS, Step
from tandem.measures.catalogue import leaves, measure
from tandem.measures.figures import Figures
from tandem.measures.questions import Answer
from tandem.measures.values import Value
from tandem.ui.pieces import Stage

#: Which stage of the agreement a step of the journey belongs to: its owner answers for the step.
_STAGE_OF_STEP = {
    "impressions": "new", "clicks": "new", "visits": "new", "leads": "new", "processed": "in_work",
    "target": "in_work", "qualified": "qualified", "invoice": "invoice", "won": "won", "paid": "won", "repeat": "won",
}  # fmt: skip

VIEWS: Mapping[str, Text] = {
    "period": Text(ru="периоды", en="periods"),
    "cohort": Text(ru="когорты", en="cohorts"),
}
MEANING: Mapping[str, Text] = {
    "period": Text(
        ru="Что случилось за эти дни на каждом шаге. Продажа могла вырасти из заявки прошлого месяца, поэтому шаги — "
        "разные люди, и доля шага бывает больше 100 %.",
        en="What happened in these days at each step. A sale may have grown from a request of last month, so the "
        "steps are different people and a step's share may exceed 100%.",
    ),
    "cohort": Text(
        ru="Что стало с заявками, которые пришли в эти дни, где бы они ни были сейчас. Заштрихованы ещё не дозревшие: "
        "по ним ничего не решено, и отказами они не считаются.",
        en="What became of the requests that came in these days, wherever they stand now. Hatched are the young ones: "
        "nothing is decided yet, and they are not counted as refusals.",
    ),
}
#: Heads of the table that say what its last column is, shorter than the names of the measures.
_SHARES = {
    "sale_conversion": Text(ru="Продажи к обработанным", en="Won to processed"),
    "won_cohort": Text(ru="Доля купивших", en="Share that buys"),
}
SPLITS = ("source", "campaign", "creative", "seller", "segment", "product")


@dataclass(frozen=True, slots=True)
class Columns:
    """Measures asked for: of the flow, and those the table shows."""

    flow: tuple[str, ...]
    table: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """Each once, the table's first: it is sorted by the first."""
        return tuple(dict.fromkeys((*self.table, *self.flow)))


def columns(view: str, steps: tuple[Step, ...]) -> Columns:
    """What one look at the funnel asks."""
    of_leads = [step for step in steps if step.reached]
    if view == "period":
        flow = [key for step in steps for key in (step.events, step.conversion) if key]
        return Columns(tuple(flow), (*(step.events for step in of_leads), "sale_conversion"))
    flow = [key for step in of_leads for key in (step.reached, step.cohort_step, step.days) if key]
    return Columns(tuple(flow), (*(step.reached or "" for step in of_leads), "won_cohort"))


def titles(steps: tuple[Step, ...]) -> dict[str, Text]:
    """Heads of the table's columns: the steps by their own names."""
    named = {key: step.title for step in steps for key in (step.reached, step.events) if key}
    return {**named, **_SHARES}


def steps_for(view: str, *, spend: bool) -> tuple[Step, ...]:
    """The steps a reader sees: a cohort begins with the lead, and not everybody sees what was bought."""
    return tuple(step for step in STEPS if step.reached or (view == "period" and (spend or not _of_spend(step))))


def _of_spend(step: Step) -> bool:
    return any(leaf.table == "spend" for leaf in leaves((step.events,)).values())


def stages(
    view: str, steps: tuple[Step, ...], answered: Answer, before: Answer | None, figures: Figures, agreement: Agreement
) -> tuple[Stage, ...]:
    """The flow, left to right."""
    return tuple(_stage(view, step, answered, before, figures, agreement) for step in steps)


def _stage(
    view: str, step: Step, answered: Answer, before: Answer | None, figures: Figures, agreement: Agreement
) -> Stage:
    counted = step.events if view == "period" else step.reached or ""
    related = step.conversion if view == "period" else step.cohort_step
    count, speech = answered.total.values[counted], figures.speech
    earlier = before.total.values[counted] if before else None
    stage = agreement.stage(_STAGE_OF_STEP[step.key])
    share = answered.total.values[related] if related else None
    conversion, interval = "", ""
    if related and share and share.value is not None:
        conversion = speech.figure(measure(related), share.value)
        found = speech.interval(measure(related), share)
        interval = f"({found})" if found else ""
    missing = figures.speech.reason(count) if count.value is None else ""
    return Stage(
        title=step.title,
        value=speech.figure(measure(counted), count.value),
        owner=stage.owner if stage else "",
        share=float(share.value) if share and share.value is not None else None,
        young=_young_part(share),
        conversion=conversion,
        interval=interval,
        n=_("no data") if missing else _beside(share, speech.language),
        duration=_duration(view, step, answered, figures),
        change=figures.change(measure(counted), count, earlier) if earlier else None,
        about=figures.figure(measure(counted), count, before=earlier),
        more=figures.figure(measure(related), share) if related and share else None,
    )


def _young_part(share: Value | None) -> float:
    """The part of the cases that may still come."""
    return share.young / share.n if share and share.young and share.n else 0.0


def _beside(share: Value | None, language: str) -> str:
    if share is None or not share.n:
        return ""
    said = f"n = {format_number(share.n, language)}"
    if share.young:
        young = _("%(young)s young") % {"young": format_number(share.young, language)}
        return f"{said}, {young}"
    return said


def _duration(view: str, step: Step, answered: Answer, figures: Figures) -> str:
    if view == "period" or not step.days:
        return ""
    days = answered.total.values[step.days]
    if days.value is None:
        return ""
    if days.value < 1:
        return _("the same day")
    return _("median %(days)s") % {"days": figures.speech.figure(measure(step.days), days.value)}
