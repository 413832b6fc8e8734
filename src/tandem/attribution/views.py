"""The campaigns' page and its files."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tandem.attribution import campaigns_page
from tandem.attribution.expected_columns import FORMS, file_rows, widened
from tandem.attribution.tabs import tabs
from tandem.measures.asked import Asked, asked, require, role_of
from tandem.measures.dimensions import DIMENSIONS
from tandem.measures.page_tables import no_data, page_table
from tandem.measures.sheets import forms_of, rows_of

_DEFAULT_SPLIT = "campaign"


@require_GET
def campaigns(request: HttpRequest) -> HttpResponse:
    """From money spent to money earned."""
    require(role_of(request).sees_money_spent)
    page = asked(request, looks=True)
    by = _split(page)
    page.shows("spend")
    seen = campaigns_page.look(page, by)
    context = {
        "room_tabs": tabs("campaigns"),
        "figures": seen.summary,
        "tabs": page.tabs("by", {key: DIMENSIONS[key].name for key in campaigns_page.SPLITS}, by, _DEFAULT_SPLIT),
        "table": widened(
            page_table(seen.sheet, seen.figures, by=(by,), empty=no_data(page.role)),
            seen.sheet,
            seen.expected,
            page.language,
        ),
        "expected": seen.expected,
        "spend_apart": seen.spend_apart,
        "leads_apart": seen.leads_apart,
        "statement": seen.statement,
        "exports": page.exports("campaigns_file"),
    }
    return render(request, "attribution/campaigns.html", {**page.context(), **context})


@require_GET
def campaigns_file(request: HttpRequest, form: str) -> HttpResponse:
    """The table of campaigns as a file."""
    require(role_of(request).sees_money_spent)
    page = asked(request, looks=True)
    by = _split(page)
    seen = campaigns_page.look(page, by)
    rows = file_rows(rows_of(seen.sheet, page.language), seen.sheet.lines, seen.expected)
    return page.file(
        rows, form, name=f"campaigns-{by}", title=seen.sheet.title,
        forms=(*forms_of(seen.sheet, page.language), *FORMS),
    )  # fmt: skip


def _split(page: Asked) -> str:
    return page.choice("by", dict.fromkeys(campaigns_page.SPLITS), _DEFAULT_SPLIT)
