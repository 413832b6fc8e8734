"""A lead's page, its next step, and the search over everything."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tandem.access.actions import note_look
from tandem.access.rules import page_of_search
from tandem.basics.refusals import Refusal
from tandem.handover.roster import whom_to_give
from tandem.journal import queries as journal
from tandem.materials.rules import uses_materials
from tandem.measures.store import store
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.selling import actions, everything, next_steps
from tandem.selling.clock_list import running
from tandem.selling.clock_views import may_pause
from tandem.selling.in_the_call import call_of
from tandem.selling.lead_card import card_of
from tandem.selling.lead_list import Reader
from tandem.selling.lead_search import leads_numbered
from tandem.selling.moving_views import moves_of
from tandem.selling.price_log import price_lines
from tandem.selling.pricing import asks_prices
from tandem.selling.return_list import reasons_for, return_lines
from tandem.ui.addresses import address_of, whole_number
from tandem.ui.way_back import way_back


@require_GET
def lead(request: HttpRequest, lead_id: int) -> HttpResponse:
    """One lead: who asks, what was promised, what happened."""
    person = _person(request)
    reader = Reader.of(person)
    # Before the card is read: what happens meanwhile is then asked for again rather than missed.
    position = journal.position()
    card = card_of(lead_id, reader=reader)
    if card is None:
        raise Http404
    if reader.contacts:
        note_look(
            person_id=person.pk, page="lead", at=timezone.now(), lead_id=lead_id, client_ids=[card.lead.client_id]
        )
    role = Role(person.role)
    imported = card.origin is not None and role.imports_data
    context = {
        "card": card,
        "position": position,
        "today": timezone.localdate(),
        "tomorrow": timezone.localdate() + timedelta(days=1),
        "plans_steps": Role(person.role) in next_steps.PLANNERS and card.is_open,
        "as_of": card.as_of,
        "contacts": reader.contacts,
        "returns": return_lines(person, lead_id=lead_id),
        "return_reasons": reasons_for(person, card.lead) if card.is_open else (),
        "prices": price_lines(person, lead_id=lead_id),
        "asks_prices": asks_prices(card.lead, person),
        "call": call_of(card.lead, person),
        "moves": moves_of(card.lead, person, here=card.stage_key),
        "gives_to": whom_to_give(person) if card.is_open else [],
        "pauses": may_pause(role),
        "uses_materials": uses_materials(role),
        "clocks": running(store.read(), reader=reader, now=timezone.now(), lead_id=lead_id).lines,
        "merges": Role(person.role).merges_clients,
        "import_url": address_of("import", card.origin.import_id) if card.origin and imported else "",
        "answers_for_data": role.answers_for_personal_data,
    }
    return render(request, "selling/lead.html", context)


@require_POST
def same_client(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Merge the client of a lead with the client of another, by that lead's number."""
    person = _person(request)
    reader = Reader.of(person)
    number = request.POST.get("lead", "").strip().lstrip("№#").strip()
    try:
        actions.merge_clients_of(
            lead_id, leads_numbered(number, seller_id=reader.seller_id), by=person, now=timezone.now()
        )
    except Refusal as refused:
        messages.error(request, refused.text.in_language(_language()))
    else:
        messages.success(request, _("Merged: both leads are of one client now. You can split them again below."))
    return redirect("lead", lead_id)


@require_POST
def next_step(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Settle what is done next for a lead."""
    person = _planner(request, lead_id)
    try:
        next_steps.plan_step(
            lead_id=lead_id,
            what=request.POST.get("what", ""),
            due_on=_day(request.POST.get("due_on", "")),
            by=person,
            today=timezone.localdate(),
            now=timezone.now(),
        )
    except (next_steps.StepNeedsWords, next_steps.StepInThePast) as refusal:
        messages.error(request, refusal.text.in_language(_language()))
    else:
        if request.POST.get("next"):
            messages.success(request, _("Settled for lead no. %(number)s.") % {"number": lead_id})
    return redirect(way_back(request) if request.POST.get("next") else reverse("lead", args=[lead_id]))


@require_POST
def next_step_taken(request: HttpRequest, lead_id: int) -> HttpResponse:
    """The next step is done."""
    next_steps.take_step(lead_id=lead_id, by=_planner(request, lead_id), now=timezone.now())
    return redirect("lead", lead_id=lead_id)


@require_GET
def lead_journey(request: HttpRequest, lead_id: int) -> HttpResponse:
    """The journey on a card that somebody reads; 204 while nothing has happened behind the position shown."""
    position = journal.position()
    if not journal.of_lead(lead_id).filter(position__gt=whole_number(request.GET.get("after", ""))).exists():
        return HttpResponse(status=204)
    card = card_of(lead_id, reader=Reader.of(_person(request)))
    if card is None:
        raise Http404
    return render(request, "selling/parts/journey.html", {"card": card, "position": position})


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Clients, leads and campaigns by what was typed; a single lead opens at once."""
    text = request.GET.get("q", "").replace("\0", "").strip()[:100]
    person = _person(request)
    reader = Reader.of(person)
    found = everything.find(text, reader=reader)
    if text and reader.contacts:
        clients = [each.client_id for each in found.clients]
        note_look(
            person_id=person.pk,
            page=page_of_search(text),
            at=timezone.now(),
            client_ids=clients,
            found=len(clients),
        )
    if found.only_lead is not None:
        return redirect("lead", lead_id=found.only_lead)
    return render(request, "selling/search.html", {"text": text, "found": found, "contacts": reader.contacts})


def _planner(request: HttpRequest, lead_id: int) -> Person:
    """Who may plan for this lead: sales, for any lead they see."""
    person = _person(request)
    if Role(person.role) not in next_steps.PLANNERS:
        raise PermissionDenied
    if card_of(lead_id, reader=Reader.of(person)) is None:
        raise Http404
    return person


def _day(text: str) -> date:
    # A browser sends a day or nothing; whatever else comes is over, and refused as such.
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.min


def _language() -> str:
    return get_language() or "en"


def _person(request: HttpRequest) -> Person:
    # Behind the sign-in nobody else gets here; this says so to the type checker too.
    assert isinstance(request.user, Person)
    return request.user
