"""The pages of claims: all of them, one to enter, and one with what the data answered."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tandem.basics.periods import Period
from tandem.basics.refusals import Refusal
from tandem.diagnosis import claims_entering, claims_page, claims_words
from tandem.diagnosis.claims_entering import READERS, SIDES, figures_of
from tandem.diagnosis.claims_models import Claim
from tandem.diagnosis.rules.claims import Kind
from tandem.measures.asked import Asked, asked
from tandem.people.models import Person
from tandem.people.rules import Role

#: Claims listed, campaigns offered while one types, and up to how many are simply chosen from.
_SHOWN, _OFFERED, _CHOSEN_FROM = 200, 300, 60


@require_GET
def claims(request: HttpRequest) -> HttpResponse:
    """What the departments say of each other, and what the data says."""
    person = _reader(request)
    page = asked(request)
    found = Claim.objects.seen_by(person).select_related("entered_by", "seller").prefetch_related("answers")
    table = claims_page.claims_table(found.order_by("-entered_at", "-pk")[:_SHOWN], page)
    context = {"table": table, "enters": Role(person.role) in SIDES}
    return render(request, "diagnosis/claims.html", {**page.context(), **context})


@require_http_methods(["GET", "POST"])
def claim_new(request: HttpRequest) -> HttpResponse:
    """One form for the four claims; "more leads" is entered only below what becomes of those there are."""
    person = _reader(request)
    role = Role(person.role)
    if role not in SIDES:
        raise PermissionDenied
    page = asked(request)
    names = ("kind", "first", "last", "campaign", "seller", "words")
    typed = {name: request.POST.get(name, request.GET.get(name, "")) for name in names}
    refused, beside = "", None
    if request.method == "POST":
        try:
            made = _enter(typed, page, person, looked="looked" in request.POST)
        except claims_entering.NotBesideItsNumbers:
            beside = claims_page.become_tables(_days(typed), page, by_name=role.sees_operating_report)
        except Refusal as refusal:
            refused = refusal.text.in_language(page.language)
        else:
            messages.success(request, _("Entered, and the data has been asked."))
            return redirect("claim", made.pk)
    typed["first"] = typed["first"] or page.period.start.isoformat()
    typed["last"] = typed["last"] or min(page.period.end, page.horizon.until).isoformat()
    known = claims_entering.campaigns_of(page.reading, page.seller_id)
    context = {
        "typed": typed, "refused": refused, "kinds": claims_words.TITLES.items(), "beside": beside,
        "campaigns": known[:_OFFERED],
        "chosen_from": len(known) <= _CHOSEN_FROM,
        "sellers": claims_page.sellers_to_name() if role.sees_all_leads and role.sees_operating_report else [],
        "own": not role.sees_all_leads,
    }  # fmt: skip
    return render(request, "diagnosis/claim_new.html", context, status=422 if refused else 200)


@require_http_methods(["GET", "POST"])
def claim(request: HttpRequest, claim_id: int) -> HttpResponse:
    """One claim: its words, what the data answered with which numbers, and every earlier answer."""
    person = _reader(request)
    seen = Claim.objects.seen_by(person).select_related("entered_by", "seller")
    found = get_object_or_404(seen, pk=claim_id)
    page = asked(request)
    refused = ""
    if request.method == "POST":
        try:
            _do(request, found, person, page)
        except claims_entering.NotOnesOwn:
            raise PermissionDenied from None
        except Refusal as refusal:
            refused = refusal.text.in_language(page.language)
        else:
            return redirect("claim", found.pk)
    context = {
        "claim": found,
        "title": claims_words.TITLES[found.kind],
        "about": claims_page.about(found, page.language),
        "own": found.entered_by_id == person.pk,
        "refused": refused,
        "leads_url": claims_page.leads_behind(found, page.reading),
        **_answer(found, page),
    }
    if found.kind == Kind.MORE:
        by_name = Role(person.role).sees_operating_report
        context["beside"] = claims_page.become_tables(Period(found.first, found.last), page, by_name=by_name)
    return render(request, "diagnosis/claim.html", {**page.context(), **context}, status=422 if refused else 200)


def _answer(found: Claim, page: Asked) -> dict[str, Any]:
    answers = list(found.answers.select_related("asked_by").order_by("-number"))
    if not answers:
        return {"answers": []}
    newest, figures = answers[0], figures_of(answers[0])
    return {
        "newest": newest,
        "answers": answers,
        "verdict": claims_words.VERDICTS[newest.verdict],
        "sentence": claims_words.sentence(found.kind, figures, page.language),
        "sureness": claims_words.sureness(figures, newest.number, page.language),
        "promise": claims_words.promise_words(figures) if found.kind == Kind.SILENT and figures.cases else "",
        "least_gap": claims_words.least_gap(page.language),
        "open": figures.open,
        "table": claims_page.compared_table(found.kind, figures, page.language),
        "answers_table": claims_page.answers_table(answers, page),
    }


def _enter(typed: dict[str, str], page: Asked, person: Person, *, looked: bool) -> Claim:
    days, now = _days(typed), timezone.now()
    seller = typed["seller"]
    made = claims_entering.enter(
        kind=typed["kind"], first=days.start, last=days.end, campaign=typed["campaign"].strip(),
        seller_id=int(seller) if seller.isdecimal() else None, words=typed["words"][:4000], looked=looked, by=person,
        now=now, reading=page.reading,
    )  # fmt: skip
    claims_entering.ask(claim_id=made.pk, by=person, now=now, reading=page.reading)
    return made


def _days(typed: dict[str, str]) -> Period:
    try:
        first, last = date.fromisoformat(typed["first"]), date.fromisoformat(typed["last"])
    except ValueError:
        raise claims_entering.no_days() from None
    if first > last:
        raise claims_entering.no_days()
    return Period(first, last)


def _do(request: HttpRequest, found: Claim, person: Person, page: Asked) -> None:
    now = timezone.now()
    if "withdraw" in request.POST:
        claims_entering.withdraw(claim_id=found.pk, by=person, now=now)
        messages.success(request, _("Withdrawn. It stays readable."))
        return
    claims_entering.ask(claim_id=found.pk, by=person, now=now, reading=page.reading)
    messages.success(request, _("Asked again; the earlier answers stay."))


def _reader(request: HttpRequest) -> Person:
    person = request.user
    assert isinstance(person, Person)
    if Role(person.role) not in READERS:
        raise PermissionDenied
    return person
