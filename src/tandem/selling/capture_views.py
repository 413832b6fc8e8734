"""The page of what is written down of leads."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tandem.agreement.queries import in_force
from tandem.measures.asked import Asked, asked
from tandem.measures.dimensions import DIMENSIONS
from tandem.selling.capture_page import export_rows, look, table_of


@require_GET
def capture(request: HttpRequest) -> HttpResponse:
    """Fields filled, how soon, and what was left undone, by seller or by source."""
    page = asked(request)
    by = _by(page)
    seen = look(page, by)
    context = {
        "tabs": page.tabs("by", {key: DIMENSIONS[key].name for key in _splits(page)}, by, _splits(page)[0]),
        "table": table_of(page, seen, by),
        "fields": [field.title for field in seen.found.fields],
        "agreement": in_force(),
        "by_seller": by == "seller",
        "exports": page.exports("capture_file"),
    }
    return render(request, "selling/capture.html", {**page.context(), **context})


@require_GET
def capture_file(request: HttpRequest, form: str) -> HttpResponse:
    """The same as a file."""
    page = asked(request)
    seen = look(page, _by(page))
    rows, forms = export_rows(page, seen)
    return page.file(rows, form, name="capture", title=seen.sheet.title, forms=forms)


def _by(page: Asked) -> str:
    return page.choice("by", dict.fromkeys(_splits(page)), _splits(page)[0])


def _splits(page: Asked) -> tuple[str, ...]:
    """Figures of sellers by name are not everybody's."""
    return ("seller", "source") if page.role.sees_operating_report else ("source",)
