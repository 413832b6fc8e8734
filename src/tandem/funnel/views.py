"""The pages of the funnel and of the operating report, and their files."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tandem.funnel import funnel_page, report_page
from tandem.funnel.map_tabs import tabs
from tandem.funnel.queries import steps_unknown
from tandem.measures.asked import Asked, asked, require, role_of
from tandem.measures.dimensions import DIMENSIONS
from tandem.measures.page_tables import no_data, page_table
from tandem.people.models import Person

_DEFAULT_SPLIT = "source"


@require_GET
def funnel(request: HttpRequest) -> HttpResponse:
    """The one journey, by period or by cohort, and what splits it."""
    page = asked(request, looks=True)
    view, by = _choices(page)
    page.shows("spend")
    seen = funnel_page.look(page, view, by)
    context = {
        "room_tabs": tabs("funnel"),
        "views": page.tabs("view", funnel_page.VIEWS, view, "period"),
        "meaning": funnel_page.MEANING[view],
        "stages": seen.stages,
        "steps_unknown": steps_unknown(page.period, page.reading, seller_id=page.seller_id),
        "tabs": page.tabs("by", {key: DIMENSIONS[key].name for key in _splits(page)}, by, _DEFAULT_SPLIT),
        "table": page_table(seen.sheet, seen.figures, by=(by,), empty=no_data(page.role)),
        "exports": page.exports("funnel_file"),
    }
    return render(request, "funnel/funnel.html", {**page.context(), **context})


@require_GET
def funnel_file(request: HttpRequest, form: str) -> HttpResponse:
    """The table of the funnel as a file."""
    page = asked(request, looks=True)
    view, by = _choices(page)
    return page.sheet_file(funnel_page.look(page, view, by).sheet, form, name=f"funnel-{view}")


@require_GET
def report(request: HttpRequest) -> HttpResponse:
    """Plan and fact of the department and of each seller."""
    require(role_of(request).sees_operating_report)
    page = asked(request, looks=True)
    cut, seen = _report(page, folded=True)
    context = {
        "grains": report_page.grain_tabs(page),
        "cuts": page.tabs("by", report_page.CUTS, cut or report_page.WHOLE, report_page.WHOLE),
        "cut": cut,
        "table": page_table(seen.sheet, seen.figures, by=("seller",), empty=no_data(page.role), stacked=bool(cut)),
        "rankable": seen.rankable,
        "exports": page.exports("report_file"),
    }
    return render(request, "funnel/report.html", {**page.context(), **context})


@require_GET
def report_file(request: HttpRequest, form: str) -> HttpResponse:
    """The operating report as a file."""
    require(role_of(request).sees_operating_report)
    page = asked(request, looks=True)
    cut, seen = _report(page)
    return page.sheet_file(seen.sheet, form, name=f"report-by-{cut}" if cut else "report")


def _report(page: Asked, *, folded: bool = False) -> tuple[str, report_page.ReportPage]:
    """How it is cut, empty for not at all, and what it then shows."""
    cut = page.choice("by", report_page.CUTS, report_page.WHOLE)
    if cut == report_page.WHOLE:
        return "", report_page.of_sellers(page)
    return cut, report_page.over_time(page, cut, folded=folded)


@require_GET
def report_days(request: HttpRequest, seller_id: int | None = None) -> HttpResponse:
    """The days of one seller, or of the department."""
    page, seller = _of_whom(request, seller_id)
    seen = report_page.by_day(page, seller.pk if seller else None)
    context = {
        "seller": seller,
        "grains": report_page.grain_tabs(page),
        "table": page_table(seen.sheet, seen.figures, by=("seller",), empty=no_data(page.role)),
        "exports": page.exports("report_seller_file", seller.pk) if seller else page.exports("report_days_file"),
    }
    return render(request, "funnel/report_days.html", {**page.context(), **context})


@require_GET
def report_days_file(request: HttpRequest, form: str, seller_id: int | None = None) -> HttpResponse:
    """The days as a file."""
    page, seller = _of_whom(request, seller_id)
    sheet = report_page.by_day(page, seller.pk if seller else None).sheet
    return page.sheet_file(sheet, form, name=f"report-days-{seller.pk}" if seller else "report-days")


def _of_whom(request: HttpRequest, seller_id: int | None) -> tuple[Asked, Person | None]:
    """Sellers see their own days; nobody's are those of the department."""
    require(role_of(request).sees_operating_report)
    page = asked(request, looks=True)
    require(page.seller_id is None or page.seller_id == seller_id)
    seller = Person.objects.filter(pk=seller_id).first() if seller_id is not None else None
    if seller_id is not None and seller is None:
        raise Http404
    return page, seller


def _choices(page: Asked) -> tuple[str, str]:
    view = page.choice("view", funnel_page.VIEWS, "period")
    return view, page.choice("by", dict.fromkeys(_splits(page)), _DEFAULT_SPLIT)


def _splits(page: Asked) -> tuple[str, ...]:
    """What the reader may split by: figures of sellers by name are not everybody's."""
    return tuple(key for key in funnel_page.SPLITS if key != "seller" or page.role.sees_operating_report)
