"""The page of the deadlines: which promises about which leads are about to break, and which have."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.handover.clocks import title_of
from tandem.handover.models import Assignment, Clock
from tandem.handover.pausing import pause_clock, reasons_to_wait, resume_clock
from tandem.measures.asked import Asked, asked
from tandem.measures.export_files import Content
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.selling.clock_list import SHOWN, Pressure, Running, running
from tandem.selling.lead_list import Reader
from tandem.selling.pause_form import PauseForm

_MOST_IN_FILE = 10_000
PRESSURES = {
    Pressure.BROKEN: Text(ru="срок вышел", en="overdue"),
    Pressure.SOON: Text(ru="вот-вот выйдет", en="about to run out"),
    Pressure.RUNNING: Text(ru="идёт", en="running"),
    Pressure.PAUSED: Text(ru="стоит", en="waits"),
}


@require_GET
def clocks(request: HttpRequest) -> HttpResponse:
    """The deadlines that run, the most pressing first."""
    page, found = _asked(request, limit=SHOWN)
    context = {
        "running": found,
        "lines": [(line, PRESSURES[line.pressure], abs(line.left)) for line in found.lines],
        "sellers": page.seller_id is None,
        "pauses": may_pause(page.role),
        "more": found.total - len(found.lines),
        "exports": page.exports("clocks_file"),
    }
    return render(request, "selling/clocks.html", {**page.context(), **context})


@require_http_methods(["GET", "POST"])
def clock_pause(request: HttpRequest, clock_id: int) -> HttpResponse:
    """Let a deadline wait for an agreed reason."""
    person, clock = _person(request), _clock(request, clock_id)
    reasons = reasons_to_wait(clock)
    form = PauseForm(request.POST if request.method == "POST" else None, reasons=reasons)
    if form.is_valid():
        said = form.cleaned_data
        try:
            pause_clock(clock_id=clock_id, reason=said["reason"], until=said["until"], by=person, now=timezone.now())
        except Refusal as refusal:
            form.add_error(None, refusal.text.in_language(get_language() or ""))
        else:
            messages.success(request, _("The deadline waits."))
            return redirect("lead", lead_id=clock.lead_id)
    context = {
        "clock": clock, "form": form, "reasons": reasons, "title": title_of(clock.promise, clock.version),
        "left": [(each, max(round(each.most - clock.waited), 0)) for each in reasons],
    }  # fmt: skip
    return render(request, "selling/clock_pause.html", context)


@require_POST
def clock_pause_removal(request: HttpRequest, clock_id: int) -> HttpResponse:
    """Let it go on now."""
    person, clock = _person(request), _clock(request, clock_id)
    try:
        resume_clock(clock_id=clock_id, by=person, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.text.in_language(get_language() or ""))
    else:
        messages.success(request, _("The deadline goes on."))
    return redirect("lead", lead_id=clock.lead_id)


def may_pause(role: Role) -> bool:
    """Whether somebody of the role may let deadlines wait: sellers those of their leads, the head all."""
    return role in {Role.SELLER, Role.SALES_HEAD}


def _clock(request: HttpRequest, clock_id: int) -> Clock:
    """The clock, if the reader may let it wait; another's is a page that is not there."""
    person = _person(request)
    if not may_pause(Role(person.role)):
        raise PermissionDenied
    clock = Clock.objects.filter(pk=clock_id).first()
    own = clock is not None and Assignment.objects.filter(pk=clock.lead_id, seller=person).exists()
    if clock is None or not (own or person.role == Role.SALES_HEAD):
        raise Http404
    return clock


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user


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
    return page, running(page.reading, reader=Reader.of(_person(request)), now=timezone.now(), limit=limit)
