"""The page of payback and its file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tandem.attribution import payback_page
from tandem.attribution.payback import BY, Chain, chain
from tandem.attribution.tabs import tabs
from tandem.basics.numbers import format_money
from tandem.measures.asked import Asked, asked, require, role_of
from tandem.measures.dimensions import DIMENSIONS
from tandem.measures.page_tables import no_data

_PERIOD = "last 365 days"


@require_GET
def payback(request: HttpRequest) -> HttpResponse:
    """Whether and when what was spent comes back."""
    page, found = _asked(request)
    page.shows("spend")
    told = found.is_told and found.delays is not None
    context = {
        "room_tabs": tabs("payback"),
        "found": found,
        "split_tabs": page.tabs("by", {key: DIMENSIONS[key].name for key in BY}, found.by, BY[0]),
        "table": payback_page.chain_table(found, page),
        "delay": payback_page.delay_words(found, page.language) if told else "",
        "chart": payback_page.months_chart(found, page) if told else "",
        "months_table": payback_page.months_table(found, page) if told else None,
        "unmatched": format_money(found.unmatched, found.currency, page.language) if found.unmatched >= 1 else "",
        "left_out": payback_page.left_out_words(found, page.language),
        "empty": no_data(page.role),
        "exports": page.exports("payback_file"),
    }
    return render(request, "attribution/payback.html", {**page.context(), **context})


@require_GET
def payback_file(request: HttpRequest, form: str) -> HttpResponse:
    """The lines as a file."""
    page, found = _asked(request)
    rows = payback_page.file_rows(found, page)
    return page.file(rows, form, name=f"{found.by}-payback", title=_("From spend to payback"), forms=payback_page.FORMS)


def _asked(request: HttpRequest) -> tuple[Asked, Chain]:
    require(role_of(request).sees_money_spent)
    page = asked(request, default=_PERIOD)
    by = page.choice("by", dict.fromkeys(BY), BY[0])
    return page, chain(page.period, page.reading, by=by)
