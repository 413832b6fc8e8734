"""The journey of one client."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from tandem.access.actions import note_look
from tandem.funnel.client_journey import client_journey
from tandem.people.models import Person
from tandem.selling.queries import Reader


@require_GET
def client_journey_view(request: HttpRequest, client_id: int) -> HttpResponse:
    """Everything from the first visit to the newest payment, over all leads of a client."""
    assert isinstance(request.user, Person)
    reader = Reader.of(request.user)
    found = client_journey(client_id, reader=reader)
    if found is None:
        raise Http404
    if reader.contacts:
        note_look(person_id=request.user.pk, page="lead", at=timezone.now(), client_ids=[found.client_id])
    return render(request, "funnel/client_journey.html", {"journey": found})
