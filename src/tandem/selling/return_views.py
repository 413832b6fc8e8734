"""Giving a lead back, answering, ruling: each in a click or two on the lead's card or on the list of returns."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tandem.agreement import titles
from tandem.agreement.queries import in_force
from tandem.agreement.watched import watched_tabs
from tandem.basics.refusals import Refusal
from tandem.handover import actions, rulings
from tandem.handover.models import LeadReturn, Ruling
from tandem.handover.return_rules import judge_of
from tandem.measures.asked import asked
from tandem.measures.wording import Speech
from tandem.people.models import Person
from tandem.selling import audit_page, return_list
from tandem.selling.giving_back import give_back
from tandem.selling.lead_card import card_of
from tandem.selling.lead_list import Reader
from tandem.ui.kept_words import keep_words
from tandem.ui.way_back import way_back


@require_GET
def returns(request: HttpRequest) -> HttpResponse:
    """What came back, why, and what is still to be decided."""
    page, person = asked(request), _person(request)
    lines = return_list.return_lines(person, limit=return_list.MOST)
    context = {
        "tabs": watched_tabs("returns"),
        "lines": lines,
        "cut": len(lines) if len(lines) == return_list.MOST else 0,
        "judge": titles.role(judge_of(in_force().document)),
        "own": page.seller_id is not None,
        "disputed": return_list.waiting_for(person)[1],
        "to_judge": audit_page.audits_waiting(person),
        "false": audit_page.false_returns(
            page.reading, role=page.role, seller_id=page.seller_id, speech=Speech(page.language, settings.CURRENCY)
        ),
        "enough": audit_page.ENOUGH,
        "exports": page.exports("returns_file"),
    }
    return render(request, "selling/returns.html", {**page.context(), **context})


@require_GET
def returns_file(request: HttpRequest, form: str) -> HttpResponse:
    """All of them."""
    page = asked(request)
    rows = return_list.file_rows(return_list.return_lines(_person(request)), page)
    return page.file(rows, form, name="returns", title=_("Returns"), forms=[""] * 10)


@require_POST
def lead_return(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Give a lead back for a reason of its version."""
    person = _person(request)
    if card_of(lead_id, reader=Reader.of(person)) is None:
        raise Http404
    reason, comment = request.POST.get("reason", ""), request.POST.get("comment", "")
    done = _Done(request, _("Given back: marketing sees it and answers."), (f"return {lead_id}", comment))
    return done(lambda: give_back(lead_id=lead_id, reason=reason, comment=comment, by=person, now=timezone.now()))


@require_POST
def return_answer(request: HttpRequest, return_id: int) -> HttpResponse:
    """Marketing agrees or objects."""
    _require(LeadReturn.objects.filter(pk=return_id).exists())
    accepted, words = request.POST.get("answer") == "agree", request.POST.get("words", "")
    done = _Done(
        request, _("Answered.") if accepted else _("Objected: whoever rules sees it."), (f"answer {return_id}", words)
    )
    return done(
        lambda: actions.answer_return(
            return_id=return_id, accepted=accepted, words=words, by=_person(request), now=timezone.now()
        )
    )


@require_POST
def return_ruling(request: HttpRequest, return_id: int) -> HttpResponse:
    """Decide a dispute."""
    _require(LeadReturn.objects.filter(pk=return_id).exists())
    stands, words = request.POST.get("stands") == "yes", request.POST.get("words", "")
    done = _Done(request, _("Ruled: it stands beside the reason from now on."), (f"ruling {return_id}", words))
    return done(
        lambda: rulings.rule(return_id=return_id, stands=stands, words=words, by=_person(request), now=timezone.now())
    )


@require_POST
def ruling_set_aside(request: HttpRequest, return_id: int) -> HttpResponse:
    """Let a ruling be no precedent any more."""
    _require(Ruling.objects.filter(pk=return_id).exists())
    done = _Done(request, _("Set aside: later versions may decide otherwise."))
    return done(lambda: rulings.set_aside(return_id=return_id, by=_person(request), now=timezone.now()))


class _Done:
    """Does a verb, says what came of it, and goes back where the reader was; words of a refused form stand there."""

    def __init__(self, request: HttpRequest, said: str, typed: tuple[str, str] = ("", "")) -> None:
        self.request, self.said, self.typed = request, said, typed

    def __call__(self, verb: Callable[[], object]) -> HttpResponse:
        try:
            verb()
        except Refusal as refusal:
            messages.error(self.request, refusal.text.in_language(get_language() or "en"))
            keep_words(self.request, *self.typed)
        else:
            messages.success(self.request, self.said)
        return redirect(way_back(self.request))


def _require(exists: bool) -> None:
    if not exists:
        raise Http404


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user
