"""The pages of calls: what was drawn, how it went, and a review with a thumb."""

from __future__ import annotations

import json

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tandem.access.actions import note_look
from tandem.agreement.queries import in_force
from tandem.basics.refusals import Refusal
from tandem.calls import page as pages
from tandem.calls.about import lead_about
from tandem.calls.checks import checks_of
from tandem.calls.models import SampledCall
from tandem.calls.reviewing import REVIEWERS, cannot_hear, review, reviews
from tandem.calls.rules import EACH, FEWEST, SHORTEST, recording_link
from tandem.measures.asked import asked, require, role_of
from tandem.people.models import Person
from tandem.people.rules import Role

#: Who sees reviews: sellers their own, and those who answer for them.
ROLES = frozenset({Role.SELLER, Role.SALES_HEAD, Role.OWNER, Role.ANALYST, Role.ADMIN})
_PERIOD = "last 90 days"


@require_GET
def calls(request: HttpRequest) -> HttpResponse:
    """How what was agreed is kept in calls, beside conversion, and the calls that were drawn."""
    require(role_of(request) in ROLES)
    page = asked(request, default=_PERIOD)
    waiting, reviewed = pages.calls_of(page)
    questions = len(in_force().document.questions)
    context = {
        "table": pages.table_of(page),
        "checks": pages.checks_table(page),
        "waiting": waiting,
        "reviewed": reviewed,
        "reviews": page.role in REVIEWERS,
        "enough": questions + 1 >= FEWEST,
        "each": EACH,
        "shortest": SHORTEST,
        "own": page.seller_id is not None,
        "exports": page.exports("calls_file"),
    }
    return render(request, "calls/calls.html", {**page.context(), **context})


@require_GET
def calls_file(request: HttpRequest, form: str) -> HttpResponse:
    """The table of sellers as a file."""
    require(role_of(request) in ROLES)
    page = asked(request, default=_PERIOD)
    sheet, _currency = pages.sheet_of(page)
    return page.sheet_file(sheet, form, name="calls")


@require_http_methods(["GET", "POST"])
def call_review(request: HttpRequest, call_id: int) -> HttpResponse:
    """One call that was drawn: what to listen for, or what the review said."""
    person = _person(request)
    require(Role(person.role) in ROLES)
    call = get_object_or_404(SampledCall.objects.select_related("activity", "seller"), pk=call_id)
    if Role(person.role) is Role.SELLER and call.seller_id != person.pk:
        raise Http404
    lead = lead_about(call.activity)
    checks = checks_of(lead)
    said = json.loads(call.said) if call.said else {}
    refused = ""
    if request.method == "POST":
        if not reviews(call, person):
            raise PermissionDenied
        sent = {check.key: request.POST.get(check.key, "") for check in checks}
        try:
            if "unheard" in request.POST:
                cannot_hear(call_id=call.pk, by=person, now=timezone.now())
            else:
                review(call_id=call.pk, said=sent, by=person, now=timezone.now())
        except Refusal as refusal:
            refused, said = refusal.text.in_language(get_language() or "en"), sent
        else:
            messages.success(request, _("Written down. The seller sees it on the page of calls."))
            following = _next(person)
            return redirect("call_review", following) if following else redirect("calls")
    # A link may hold the client's phone.
    recording = recording_link(call.activity.result) if Role(person.role).sees_contacts else ""
    if recording:
        note_look(
            person_id=person.pk,
            page="recording",
            at=timezone.now(),
            lead_id=lead.pk if lead else None,
            client_ids=[lead.client_id] if lead else (),
        )
    context = {
        "call": call,
        "lead": lead,
        "checks": [(check, said.get(check.key, "")) for check in checks],
        "reviews": reviews(call, person),
        "refused": refused,
        "recording": recording,
    }
    return render(request, "calls/review.html", context)


def _next(person: Person) -> int | None:
    """The next call that waits for this reviewer, the newest week first."""
    waiting = SampledCall.objects.filter(reviewed_at=None).exclude(seller_id=person.pk)
    return waiting.order_by("-week", "seller__name", "pk").values_list("pk", flat=True).first()


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user
