"""The page of a call: the questions of the agreement, each answered in one tap."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from tandem.access.actions import note_look
from tandem.basics.refusals import Refusal
from tandem.intake.models import Lead
from tandem.people.models import Person
from tandem.qualification.asking import answer
from tandem.selling.in_the_call import call_of
from tandem.selling.lead_list import Reader
from tandem.selling.whose_lead import moves
from tandem.ui.way_back import way_back


@require_http_methods(["GET", "POST"])
def answers(request: HttpRequest, lead_id: int) -> HttpResponse:
    """The questions to ask of a lead; POST takes one answer and shows the grade that follows."""
    person = _person(request)
    lead = _lead(lead_id, person)
    refused = ""
    if request.method == "POST":
        if not moves(lead, person):
            raise PermissionDenied
        try:
            answer(
                lead_id=lead.pk, question=request.POST.get("question", ""), text=request.POST.get("answer", ""),
                by=person, now=timezone.now(),
            )  # fmt: skip
        except Refusal as refusal:
            refused = refusal.text.in_language(get_language() or "en")
        if not getattr(request, "htmx", False):
            if refused:
                messages.error(request, refused)
            return redirect(way_back(request) if request.POST.get("next") else reverse("lead_answers", args=[lead.pk]))
    elif Reader.of(person).contacts:
        note_look(
            person_id=person.pk, page="lead", at=timezone.now(), lead_id=lead.pk, client_ids=[lead.client_id]
        )  # fmt: skip
    back = request.POST.get("next", "")
    context = {"call": call_of(lead, person), "lead": lead, "refused": refused, "back": back}
    template = "selling/in_the_call.html#questions" if getattr(request, "htmx", False) else "selling/in_the_call.html"
    response = render(request, template, context)
    if request.method == "POST":
        # By this the day's screen knows whether what it kept in case the connection failed may go.
        response["X-Tandem-Recorded"] = "no" if refused else "yes"
    return response


def _lead(lead_id: int, person: Person) -> Lead:
    leads = Lead.objects.filter(pk=lead_id)
    if (seller_id := Reader.of(person).seller_id) is not None:
        leads = leads.filter(assignment__seller=seller_id)
    lead = leads.first()
    if lead is None:
        raise Http404
    return lead


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user
