"""The page of plans: a year of them, the workbook, and the two ways to bring a plan in."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from tandem.people.rules import Role
from tandem.planning import queries
from tandem.planning.models import Plan
from tandem.planning.workbook import RECIPE, workbook
from tandem.ui.pieces import Tab

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def plans(request: HttpRequest) -> HttpResponse:
    """What is planned, month by month."""
    _require_planner(request)
    known = queries.years()
    year = _year(request, known)
    shown = queries.year_of_plans(year)
    return render(
        request,
        "planning/plans.html",
        {
            "plans": shown,
            "tabs": [Tab(str(each), f"?year={each}", current=each == year) for each in known],
            "months": [timezone.localdate().replace(month=month, day=1) for month in range(1, 13)],
            "others": [(plan, queries.measure_name(plan.measure), queries.whose(plan)) for plan in shown.others],
            "recipe": RECIPE,
        },
    )


@require_GET
def plans_workbook(request: HttpRequest) -> HttpResponse:
    """All plans as a workbook to edit and upload again; only headers when there are none."""
    _require_planner(request)
    found = Plan.objects.select_related("seller").order_by("starts_on", "measure", "department", "seller__name", "id")
    return HttpResponse(
        workbook(found, language=get_language() or "ru"),
        content_type=XLSX,
        headers={"Content-Disposition": content_disposition_header(as_attachment=True, filename="plans.xlsx")},
    )


def _require_planner(request: HttpRequest) -> None:
    """Plans of colleagues are for those who lead and count."""
    if not Role(getattr(request.user, "role", Role.SELLER)).imports_data:
        raise PermissionDenied


def _year(request: HttpRequest, known: list[int]) -> int:
    asked = request.GET.get("year", "")
    this = timezone.localdate().year
    if asked.isdecimal() and len(asked) == 4 and int(asked) in known:
        return int(asked)
    return this if this in known or not known else known[0]
