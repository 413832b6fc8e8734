"""The page of the recount: two reports side by side, and why their figures differ."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tandem.agreement import jobs, recount_page
from tandem.agreement.access import reader, tabs
from tandem.agreement.recount import Difference, difference
from tandem.agreement.recount_page import Side
from tandem.basics.text import Text
from tandem.measures.asked import Asked, asked
from tandem.measures.dimensions import DIMENSIONS
from tandem.measures.past import is_kept
from tandem.ui.pieces import Tab

#: The store of so many facts is built while the reader waits; a larger one by a job.
_BUILT_AT_ONCE = 300_000
#: What the form of the page does not ask for itself.
_KEPT = ("period", "from", "to", "compare", "by", "of")
_WHOLE = Text(ru="всё вместе", en="everything")


@require_GET
def recount(request: HttpRequest) -> HttpResponse:
    """Why do these two reports differ?"""
    page = asked(request)
    before, after = recount_page.sides(page)
    by, of = _choices(page)
    context: dict[str, Any] = {
        "tabs": tabs(reader(request), "agreement_recount"),
        "sides": (before, after),
        "kept": [(name, value) for name, value in request.GET.items() if name in _KEPT],
        "by": by,
        "of": of,
        "causes": recount_page.CAUSES.values(),
        "waits": _waits(before, after),
        "own": page.seller_id is not None,
        "split_tabs": _split_tabs(page, by),
        "exports": page.exports("agreement_recount_file"),
    }
    if not context["waits"]:
        found = _difference(page, before, after, by)
        context |= {"lines": recount_page.whole_lines(found, page, by)}
        if by:
            context |= {
                "member_lines": recount_page.member_lines(found, page, by, of),
                "measure_tabs": recount_page.tabs_of(page, of),
                "member_title": DIMENSIONS[by].name,
            }
    return render(request, "agreement/recount.html", {**page.context(), **context})


@require_GET
def recount_file(request: HttpRequest, form: str) -> HttpResponse:
    """The difference as a file."""
    page = asked(request)
    before, after = recount_page.sides(page)
    by, _of = _choices(page)
    rows = recount_page.rows_of(_difference(page, before, after, by), page, by)
    return page.file(rows, form, name="recount", title=_("Recount"), forms=["", "", *["General"] * 6], labels=2)


def _difference(page: Asked, before: Side, after: Side, by: str) -> Difference:
    return difference(
        before.report,
        after.report,
        measures=recount_page.measures_for(page),
        by=by or None,
        seller_id=page.seller_id,
    )


def _choices(page: Asked) -> tuple[str, str]:
    by = page.request.GET.get("by", "")
    of = page.request.GET.get("of", "")
    known = recount_page.measures_for(page)
    return by if by in recount_page.splits_for(page) else "", of if of in known else "target_leads"


def _split_tabs(page: Asked, by: str) -> list[Tab]:
    tabs = [Tab(_WHOLE, page.address({"by": "", "of": ""}), current=not by)]
    return tabs + [
        Tab(DIMENSIONS[key].name, page.address({"by": key}), current=key == by) for key in recount_page.splits_for(page)
    ]


def _waits(*sides: Side) -> bool:
    """Whether the data of a closing is still being put together; then a job has been asked for it."""
    missing = {
        side.report.position
        for side in sides
        if side.report.position is not None
        and side.report.position > _BUILT_AT_ONCE
        and not is_kept(side.report.position)
    }
    for position in missing:
        jobs.keep_closing_data.enqueue(position)
    return bool(missing)
