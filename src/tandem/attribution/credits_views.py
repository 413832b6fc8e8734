"""The page of attribution, and its file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tandem.attribution import credits_page
from tandem.attribution.credits import ALLOCATION, Allocation, allocation, proof
from tandem.attribution.journeys import BY, WINDOW, WINDOWS, Won
from tandem.attribution.tabs import tabs
from tandem.attribution.unknown_calls import unknown_calls
from tandem.measures.asked import Asked, asked, require, role_of
from tandem.measures.dimensions import DIMENSIONS
from tandem.measures.page_tables import no_data

#: A year: purchases of a month are few.
_PERIOD = "last 365 days"
_LIFT = "20"


@require_GET
def attribution(request: HttpRequest) -> HttpResponse:
    """Which channel is credited with what was sold."""
    page, found = _found(request)
    lift = page.choice("lift", credits_page.LIFTS, _LIFT)
    sizes = proof(page.period, page.reading, lift=int(lift) / 100, won=found.won, by=found.by)
    context = {
        "room_tabs": tabs("attribution"),
        "found": found,
        "told": credits_page.told(found, sizes, page.language),
        "statement": ALLOCATION,
        "calls": credits_page.calls_told(unknown_calls(page.period, page.reading), found.currency, page.language),
        "split_tabs": page.tabs("by", {key: DIMENSIONS[key].name for key in BY}, found.by, BY[0]),
        "won_tabs": page.tabs("of", credits_page.WON, found.won, Won.PAID),
        "window_tabs": page.tabs("window", credits_page.windows(WINDOWS), str(found.window), str(WINDOW)),
        "lift_tabs": page.tabs("lift", credits_page.LIFTS, lift, _LIFT),
        "table": credits_page.credits_table(found, page.language),
        "empty": no_data(page.role),
        "exports": page.exports("attribution_file"),
    }
    return render(request, "attribution/attribution.html", {**page.context(), **context})


@require_GET
def attribution_file(request: HttpRequest, form: str) -> HttpResponse:
    """The credits as a file."""
    page, found = _found(request)
    rows = credits_page.file_rows(found, page.language)
    return page.file(
        rows, form, name=f"attribution-{found.by}", title=_("Attribution"), forms=credits_page.forms(found)
    )


def _found(request: HttpRequest) -> tuple[Asked, Allocation]:
    require(role_of(request).sees_money_spent)
    page = asked(request, default=_PERIOD)
    by = page.choice("by", dict.fromkeys(BY), BY[0])
    won = Won(page.choice("of", credits_page.WON, Won.PAID))
    window = int(page.choice("window", credits_page.windows(WINDOWS), str(WINDOW)))
    return page, allocation(page.period, page.reading, by=by, window=window, won=won)
