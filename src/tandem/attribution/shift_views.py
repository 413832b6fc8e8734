"""The pages of creatives and of the budget, and their files."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tandem.attribution import budget_page, creatives_page
from tandem.attribution.budget import Shift, shift
from tandem.attribution.creatives import BY, Creatives, creatives
from tandem.attribution.rules.budget import Aim
from tandem.attribution.tabs import tabs
from tandem.basics.numbers import format_money
from tandem.measures.asked import Asked, asked, require, role_of
from tandem.measures.dimensions import DIMENSIONS
from tandem.measures.page_tables import no_data

#: A year: buyers of a month are few, and most of its leads are not mature.
_PERIOD = "last 365 days"


@require_GET
def creatives_view(request: HttpRequest) -> HttpResponse:
    """Which creative brings those who buy."""
    page, found = _creatives(request)
    page.shows("spend")
    sort = request.GET.get("sort", "")
    if sort.removeprefix("-") == "rate" and not found.rankable:
        page.problems.append(creatives_page.NO_ORDER)
        sort = ""
    context = {
        "room_tabs": tabs("creatives"),
        "found": found,
        "mature": found.counted.mature,
        "split_tabs": page.tabs("by", {key: DIMENSIONS[key].name for key in BY}, found.by, BY[0]),
        "table": creatives_page.creatives_table(found, page, sort),
        "unmatched": format_money(found.unmatched, found.currency, page.language) if found.unmatched else "",
        "empty": no_data(page.role),
        "exports": page.exports("creatives_file"),
    }
    return render(request, "attribution/creatives.html", {**page.context(), **context})


@require_GET
def creatives_file(request: HttpRequest, form: str) -> HttpResponse:
    """The table of creatives as a file."""
    page, found = _creatives(request)
    rows = creatives_page.file_rows(found, page)
    return page.file(rows, form, name=f"{found.by}-buyers", title=_("Creatives and buyers"), forms=creatives_page.FORMS)


@require_GET
def budget_view(request: HttpRequest) -> HttpResponse:
    """Where the budget could go."""
    page, found, step, aim = _budget(request)
    page.shows("spend")
    context: dict[str, Any] = {
        "room_tabs": tabs("budget"),
        "found": found,
        "proposal": found.proposal,
        "step_tabs": page.tabs("step", budget_page.STEPS, step, "20"),
        "aim_tabs": page.tabs("aim", budget_page.AIMS, aim, Aim.REVENUE),
        "table": budget_page.budget_table(found, page.language),
        "excluded": budget_page.excluded_words(found, page.language),
        "weeks_of_test": budget_page.weeks_of_test(found),
        "unmatched": format_money(found.unmatched, found.currency, page.language, 0) if found.unmatched >= 1 else "",
        "moved": format_money(round(found.proposal.moved), found.currency, page.language),
        "empty": no_data(page.role),
        "exports": page.exports("budget_file"),
    }
    return render(request, "attribution/budget.html", {**page.context(), **context})


@require_GET
def budget_file(request: HttpRequest, form: str) -> HttpResponse:
    """The proposal as a file."""
    page, found, _step, _aim = _budget(request)
    rows = budget_page.file_rows(found)
    return page.file(rows, form, name="budget", title=_("Shift of the budget"), forms=budget_page.FORMS)


def _creatives(request: HttpRequest) -> tuple[Asked, Creatives]:
    require(role_of(request).sees_money_spent)
    page = asked(request, default=_PERIOD)
    by = page.choice("by", dict.fromkeys(BY), BY[0])
    return page, creatives(page.period, page.reading, by=by)


def _budget(request: HttpRequest) -> tuple[Asked, Shift, str, str]:
    require(role_of(request).sees_money_spent)
    page = asked(request, default=_PERIOD)
    step = page.choice("step", budget_page.STEPS, "20")
    aim = page.choice("aim", budget_page.AIMS, Aim.REVENUE)
    return page, shift(page.period, page.reading, step=int(step) / 100, aim=Aim(aim)), step, aim
