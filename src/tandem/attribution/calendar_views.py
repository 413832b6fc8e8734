"""The calendar of campaigns and its file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tandem.attribution import calendar_page
from tandem.attribution.calendar import OF, calendar, season_of
from tandem.attribution.tabs import tabs
from tandem.measures.asked import Asked, asked, require, role_of
from tandem.measures.page_tables import no_data

_PERIOD = "last 365 days"


@require_GET
def campaign_calendar(request: HttpRequest) -> HttpResponse:
    """When campaigns run, and which months are strong."""
    page = _asked(request)
    of = page.choice("of", OF, "leads")
    found, season = calendar(page.period, page.reading), season_of(page.reading, of=of)
    context = {
        "room_tabs": tabs("campaign_calendar"),
        "found": found,
        "table": calendar_page.calendar_table(found, page),
        "season": season,
        "season_tabs": page.tabs("of", {key: words for key, (words, _day, _where) in OF.items()}, of, "leads"),
        "season_table": calendar_page.season_table(season, page),
        "empty": no_data(page.role),
        "exports": page.exports("campaign_calendar_file"),
    }
    return render(request, "attribution/calendar.html", {**page.context(), **context})


@require_GET
def campaign_calendar_file(request: HttpRequest, form: str) -> HttpResponse:
    """The calendar as a file."""
    page = _asked(request)
    found = calendar(page.period, page.reading)
    return page.file(
        calendar_page.file_rows(found, page), form, name="campaign-calendar", title=_("Campaigns by month"),
        forms=calendar_page.forms(found),
    )  # fmt: skip


def _asked(request: HttpRequest) -> Asked:
    require(role_of(request).sees_money_spent)
    return asked(request, default=_PERIOD)
