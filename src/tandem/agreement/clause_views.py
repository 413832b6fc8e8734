"""The page of one clause: built of rows, written as text, tried on history while one types."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from tandem.agreement.access import editors_only, reader, tabs
from tandem.agreement.clause_bench import bench_of, scope_of, text_of
from tandem.agreement.clause_trial_shown import trial_of


@require_http_methods(["GET", "POST"])
@editors_only
def clause(request: HttpRequest) -> HttpResponse:
    """One clause with its rows, its text and its trial; a change of the rows gets the piece alone."""
    return _page(
        request, "agreement/clause.html#clause" if request.headers.get("HX-Request") else "agreement/clause.html"
    )


@require_POST
@editors_only
def clause_trials(request: HttpRequest) -> HttpResponse:
    """A clause tried on history: the piece while one types, the whole page without JavaScript."""
    if not request.headers.get("HX-Request"):
        return _page(request, "agreement/clause.html")
    trial = trial_of(text_of(request.POST), scope_of(request.POST))
    return render(request, "agreement/clause_trial.html", {"trial": trial})


def _page(request: HttpRequest, template: str) -> HttpResponse:
    came_from = urlsplit(request.headers.get("Referer", "")).path
    bench = bench_of(request.POST if request.method == "POST" else request.GET, came_from=came_from)
    return render(
        request, template, {"bench": bench, "trial": bench.trial, "tabs": tabs(reader(request), "agreement_draft")}
    )
