"""The page of closed months."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tandem.agreement import actions, queries
from tandem.agreement.access import closes, reader, tabs
from tandem.agreement.refusals import NotYours
from tandem.agreement.rules import month_after
from tandem.agreement.views import refused
from tandem.basics.refusals import Refusal


@require_http_methods(["GET", "POST"])
def months(request: HttpRequest) -> HttpResponse:
    """Which months are final; closing the next one."""
    person = reader(request)
    if request.method == "POST":
        try:
            actions.close_month(month=_month(request.POST.get("month", "")), by=person, now=timezone.now())
        except NotYours:
            raise PermissionDenied from None
        except Refusal as refusal:
            refused(request, refusal.text)
        else:
            messages.success(request, _("The month is closed: its figures are final."))
        return redirect("agreement_months")
    closed = queries.closed_months()
    return render(
        request,
        "agreement/months.html",
        {
            "tabs": tabs(person, "agreement_months"),
            "closed": [(month, queries.in_force(_last_day(month.month)).title) for month in reversed(closed)],
            "may_close": closes(person),
            "next": _next(queries.first_open_day()),
            "first": not closed,
            "latest": _latest_over(),
        },
    )


def _next(turn: date | None) -> date | None:
    """The month whose turn it is, if it is over."""
    return turn if turn is not None and turn <= _latest_over() else None


def _latest_over() -> date:
    """The newest month that is over."""
    this = timezone.localdate().replace(day=1)
    return (this.replace(year=this.year - 1, month=12)) if this.month == 1 else this.replace(month=this.month - 1)


def _month(text: str) -> date:
    """``2026-10`` or ``2026-10-01``; what is neither is refused as a month that is not over."""
    try:
        return date.fromisoformat(f"{text[:7]}-01")
    except ValueError:
        return timezone.localdate()


def _last_day(month: date) -> date:
    return month_after(month) - timedelta(1)
