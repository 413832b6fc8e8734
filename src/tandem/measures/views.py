"""The catalogue: every number with its question, its definition and its value."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tandem.basics.periods import Grain, Period
from tandem.measures import listing
from tandem.measures.asked import asked, role_of, tells_spend
from tandem.measures.catalogue import UnknownMeasure, measure
from tandem.measures.corrections import tables_of
from tandem.measures.questions import Question, answer
from tandem.measures.sql_texts import sql_texts

#: So many weeks are drawn: a quarter.
_WEEKS = 13


@require_GET
def measures(request: HttpRequest) -> HttpResponse:
    """All measures with their values for the period."""
    page = asked(request, looks=True)
    page.shows("spend")
    found = listing.listed(page)
    return render(
        request,
        "measures/measures.html",
        {**page.context(), "groups": listing.groups(found), "exports": page.exports("measures_file")},
    )


@require_GET
def measures_file(request: HttpRequest, form: str) -> HttpResponse:
    """The same as a file."""
    page = asked(request, looks=True)
    rows = listing.rows_of(listing.listed(page), page.language)
    return page.file(rows, form, name="measures", title=_("Measures"), forms=[""] * 8, labels=2)


@require_GET
def measure_page(request: HttpRequest, key: str) -> HttpResponse:
    """All that is known of one number."""
    try:
        shown = measure(key)
    except UnknownMeasure as unknown:
        raise Http404(str(unknown)) from None
    page = asked(request, looks=True)
    parts = [measure(part) for part in shown.parts]
    context = {"measure": shown, "parts": parts}
    if tells_spend(shown) and not role_of(request).sees_money_spent:
        return render(request, "measures/measure.html", {**page.context(), **context, "hidden": True})
    # What is not shown alone brings the other figure along.
    keys = (key, *((shown.beside,) if shown.beside else ()))
    page.shows(*tables_of(keys))
    now = answer(Question(keys, page.period, seller_id=page.seller_id), page.reading)
    last = Period.week(min(page.period.end, page.horizon.until))
    weeks = Period(last.start - timedelta(weeks=_WEEKS - 1), last.end)
    trend = answer(Question(keys, weeks, grain=Grain.WEEK, seller_id=page.seller_id), page.reading)
    figures = page.figures(now.currency)
    young = sum(1 for row in trend.over_time if row.bucket and row.bucket.end > trend.until)
    context |= listing.one(shown, now.total, trend.over_time, figures, young)
    if page.role.reads_sql:
        context["statements"] = sql_texts(shown, page.period, page.reading, page.horizon)
    return render(request, "measures/measure.html", {**page.context(), **context})
