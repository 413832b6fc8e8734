"""The page of the Monday letters: the newest stands open, the earlier ones open below it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tandem.diagnosis.monday_read import letters_of
from tandem.people.rules import Role
from tandem.people.views import reader


@require_GET
def monday_letters(request: HttpRequest) -> HttpResponse:
    """What the owner was written each Monday."""
    person = reader(request)
    if person.role != Role.OWNER:
        raise PermissionDenied
    return render(request, "diagnosis/monday.html", {"letters": letters_of(person)})
