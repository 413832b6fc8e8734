"""The page on which a lead is entered by hand."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tandem.access.actions import note_look
from tandem.access.rules import page_of_search
from tandem.basics.text import Text
from tandem.intake.entering import NobodyToAnswer, enter_lead
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.people.views import reader
from tandem.selling.known_client import KnownClient, known_client, recent_sources
from tandem.selling.lead_list import Reader
from tandem.selling.new_lead_form import NewLeadForm

#: The name under which the lead's card shows what the client wants.
WANTED = Text(ru="Что нужно", en="What they want")


@never_cache
@require_http_methods(["GET", "POST"])
def new_lead(request: HttpRequest) -> HttpResponse:
    """Write a lead down and land on its card."""
    by = _writer(request)
    form = NewLeadForm(request.POST or None, by=by, initial={"nonce": secrets.token_urlsafe(12)})
    known = _known(request, by) if request.method == "POST" else None
    if form.is_valid():
        wanted = form.cleaned_data["wanted"].strip()
        extras = {WANTED.in_language(settings.LANGUAGE_CODE): wanted} if wanted else {}
        try:
            taken = enter_lead(
                by=by, cells=form.cells, extras=extras, nonce=form.cleaned_data["nonce"], now=timezone.now()
            )
        except NobodyToAnswer as refusal:
            form.add_error("phone", refusal.text.in_language(get_language() or ""))
        else:
            if known is not None and not taken.again:
                _tell_known(request, known)
            return redirect("lead", taken.subject_id)
    context = {"form": form, "known": known, "sources": recent_sources(), "folded": _folded(form)}
    return render(request, "selling/new_lead.html", context)


@never_cache
@require_POST
def known(request: HttpRequest) -> HttpResponse:
    """Who has this phone or e-mail, while it is typed. By POST: neither belongs into addresses and logs."""
    context = {"known": _known(request, _writer(request))}
    return render(request, "selling/new_lead.html#known", context)


def _writer(request: HttpRequest) -> Person:
    """Whoever meets clients or answers for them; an analyst only counts."""
    person = reader(request)
    if Role(person.role) is Role.ANALYST:
        raise PermissionDenied
    return person


def _known(request: HttpRequest, by: Person) -> KnownClient | None:
    phone, email = request.POST.get("phone", "")[:60], request.POST.get("email", "")[:254]
    found = known_client(phone_typed=phone, email_typed=email, reader=Reader.of(by))
    if found is not None and found.name:
        # A phone that is typed to learn whose it is is a search.
        page = page_of_search(phone or email)
        note_look(person_id=by.pk, page=page, at=timezone.now(), client_ids=[found.client_id], found=1)
    return found


def _tell_known(request: HttpRequest, known: KnownClient) -> None:
    sentence = ngettext(
        "The client was known already, with %(n)d lead before this one.",
        "The client was known already, with %(n)d leads before this one.",
        known.leads,
    ) % {"n": known.leads}
    messages.info(request, sentence)


def _folded(form: NewLeadForm) -> bool:
    """Whether the further fields may stay folded: not when one of them is wrong or filled."""
    further = set(form.fields) - {"client_name", "phone", "wanted", "source", "nonce"}
    return not any(form.errors.get(name) or form.data.get(name) for name in further)
