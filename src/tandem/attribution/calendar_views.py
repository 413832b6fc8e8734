"""The calendar of campaigns and its file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tandem.attribution import calendar_page, calendar_plan_page
from tandem.attribution.calendar import OF, calendar, season_of
from tandem.attribution.calendar_plan import plan
from tandem.attribution.tabs import tabs
from tandem.measures.asked import Asked, asked, require, role_of
from tandem.measures.page_tables import no_data

_PERIOD = "last 365 days"


@require_GET
def campaign_calendar(request: HttpRequest) -> HttpResponse:
    """When campaigns run, which are planned, and which months are strong."""
    page = _asked(request)
    page.shows("spend")
    of = page.choice("of", OF, "leads")
    found, season = calendar(page.period, page.reading), season_of(page.reading, of=of)
    today = timezone.localdate()
    planned = plan(min(page.period.start, today), page.reading, role=page.role)
    context = {
        "room_tabs": tabs("campaign_calendar"),
        "planned": planned,
        "plan_table": calendar_plan_page.plan_table(planned, page, today),
        "more_months": len(planned.months) > len(calendar_plan_page.months_shown(planned, today)),
        "plan_exports": page.exports("campaign_plan_file"),
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


@require_GET
def campaign_plan_file(request: HttpRequest, form: str) -> HttpResponse:
    """Planned campaigns as a file."""
    page, today = _asked(request), timezone.localdate()
    planned = plan(min(page.period.start, today), page.reading, role=page.role)
    return page.file(
        calendar_plan_page.plan_rows(planned, page, today), form, name="campaign-plan", title=_("Planned campaigns"),
        forms=calendar_plan_page.plan_forms(planned),
    )  # fmt: skip


def _asked(request: HttpRequest) -> Asked:
    require(role_of(request).sees_money_spent)
    return asked(request, default=_PERIOD)
