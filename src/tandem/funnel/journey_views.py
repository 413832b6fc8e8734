"""The map of all journeys, the leads behind it, and its files."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tandem.agreement.queries import in_force
from tandem.basics.numbers import format_number
from tandem.basics.text import Text
from tandem.funnel import journey_map_page
from tandem.funnel.journey_leads import Behind, leads_behind
from tandem.funnel.journey_leads_page import heading, leads_table
from tandem.funnel.journey_map import BY, JourneyMap, journey_map
from tandem.funnel.journey_map_page import MapPage
from tandem.funnel.journey_part import Part
from tandem.funnel.journey_points import MEETING
from tandem.funnel.map_tabs import tabs
from tandem.measures.asked import Asked, asked
from tandem.measures.dimensions import DIMENSIONS
from tandem.measures.page_tables import no_data
from tandem.measures.questions import Question, answer
from tandem.ui.pieces import Chip

_VIEWS = {"cohort": Text(ru="когорты", en="cohorts"), "period": Text(ru="периоды", en="periods")}
#: Leads on one page of the list.
_PAGE = 100


@require_GET
def journey_map_view(request: HttpRequest) -> HttpResponse:
    """Where leads go, where they stop, and how long it takes."""
    page, part, by, found = _found(request)
    drawn = MapPage(found, part, page.language)
    view = "cohort" if part.cohort else "period"
    flow = found.flow

    def address(member: Any) -> str:
        return page.address({"of": by, "member": "-" if member is None else str(member)})

    context = {
        "room_tabs": tabs("journey_map"),
        "views": page.tabs("view", _VIEWS, view, "cohort"),
        "meaning": journey_map_page.MEANING[view],
        "drawing": drawn.drawn(),
        "chips": _chips(page, part),
        "bought": _bought(page, part),
        "stretches": drawn.stretches(),
        "stops": drawn.stops(),
        "segments": drawn.segments(address),
        "cohort": part.cohort,
        "split_tabs": page.tabs("by", {key: DIMENSIONS[key].name for key in BY}, by, BY[0]),
        "went_back": flow.went_back,
        "unmarked": flow.unmarked,
        "meetings": any(point.key == MEETING for point in found.points),
        "reopened": flow.reopened,
        "came_again": flow.came_again,
        "empty": no_data(page.role),
        "exports": page.exports("journey_map_file"),
    }
    return render(request, "funnel/journey_map.html", {**page.context(), **context})


@require_GET
def journey_map_file(request: HttpRequest, form: str) -> HttpResponse:
    """The map as a file."""
    page, part, _by, found = _found(request)
    rows = MapPage(found, part, page.language).file_rows()
    return page.file(rows, form, name="journeys", title=_("Map of journeys"), forms=journey_map_page.FORMS, labels=2)


@require_GET
def journey_leads(request: HttpRequest) -> HttpResponse:
    """The leads behind a stretch or a stop, the longest on the way first."""
    page = asked(request)
    part, agreement = _part(page), in_force()
    behind = Behind(*(request.GET.get(name, "") for name in ("start", "end", "stop")))
    number = page.list_page
    lines, total = leads_behind(part, behind, page.reading, agreement, offset=(number - 1) * _PAGE, limit=_PAGE)
    context = {
        "heading": heading(behind, agreement, page.language),
        "total": format_number(total, page.language),
        "table": leads_table(lines, agreement, page.language),
        "chips": _chips(page, part),
        "older": page.address({"page": str(number + 1)}) if number * _PAGE < total else "",
        "newer": page.address({"page": str(number - 1)}) if number > 1 else "",
        "meaning": journey_map_page.MEANING["cohort" if part.cohort else "period"],
    }
    return render(request, "funnel/journey_leads.html", {**page.context(), **context})


def _found(request: HttpRequest) -> tuple[Asked, Part, str, JourneyMap]:
    page = asked(request)
    part = _part(page)
    by = page.choice("by", dict.fromkeys(BY), BY[0])
    return page, part, by, journey_map(part, page.reading, in_force(), by=by)


def _part(page: Asked) -> Part:
    """Which leads: of the reader, of the days, of one member where the address names one."""
    cohort = page.choice("view", _VIEWS, "cohort") == "cohort"
    of, member = page.request.GET.get("of", ""), page.request.GET.get("member", "")
    where = (of, None if member == "-" else member) if of in BY and member else None
    return Part(page.period, cohort, where, page.seller_id)


def _bought(page: Asked, part: Part) -> dict[str, str]:
    """What was shown and clicked before anybody was known by name; only for those who see what advertising costs."""
    if not page.role.sees_money_spent or part.where is not None:
        return {}
    page.shows("spend")
    told = answer(Question(("impressions", "clicks"), page.period), page.reading).total.values
    said = {key: value.value for key, value in told.items() if value.value}
    return {key: format_number(value, page.language) for key, value in said.items()}


def _chips(page: Asked, part: Part) -> tuple[Chip, ...]:
    if part.where is None:
        return ()
    key, member = part.where
    name = DIMENSIONS[key].unknown.in_language(page.language) if member is None else member
    title = f"{DIMENSIONS[key].name.in_language(page.language)}: {name}"
    return (Chip(title, page.address({"of": "", "member": "", "page": ""}) or page.request.path),)
