"""The page of the deadlines: which promises about which leads are about to break, and which have."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tandem.basics.text import Text
from tandem.measures.asked import Asked, asked
from tandem.measures.export_files import Content
from tandem.people.models import Person
from tandem.selling.clock_list import SHOWN, Pressure, Running, running
from tandem.selling.lead_list import Reader

_MOST_IN_FILE = 10_000
PRESSURES = {
    Pressure.BROKEN: Text(ru="срок вышел", en="overdue"),
    Pressure.SOON: Text(ru="вот-вот выйдет", en="about to run out"),
    Pressure.RUNNING: Text(ru="идёт", en="running"),
}


@require_GET
def clocks(request: HttpRequest) -> HttpResponse:
    """The deadlines that run, the most pressing first."""
    page, found = _asked(request, limit=SHOWN)
    context = {
        "running": found,
        "lines": [(line, PRESSURES[line.pressure], abs(line.left)) for line in found.lines],
        "sellers": page.seller_id is None,
        "more": found.total - len(found.lines),
        "exports": page.exports("clocks_file"),
    }
    return render(request, "selling/clocks.html", {**page.context(), **context})


@require_GET
def clocks_file(request: HttpRequest, form: str) -> HttpResponse:
    """The same as a file."""
    page, found = _asked(request, limit=_MOST_IN_FILE)
    return page.file(_rows(found, page.language), form, name="deadlines", title=_("Deadlines"), forms=[""] * 8)


def _rows(found: Running, language: str) -> Iterator[list[Content]]:
    yield [
        _("Lead"), _("Promise"), _("Version"), _("Started"), _("Due"), _("State"), _("Seller"), _("Grade"),
    ]  # fmt: skip
    for line in found.lines:
        yield [
            str(line.row.lead_id), line.title, line.version, line.started_at.isoformat(timespec="minutes"),
            line.due_at.isoformat(timespec="minutes"), PRESSURES[line.pressure].in_language(language),
            line.row.seller, line.row.grade,
        ]  # fmt: skip


def _asked(request: HttpRequest, *, limit: int) -> tuple[Asked, Running]:
    page = asked(request)
    assert isinstance(request.user, Person)
    return page, running(page.reading, reader=Reader.of(request.user), now=timezone.now(), limit=limit)
