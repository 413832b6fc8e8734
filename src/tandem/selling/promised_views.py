"""The search over everything promised, and the launches that sellers learned of from clients."""

from __future__ import annotations

from datetime import date

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tandem.campaigns.tabs import tabs
from tandem.measures.asked import Asked, asked, role_of
from tandem.measures.catalogue import measure
from tandem.measures.questions import Question, answer
from tandem.people.models import Person
from tandem.selling.launch_incidents import FORMS, file_rows, incidents
from tandem.selling.lead_list import Reader
from tandem.selling.promised import promises
from tandem.ui.pieces import Figure

_A_PAGE = 50
#: The figures of the reader's own work; launches have no seller.
_FIGURES = ("launch_incidents", "launches_started", "launches_untold", "launches_in_time_share", "notice_read_time")
_OWN = ("launch_incidents", "notice_read_time")


@require_GET
def promised(request: HttpRequest) -> HttpResponse:
    """What was promised, to whom and when; by words and by a day."""
    page, text = asked(request), request.GET.get("q", "").strip()[:200]
    on, unclear = _day(request.GET.get("on", ""))
    found = promises(text, on=on, reading=page.reading)
    shown = Paginator(found, _A_PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": tabs("promised", role_of(request)),
        "found": shown.object_list,
        "page": shown,
        "text": text,
        "on": on,
        "unclear": unclear,
        "asks": bool(text or on),
    }
    return render(request, "selling/promised.html", {**page.context(), **context})


@require_GET
def launch_incidents(request: HttpRequest) -> HttpResponse:
    """Which launches sellers learned of from clients, and how that came about."""
    page = asked(request)
    shown = Paginator(incidents(Reader.of(_person(request))), _A_PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": tabs("launch_incidents", page.role),
        "figures": _figures(page),
        "incidents": shown.object_list,
        "page": shown,
        "own": page.seller_id is not None,
        "exports": page.exports("launch_incidents_file"),
    }
    return render(request, "selling/launch_incidents.html", {**page.context(), **context})


@require_GET
def launch_incidents_file(request: HttpRequest, form: str) -> HttpResponse:
    """All of them as a file."""
    rows = file_rows(incidents(Reader.of(_person(request))))
    return asked(request).file(rows, form, name="incidents", title=_("Learned from a client"), forms=FORMS, labels=2)


def _figures(page: Asked) -> list[Figure]:
    keys = _FIGURES if page.seller_id is None else _OWN
    found = answer(Question(keys, page.period, seller_id=page.seller_id), page.reading)
    made = page.figures(found.currency)
    return [made.figure(measure(key), found.total.values[key]) for key in keys]


def _day(written: str) -> tuple[date | None, str]:
    """The day asked for, or what was written that is none."""
    try:
        return (date.fromisoformat(written), "") if written else (None, "")
    except ValueError:
        return None, written[:40]


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user
