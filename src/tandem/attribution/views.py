"""The campaigns' page and its files."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tandem.agreement.queries import in_force
from tandem.attribution import chain
from tandem.basics.numbers import format_percent
from tandem.measures.answer_lines import member_lines, member_name
from tandem.measures.asked import Asked, asked, require, role_of
from tandem.measures.catalogue import measure
from tandem.measures.dimensions import DIMENSIONS
from tandem.measures.figures import Figures
from tandem.measures.page_tables import no_data, page_table
from tandem.measures.questions import Answer, Question, answer
from tandem.measures.sheets import Sheet

_DEFAULT_SPLIT = "campaign"
_SUMMARY = ("spend", "leads", "target_leads", "deals_won", "revenue_paid", "drr")


@dataclass(frozen=True, slots=True)
class ApartWords:
    """One side of what did not match, in words."""

    amount: str
    share: str
    names: tuple[str, ...]


@require_GET
def campaigns(request: HttpRequest) -> HttpResponse:
    """From money spent to money earned."""
    require(role_of(request).sees_money_spent)
    page = asked(request)
    by = _split(page)
    answered = _answer(page, by)
    figures = page.figures(answered.currency, in_force().title)
    before = None
    if page.chosen.against:
        before = answer(Question(_SUMMARY, page.chosen.against), page.reading).total.values
    context = {
        "figures": [
            figures.figure(measure(key), answered.total.values[key], before=before[key] if before else None)
            for key in _SUMMARY
        ],
        "tabs": page.tabs("by", {key: DIMENSIONS[key].name for key in chain.SPLITS}, by, _DEFAULT_SPLIT),
        "table": page_table(_sheet(page, answered, by), figures, by=(by,), empty=no_data(page.role)),
        "apart": _apart_words(answered, by, figures),
        "exports": page.exports("campaigns_file"),
    }
    return render(request, "attribution/campaigns.html", {**page.context(), **context})


@require_GET
def campaigns_file(request: HttpRequest, form: str) -> HttpResponse:
    """The table of campaigns as a file."""
    require(role_of(request).sees_money_spent)
    page = asked(request)
    by = _split(page)
    return page.sheet_file(_sheet(page, _answer(page, by), by), form, name=f"campaigns-{by}")


def _split(page: Asked) -> str:
    return page.choice("by", dict.fromkeys(chain.SPLITS), _DEFAULT_SPLIT)


def _answer(page: Asked, by: str) -> Answer:
    return answer(Question(chain.MEASURES, page.period, by=(by,)), page.reading)


def _sheet(page: Asked, answered: Answer, by: str) -> Sheet:
    dimension = DIMENSIONS[by]
    sheet = Sheet(
        title=_("Campaigns"),
        heads=(dimension.name.in_language(page.language),),
        measures=chain.MEASURES,
        lines=member_lines(answered, dimension, page.language),
        titles=chain.TITLES,
    )
    return sheet.sorted_by(page.sort(sheet.measures))


def _apart_words(answered: Answer, by: str, figures: Figures) -> dict[str, ApartWords]:
    """Both sides, where there is anything on them."""
    found, language = chain.unmatched(answered), figures.speech.language
    return {
        key: ApartWords(
            figures.speech.figure(measure(key), apart.amount),
            format_percent(apart.share, language, 0),
            tuple(member_name(name, DIMENSIONS[by], language, {}) for name in apart.names),
        )
        for key, apart in (("spend", found.spend), ("leads", found.leads))
        if apart.names
    }
