"""The funnel's page and its files."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tandem.agreement.queries import in_force
from tandem.funnel import journey
from tandem.funnel.steps import STEPS
from tandem.measures.answer_lines import member_lines
from tandem.measures.asked import Asked, asked
from tandem.measures.dimensions import DIMENSIONS
from tandem.measures.page_tables import no_data, page_table
from tandem.measures.questions import Answer, Question, answer
from tandem.measures.sheets import Sheet

_DEFAULT_SPLIT = "source"


@require_GET
def funnel(request: HttpRequest) -> HttpResponse:
    """The one journey, by period or by cohort, and what splits it."""
    page = asked(request)
    view, by = _choices(page)
    steps = journey.steps_for(view, spend=page.role.sees_money_spent)
    columns = journey.columns(view, steps)
    answered = _answer(page, columns.all, by)
    before = None
    if page.chosen.against:
        counts = tuple((step.events if view == "period" else step.reached) or "" for step in steps)
        before = answer(Question(counts, page.chosen.against, seller_id=page.seller_id), page.reading)
    agreement = in_force()
    figures = page.figures(answered.currency, agreement.title)
    sheet = _sheet(page, answered, columns, by)
    context = {
        "view": view,
        "views": page.tabs("view", journey.VIEWS, view, "period"),
        "meaning": journey.MEANING[view],
        "stages": journey.stages(view, steps, answered, before, figures, agreement),
        "tabs": page.tabs("by", {key: DIMENSIONS[key].name for key in journey.SPLITS}, by, _DEFAULT_SPLIT),
        "table": page_table(sheet, figures, by=(by,), empty=no_data(page.role)),
        "exports": page.exports("funnel_file"),
    }
    return render(request, "funnel/funnel.html", {**page.context(), **context})


@require_GET
def funnel_file(request: HttpRequest, form: str) -> HttpResponse:
    """The table of the funnel as a file."""
    page = asked(request)
    view, by = _choices(page)
    columns = journey.columns(view, journey.steps_for(view, spend=page.role.sees_money_spent))
    sheet = _sheet(page, _answer(page, columns.table, by), columns, by)
    return page.sheet_file(sheet, form, name=f"funnel-{view}")


def _choices(page: Asked) -> tuple[str, str]:
    return page.choice("view", journey.VIEWS, "period"), page.choice(
        "by", dict.fromkeys(journey.SPLITS), _DEFAULT_SPLIT
    )


def _answer(page: Asked, measures: tuple[str, ...], by: str) -> Answer:
    return answer(Question(measures, page.period, by=(by,), seller_id=page.seller_id), page.reading)


def _sheet(page: Asked, answered: Answer, columns: journey.Columns, by: str) -> Sheet:
    dimension = DIMENSIONS[by]
    sheet = Sheet(
        title=_("Funnel"),
        heads=(dimension.name.in_language(page.language),),
        measures=columns.table,
        lines=member_lines(answered, dimension, page.language),
        titles=journey.titles(STEPS),
    )
    return sheet.sorted_by(page.sort(sheet.measures))
