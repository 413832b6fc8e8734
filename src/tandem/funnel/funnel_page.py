"""What the page of the funnel shows: the flow, and the table that splits it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tandem.agreement.queries import in_force
from tandem.agreement.terms import agreed_words
from tandem.basics.text import Text
from tandem.funnel.queries import COHORT_MEANING, PERIOD_MEANING, cohort_funnel, period_funnel
from tandem.funnel.stages import BOUGHT, cohort_stages, period_stages, titles
from tandem.funnel.steps import STEPS
from tandem.measures.answer_lines import member_lines
from tandem.measures.asked import Asked
from tandem.measures.dimensions import DIMENSIONS
from tandem.measures.figures import Figures
from tandem.measures.questions import Answer, Question, answer
from tandem.measures.sheets import Sheet
from tandem.measures.values import Value
from tandem.ui.pieces import Stage

VIEWS: Mapping[str, Text] = {
    "period": Text(ru="периоды", en="periods"),
    "cohort": Text(ru="когорты", en="cohorts"),
}
MEANING: Mapping[str, Text] = {"period": PERIOD_MEANING, "cohort": COHORT_MEANING}
SPLITS = ("source", "campaign", "creative", "seller", "segment", "product")


@dataclass(frozen=True, slots=True)
class FunnelPage:
    """The flow and the table of one look at the funnel."""

    stages: tuple[Stage, ...]
    sheet: Sheet
    figures: Figures


def look(page: Asked, view: str, by: str) -> FunnelPage:
    """One look at the funnel, by period or by cohort."""
    agreement = in_force()
    if view == "period":
        by_period = period_funnel(page.period, page.reading, by=(by,), seller_id=page.seller_id)
        figures = page.figures(by_period.answer.currency, agreement.title, agreed_words(agreement))
        seen = tuple(each for each in by_period.steps if page.role.sees_money_spent or each.step.key not in BOUGHT)
        before = _before(page, tuple(each.step.events for each in seen))
        stages = period_stages(seen, before, figures, agreement)
        return FunnelPage(stages, _sheet(page, by_period.answer, view, by), figures)
    by_cohort = cohort_funnel(page.period, page.reading, by=(by,), seller_id=page.seller_id)
    figures = page.figures(by_cohort.answer.currency, agreement.title, agreed_words(agreement))
    before = _before(page, tuple(each.step.reached for each in by_cohort.steps if each.step.reached))
    stages = cohort_stages(by_cohort.steps, before, figures, agreement)
    return FunnelPage(stages, _sheet(page, by_cohort.answer, view, by), figures)


def _before(page: Asked, counts: tuple[str, ...]) -> Mapping[str, Value] | None:
    against = page.chosen.against
    if against is None:
        return None
    return answer(Question(counts, against, seller_id=page.seller_id), page.reading).total.values


def _sheet(page: Asked, answered: Answer, view: str, by: str) -> Sheet:
    dimension = DIMENSIONS[by]
    counted = [step for step in STEPS if step.key not in BOUGHT]
    if view == "period":
        counts = tuple(step.events for step in counted)
        shares = {step.events: step.conversion for step in counted[1:] if step.conversion}
    else:
        counts = tuple(step.reached for step in counted if step.reached)
        shares = {step.reached: step.cohort or "" for step in counted if step.reached and step.key in ("won", "paid")}
    sheet = Sheet(
        title=_("Funnel"),
        heads=(dimension.name.in_language(page.language),),
        measures=counts,
        lines=member_lines(answered, dimension, page.language),
        titles=titles(),
        beneath={count: share for count, share in shares.items() if share},
    )
    return sheet.sorted_by(page.sort(sheet.measures) or f"-{counts[0]}")
