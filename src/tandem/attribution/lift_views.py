"""The pages of tests by lot: those planned and a new one, and one test with its lots and its result."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tandem.attribution import lift_page
from tandem.attribution.credits import proof
from tandem.attribution.lift_drawing import COUNTS, DEALT, LONGEST, Plan, cities_named, draw_test
from tandem.attribution.lift_form import LiftForm
from tandem.attribution.lift_reading import read
from tandem.attribution.models import LiftTest
from tandem.attribution.rules.lots import FEWEST_PAIRS
from tandem.attribution.tabs import tabs
from tandem.basics.refusals import Refusal
from tandem.campaigns.rules import keeps_campaigns
from tandem.measures.asked import Asked, asked, require, role_of
from tandem.people.models import Person

#: The rise that lengths are told for, and the days they are told from.
_LIFT, _PERIOD = 0.3, "last 365 days"


@require_http_methods(["GET", "POST"])
def lift_tests(request: HttpRequest) -> HttpResponse:
    """Tests by lot, and drawing the lots of a new one."""
    page = _asked(request)
    cities, least = cities_named(page.reading), 2 * FEWEST_PAIRS
    form = LiftForm(request.POST or None, reading=page.reading, today=timezone.localdate(), cities=cities >= least)
    if request.method == "POST" and form.is_valid():
        assert isinstance(request.user, Person)
        try:
            test = draw_test(
                Plan(**form.cleaned_data), page.reading, by=request.user, today=timezone.localdate(), now=timezone.now()
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, refusal.text.in_language(page.language))
        else:
            return redirect("lift_test", test.pk)
    sizes = proof(page.period, page.reading, lift=_LIFT)
    context: dict[str, Any] = {
        "room_tabs": tabs("lift_tests"),
        "form": form,
        "keeps": keeps_campaigns(page.role),
        "table": lift_page.tests_table(LiftTest.objects.all()[:100], page),
        "sizes": sizes,
        "lift": _LIFT,
        "least": least,
        "cities": cities,
        "few": cities < least,
        "longest": LONGEST,
    }
    status = 422 if form.errors else 200
    return render(request, "attribution/lift_tests.html", {**page.context(), **context}, status=status)


@require_GET
def lift_test(request: HttpRequest, test_id: int) -> HttpResponse:
    """One test: who gets the campaign, who goes without, by which rule it is decided, and what came out."""
    page = _asked(request)
    test = get_object_or_404(LiftTest.objects.select_related("drawn_by"), pk=test_id)
    found = read(test, page.reading)
    context = {
        "room_tabs": tabs("lift_tests"),
        "test": test,
        "found": found,
        "dealt": DEALT[test.dealt],
        "counts": COUNTS[test.counts].words,
        "table": lift_page.lots_table(found, page),
        "halves": lift_page.halves(found, page),
        "told": lift_page.result_words(found.result, page.language) if found.result else "",
        "exports": page.exports("lift_test_file", test.pk),
    }
    return render(request, "attribution/lift_test.html", {**page.context(), **context})


@require_GET
def lift_test_file(request: HttpRequest, test_id: int, form: str) -> HttpResponse:
    """The lots as a file: for the ad system, and to check them."""
    page = _asked(request)
    test = get_object_or_404(LiftTest, pk=test_id)
    rows = lift_page.file_rows(read(test, page.reading))
    return page.file(
        rows, form, name=f"lots-{test.pk}", title=_("Lots"), forms=("", "#,##0", "", "#,##0", "#,##0"), labels=1
    )  # fmt: skip


def _asked(request: HttpRequest) -> Asked:
    require(role_of(request).sees_money_spent)
    return asked(request, default=_PERIOD)
