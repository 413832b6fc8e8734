"""The page of the plan of leads and its file."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tandem.measures.asked import asked, require
from tandem.planning import lead_plan_page
from tandem.planning.lead_planning import FIELDS, CannotPlan, Known, known, plan


@require_GET
def leads(request: HttpRequest) -> HttpResponse:
    """How many leads a revenue takes, and how sure that is."""
    page = asked(request)
    require(page.role.sees_money_spent)
    found = known(page.reading)
    typed = {name: request.GET.get(name, "") for name in FIELDS}
    context: dict[str, Any] = {"typed": typed, "usual": _usual(found), "known": found, "refused": ""}
    try:
        if typed["revenue"].strip():
            made = plan(typed, found)
            context |= {
                "sentence": lead_plan_page.sentence(made, page.language),
                "table": lead_plan_page.plan_table(made, page.language),
                "rests_on": lead_plan_page.rests_on(made, page.language),
                "exports": page.exports("lead_plan_file"),
            }
    except CannotPlan as refusal:
        context["refused"] = refusal.text.in_language(page.language)
    return render(request, "planning/leads.html", context, status=422 if context["refused"] else 200)


@require_GET
def leads_file(request: HttpRequest, form: str) -> HttpResponse:
    """The same as a file."""
    page = asked(request)
    require(page.role.sees_money_spent)
    try:
        made = plan({name: request.GET.get(name, "") for name in FIELDS}, known(page.reading))
    except CannotPlan:
        return redirect("lead_plan")
    rows = lead_plan_page.file_rows(made)
    return page.file(
        rows, form, name="lead-plan", title=_("How many leads"), forms=lead_plan_page.FORMS, labels=0
    )  # fmt: skip


def _usual(found: Known) -> dict[str, str]:
    """What stands in an empty field: the figure of history that is used."""
    usual: dict[str, str] = {"check": f"{found.check:.0f}" if found.check else ""}
    for seen, hits, cases in ((found.sql, "sql", "of_leads"), (found.win, "wins", "of_sql")):
        usual |= {hits: str(seen.hits) if seen else "", cases: str(seen.cases) if seen else ""}
    return usual
