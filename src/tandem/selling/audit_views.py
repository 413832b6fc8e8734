"""Judging drawn returns unseeing, one at a time; and clearing disputes one at a time, with the evidence beside."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tandem.access.actions import note_look
from tandem.agreement import titles
from tandem.agreement.clause_in_words import agreed_words
from tandem.agreement.queries import in_force, version
from tandem.agreement.watched import watched_tabs
from tandem.basics.refusals import Refusal
from tandem.handover import audits, rulings
from tandem.handover.audit_rules import roles_asked
from tandem.handover.models import LeadReturn, Ruling
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.selling import audit_page
from tandem.selling.evidence import record_of

#: So many earlier rulings on the same reason are shown.
_PRECEDENTS = 3


@require_http_methods(["GET", "POST"])
def audit(request: HttpRequest) -> HttpResponse:
    """The next drawn return of the reader: what is known of the lead, and nothing of what was made of it."""
    person = _person(request)
    if request.method == "POST":
        return _judged(request, person)
    waiting = audit_page.waiting(person)
    context: dict[str, object] = {
        "tabs": watched_tabs("return_audit"),
        "left": len(waiting),
        "share": audit_page.share_in_force(),
        "auditor": titles.role(roles_asked(in_force().document)[0]),
    }
    if waiting:
        returned = waiting[0].lead_return
        _note(request, person, returned)
        context |= {
            "return_id": returned.pk,
            "record": record_of(returned, person, blind=True),
            "groups": audit_page.groups_of(returned),
        }
    return render(request, "selling/audit.html", context)


def _judged(request: HttpRequest, person: Person) -> HttpResponse:
    named = request.POST.get("return", "")
    verdict, _space, code = request.POST.get("answer", "").partition(" ")
    try:
        return_id = int(named) if named.isdecimal() else 0
        audits.judge(return_id=return_id, verdict=verdict, code=code, by=person, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.text.in_language(get_language() or "en"))
    else:
        messages.success(request, _("Written down."))
    return redirect("return_audit")


@require_GET
def disputes(request: HttpRequest) -> HttpResponse:
    """The next disputed return, with both sides' words and the evidence on one screen; the ruling goes to the next."""
    person = _person(request)
    if not rulings.rules_on_returns(person):
        return redirect("returns")
    waiting = LeadReturn.objects.filter(accepted__isnull=True, answered_at__isnull=False)
    rows = list(waiting.select_related("seller").order_by("answered_at", "pk"))
    if not rows:
        return redirect("returns")
    at = _place(request, rows)
    shown = rows[at]
    _note(request, person, shown)
    reasons = {each.key: each for each in version(shown.version).document.returns}
    context = {
        "tabs": watched_tabs("returns"),
        "dispute": shown,
        "left": len(rows),
        "following": rows[at + 1].pk if at + 1 < len(rows) else None,
        "reason": (reason := reasons.get(shown.reason)),
        "condition": agreed_words(reason.clause, version(shown.version).document) if reason and reason.clause else "",
        "reads": Role(person.role).sees_contacts,
        "precedents": _precedents(shown),
        "record": record_of(shown, person, blind=False),
    }
    return render(request, "selling/dispute.html", context)


def _place(request: HttpRequest, rows: Sequence[LeadReturn]) -> int:
    """Which one the address names; the oldest without."""
    named = request.GET.get("return", "")
    if not named:
        return 0
    found = next((at for at, each in enumerate(rows) if str(each.pk) == named), None)
    if found is None:
        raise Http404
    return found


def _precedents(returned: LeadReturn) -> list[Ruling]:
    rows = Ruling.objects.filter(set_aside_at=None, lead_return__reason=returned.reason).select_related("lead_return")
    return list(rows.order_by("-ruled_at", "-pk")[:_PRECEDENTS])


def _note(request: HttpRequest, person: Person, returned: LeadReturn) -> None:
    """Answers and notes may name the client: who read them is noted."""
    if Role(person.role).sees_contacts:
        note_look(
            person_id=person.pk, page="lead", at=timezone.now(), lead_id=returned.lead_id,
            client_ids=[returned.lead.client_id],
        )  # fmt: skip


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user
