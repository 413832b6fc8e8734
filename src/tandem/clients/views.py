"""The page of likely duplicates, and the forms that merge and split clients."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tandem.access.actions import note_look
from tandem.basics.refusals import Refusal
from tandem.clients import decisions, jobs, searching
from tandem.clients.duplicates_page import page_of
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.ui.addresses import whole_number


def deciders_only[**P](
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A view for the roles that decide who is who; the others get the page that says so (403)."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not Role(_person(request).role).merges_clients:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@require_GET
@deciders_only
def duplicates(request: HttpRequest) -> HttpResponse:
    """Who of our clients is there twice: one pair at a time."""
    asked = request.GET.get("pair", "")
    contacts = Role(_person(request).role).sees_contacts
    page = page_of(
        _person(request),
        now=timezone.now(),
        contacts=contacts,
        pair_id=whole_number(asked, otherwise=None),
    )
    going = page.search is not None and page.search.going
    if getattr(request, "htmx", False):
        if not going:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return render(request, "clients/duplicates.html#progress", {"found": page, "going": going})
    if contacts and page.shown is not None:
        sides = {each.client_id for each in page.shown.sides}
        note_look(person_id=_person(request).pk, page="duplicates", at=timezone.now(), client_ids=sides)
    return render(request, "clients/duplicates.html", {"found": page, "going": going, "contacts": contacts})


@require_POST
@deciders_only
def search(request: HttpRequest) -> HttpResponse:
    """Look for duplicates now."""
    try:
        with transaction.atomic():
            asked = searching.ask(by=_person(request), now=timezone.now())
            transaction.on_commit(lambda: jobs.search_duplicates.enqueue(asked.pk))
    except Refusal as refused:
        _say(request, refused)
    return redirect("duplicates")


@require_POST
@deciders_only
def decision(request: HttpRequest, pair_id: int) -> HttpResponse:
    """The same client, two different ones, or a question for later."""
    said = request.POST.get("decision", "")
    if said not in decisions.DECISIONS:
        return redirect("duplicates")
    try:
        decisions.decide(pair_id, said, by=_person(request), now=timezone.now())
    except Refusal as refused:
        _say(request, refused)
    else:
        answers = {
            decisions.SAME: _("Merged. Later it is undone on any lead's card of this client."),
            decisions.DIFFERENT: _("Noted: two different clients. The pair will not come up again."),
            decisions.LATER: _("Put off to the end of the queue."),
        }
        messages.success(request, answers[said])
    return redirect("duplicates")


@require_POST
@deciders_only
def asking_again(request: HttpRequest, pair_id: int) -> HttpResponse:
    """Take back what one has just decided; the pair stands before the eyes again."""
    try:
        decisions.ask_again(pair_id, by=_person(request), now=timezone.now())
    except Refusal as refused:
        _say(request, refused)
        return redirect("duplicates")
    messages.success(request, _("Taken back: decide anew."))
    return redirect(f"{reverse('duplicates')}?pair={pair_id}")


@require_POST
@deciders_only
def rule(request: HttpRequest) -> HttpResponse:
    """Switch on or off that sure pairs are decided without people."""
    decides = request.POST.get("decides") == "yes"
    decisions.set_rule(decides=decides, by=_person(request), now=timezone.now())
    return redirect("duplicates")


@require_POST
@deciders_only
def split(request: HttpRequest, client_id: int) -> HttpResponse:
    """Undo a merge, from any page that names the client."""
    try:
        decisions.split_by_hand(client_id, by=_person(request), now=timezone.now())
    except Refusal as refused:
        _say(request, refused)
    else:
        messages.success(request, _("Split: both clients stand on their own again, with all their leads."))
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    """The page of ours that the form came from."""
    asked = request.POST.get("next", "")
    return asked if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else "/clients/duplicates/"


def _say(request: HttpRequest, refused: Refusal) -> None:
    messages.error(request, refused.text.in_language(get_language() or "en"))


def _person(request: HttpRequest) -> Person:
    # Behind the sign-in nobody else gets here; this says so to the type checker too.
    assert isinstance(request.user, Person)
    return request.user
