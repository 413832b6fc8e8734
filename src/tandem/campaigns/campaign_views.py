"""Campaigns: the list with plan and fact, one campaign, its card, budget and archive."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tandem.basics.refusals import Refusal
from tandem.campaigns import campaign_page, planning
from tandem.campaigns.campaign_forms import BudgetForm, CardForm
from tandem.campaigns.known_names import meant_by
from tandem.campaigns.launch_list import launches_for
from tandem.campaigns.launch_list import lines_of as launch_lines
from tandem.campaigns.models import Campaign
from tandem.campaigns.plan_and_fact import CampaignLine, days_of, lines_of, months_of
from tandem.campaigns.queries import of_campaign, segments_known, spend_names_without_card
from tandem.campaigns.rules import keeps_campaigns
from tandem.campaigns.tabs import tabs
from tandem.measures.asked import Asked, asked, require, role_of
from tandem.people.models import Person

_A_PAGE = 30
#: Months of budget that are asked for when a campaign has no last day.
_MONTHS_AHEAD = 6


@require_GET
def campaign_list(request: HttpRequest) -> HttpResponse:
    """What runs, for whom, what it was to bring, and whether sales knew."""
    role, archived = role_of(request), "archived" in request.GET
    page, keeps = asked(request), keeps_campaigns(role)
    shown = Paginator(_campaigns(archived=archived), _A_PAGE).get_page(request.GET.get("page"))
    lines = lines_of(list(shown.object_list), page.reading, today=timezone.localdate())
    context = {
        "tabs": tabs("campaign_list", role),
        "table": campaign_page.table_of(lines, page, keeps=keeps),
        "page": shown,
        "keeps": keeps,
        "archived": archived,
        "has_archive": Campaign.objects.exclude(archived_at=None).exists(),
        "without_card": spend_names_without_card() if keeps else (),
        "exports": page.exports("campaign_list_file"),
    }
    return render(request, "campaigns/campaigns.html", {**page.context(), **context})


@require_GET
def campaign_list_file(request: HttpRequest, form: str) -> HttpResponse:
    """All of them as a file."""
    page = asked(request)
    found = list(_campaigns(archived="archived" in request.GET))
    lines = lines_of(found, page.reading, today=timezone.localdate())
    forms = campaign_page.FORMS if page.role.sees_money_spent else campaign_page.FORMS[:-2]
    return page.file(
        campaign_page.file_rows(lines, page), form, name="campaigns", title=_("Campaigns and goals"), forms=forms
    )


@require_GET
def campaign(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """One campaign: what it promises, to whom, plan and fact, notices."""
    found, page = get_object_or_404(Campaign, pk=campaign_id), asked(request)
    (line,) = lines_of([found], page.reading, today=timezone.localdate())
    money = page.role.sees_money_spent
    launches = of_campaign(launches_for(page.role), meant_by(found.name))
    context = {
        "tabs": tabs("campaign_list", page.role),
        "campaign": found,
        "line": line,
        "rows": _plan_rows(line, page),
        "months": [
            (each, campaign_page.against(each.spent, each.planned, line, money=True))
            for each in months_of(line, page.reading)
        ]
        if money
        else [],
        "money": money,
        "keeps": keeps_campaigns(page.role),
        "people": [each.person for each in found.people.filter(answers=True).select_related("person")],
        "earlier_names": [name for name in line.names if name != found.name],
        "offers": found.offers.filter(archived_at=None),
        "creatives": found.creatives.filter(archived_at=None).select_related("picture", "offer").defer(
            "picture__content"
        ),
        "pages": found.landing_pages.filter(archived_at=None),
        "launches": launch_lines(list(launches)),
    }  # fmt: skip
    return render(request, "campaigns/campaign.html", {**page.context(), **context})


@require_http_methods(["GET", "POST"])
def new_campaign(request: HttpRequest) -> HttpResponse:
    """Plan a campaign."""
    return _card(request, None)


@require_http_methods(["GET", "POST"])
def campaign_card(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Change the card."""
    return _card(request, get_object_or_404(Campaign, pk=campaign_id))


@require_http_methods(["GET", "POST"])
def campaign_budget(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """What it may cost month by month."""
    require(keeps_campaigns(role_of(request)))
    found = get_object_or_404(Campaign, pk=campaign_id)
    form = BudgetForm(request.POST if request.method == "POST" else None, months=_months(found))
    if request.method == "POST" and form.is_valid():
        try:
            planning.plan_budget(campaign_id=found.pk, months=form.said(), by=_person(request), now=timezone.now())
        except Refusal as refusal:
            form.add_error(None, _in_words(refusal))
        else:
            return redirect("campaign", found.pk)
    context = {"form": form, "campaign": found}
    return render(request, "campaigns/budget_form.html", context)


@require_POST
def campaign_archive(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Put it away, or take it back."""
    require(keeps_campaigns(role_of(request)))
    if not Campaign.objects.filter(pk=campaign_id).exists():
        raise Http404
    planning.archive_campaign(campaign_id=campaign_id, by=_person(request), now=timezone.now())
    return redirect("campaign", campaign_id)


def _card(request: HttpRequest, found: Campaign | None) -> HttpResponse:
    require(keeps_campaigns(role_of(request)))
    form = CardForm(request.POST if request.method == "POST" else None, campaign=found)
    if found is None and "name" in request.GET:
        form.initial = {"name": request.GET["name"][:300]}
    if request.method == "POST" and form.is_valid():
        said, by, now = form.card(), _person(request), timezone.now()
        people = list(form.cleaned_data["people"])
        try:
            if found is None:
                kept = planning.plan_campaign(said, people=people, by=by, now=now)
            else:
                kept = planning.change_campaign(said, campaign_id=found.pk, people=people, by=by, now=now)
        except Refusal as refusal:
            form.add_error(None, _in_words(refusal))
        else:
            messages.success(request, _("Kept."))
            return redirect("campaign", kept.pk)
    context = {
        "form": form,
        "campaign": found,
        "known": spend_names_without_card(),
        "segments": segments_known(today=timezone.localdate()),
    }
    return render(request, "campaigns/campaign_form.html", context)


def _plan_rows(line: CampaignLine, page: Asked) -> list[tuple[str, str, str]]:
    """(what, fact, against the plan) of the goals."""
    each, done, language = line.campaign, line.done, page.language
    rows = [
        (_("Leads"), campaign_page.counted(done.leads, language),
         campaign_page.against(done.leads, each.target_leads, line)),
        (_("Target leads"), campaign_page.counted(done.target_leads, language), ""),
        (_("Revenue paid"), campaign_page.in_money(done.revenue, language),
         campaign_page.against(done.revenue, each.target_revenue, line, money=True)),
    ]  # fmt: skip
    if page.role.sees_money_spent:
        rows.append(
            (_("Spend"), campaign_page.in_money(done.spend, language),
             campaign_page.against_budget(line))
        )  # fmt: skip
    return rows


def _months(campaign: Campaign) -> list[tuple[date, Decimal | None]]:
    """The months of the campaign's days; without a last day half a year ahead."""
    today = timezone.localdate()
    planned = dict(campaign.budget.values_list("month", "amount"))
    days = days_of(campaign, today)
    last = days.end if campaign.ends_on else _months_after(today, _MONTHS_AHEAD)
    months, month = [], days.start.replace(day=1)
    while month <= last:
        months.append(month)
        month = _months_after(month, 1)
    return [(month, planned.get(month)) for month in sorted({*months, *planned})]


def _months_after(day: date, count: int) -> date:
    month = day.month - 1 + count
    return date(day.year + month // 12, month % 12 + 1, 1)


def _campaigns(*, archived: bool) -> QuerySet[Campaign]:
    return Campaign.objects.filter(archived_at__isnull=not archived)


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user


def _in_words(refusal: Refusal) -> str:
    return refusal.text.in_language(get_language() or "en")
