"""The list of hand-offs: what waits to go to production, projects or the warehouse, and what has gone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tandem.access.actions import note_look
from tandem.agreement.queries import in_force
from tandem.measures.asked import asked
from tandem.people.models import Person
from tandem.selling.deal_views import tabs
from tandem.selling.handoff_list import MOST, MOST_IN_FILE, handoff_list, rows_of_file
from tandem.selling.lead_list import Reader

_STATES = {"waiting": "", "handed": ""}


@require_GET
def handoffs(request: HttpRequest) -> HttpResponse:
    """Which deals wait for their hand-off, or have been handed off."""
    page, person = asked(request), _person(request)
    state = page.choice("state", _STATES, "waiting")
    found = handoff_list(person, handed=state == "handed", now=timezone.now())
    agreement = in_force()
    context = {
        **page.context(), "tabs": tabs("handoffs", person), "state": state, "found": found, "lines": found.lines,
        "more": (found.handed if state == "handed" else found.waiting) - len(found.lines), "most": MOST,
        "contacts": Reader.of(person).contacts, "sellers": page.seller_id is None,
        "checklists": agreement.document.handoffs, "number": agreement.version,
        "exports": page.exports("handoffs_file"),
    }  # fmt: skip
    return render(request, "selling/handoffs.html", context)


@require_GET
def handoffs_file(request: HttpRequest, form: str) -> HttpResponse:
    """The same as a file."""
    page, person = asked(request), _person(request)
    handed = page.choice("state", _STATES, "waiting") == "handed"
    found = handoff_list(person, handed=handed, now=timezone.now(), limit=MOST_IN_FILE)
    contacts = Reader.of(person).contacts
    if contacts:
        note_look(person_id=person.pk, page="leads_export", at=timezone.now(), found=len(found.lines))
    forms = ["", *([""] if contacts else []), "", "", "", "#,##0.00", "", "", "", "0", "", "0"]
    rows = rows_of_file(found.lines, contacts=contacts)
    return page.file(rows, form, name="handoffs", title=_("Hand-offs"), forms=forms)


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user
