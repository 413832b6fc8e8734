"""The calendar of campaigns and its file."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tandem.attribution import calendar_page, calendar_plan_page
from tandem.attribution.calendar import OF, calendar, season_of
from tandem.attribution.calendar_plan import plan
from tandem.attribution.season_prior import state_season, stated
from tandem.attribution.tabs import tabs
from tandem.basics.refusals import Refusal
from tandem.campaigns.rules import keeps_campaigns
from tandem.measures.asked import Asked, asked, require, role_of
from tandem.measures.page_tables import no_data
from tandem.people.models import Person

_PERIOD = "last 365 days"


@require_http_methods(["GET", "POST"])
def campaign_calendar(request: HttpRequest) -> HttpResponse:
    """When campaigns run, which are planned, and which months are strong; and stating a season beforehand."""
    page = _asked(request)
    page.shows("spend")
    refused = ""
    if request.method == "POST":
        assert isinstance(request.user, Person)
        try:
            state_season(
                request.POST.get("indices", ""), request.POST.get("source", ""), by=request.user, now=timezone.now()
            )  # fmt: skip
        except Refusal as refusal:
            refused = refusal.text.in_language(page.language)
        else:
            messages.success(request, _("Noted: the season is weighed against it from now on."))
            return redirect(f"{reverse('campaign_calendar')}#season")
    prior = stated()
    of = page.choice("of", OF, "leads")
    found, season = calendar(page.period, page.reading), season_of(page.reading, of=of, prior=prior.indices)
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
        "prior": prior,
        "keeps": keeps_campaigns(page.role),
        "refused": refused,
        "typed": request.POST or {"indices": " ".join(f"{each:g}" for each in prior.indices), "source": prior.source},
        "empty": no_data(page.role),
        "exports": page.exports("campaign_calendar_file"),
    }
    status = 422 if refused else 200
    return render(request, "attribution/calendar.html", {**page.context(), **context}, status=status)


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
