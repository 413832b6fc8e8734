"""The pages of the scorecard: the newest proposal, a training on its way, the card in force, the files."""

from __future__ import annotations

from typing import Any

import msgspec
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tandem.agreement import queries
from tandem.agreement.access import edits, reader
from tandem.agreement.document import Scorecard
from tandem.agreement.score_words import rule, trained_on
from tandem.basics.refusals import Refusal
from tandem.intake.models import Lead
from tandem.measures.asked import asked, role_of
from tandem.scoring import jobs, leads_behind, listings, trainings
from tandem.scoring.adopting import adopt
from tandem.scoring.columns_page import undecided
from tandem.scoring.models import Training
from tandem.scoring.page import found, terms_of
from tandem.scoring.queries import warning
from tandem.scoring.tabs import readers_only, tabs

_LISTED = 8


@require_http_methods(["GET", "POST"])
@readers_only
def scorecard(request: HttpRequest) -> HttpResponse:
    """The newest training and what it proposes; POST asks for another."""
    if request.method == "POST":
        return _asked(request)
    newest = Training.objects.select_related("asked_by").first()
    # One that waits, failed or was cancelled does not hide what the one before it found.
    shown = newest if newest is None or newest.result is not None else trainings.latest()
    return _page(request, newest, shown)


@require_GET
@readers_only
def training(request: HttpRequest, number: int) -> HttpResponse:
    """One training: how far it is, or what it found."""
    one = get_object_or_404(Training.objects.select_related("asked_by"), pk=number)
    if getattr(request, "htmx", False):
        if not one.is_going:
            # What was polled is over: the page as a whole is another one now.
            return HttpResponse(headers={"HX-Refresh": "true"})
        return render(request, "scoring/scorecard.html#progress", {"training": one})
    return _page(request, one, one)


@require_POST
@readers_only
def cancellation(request: HttpRequest, number: int) -> HttpResponse:
    """Stop a training between two of its steps."""
    get_object_or_404(Training, pk=number)
    try:
        trainings.cancel(training_id=number, by=reader(request), now=timezone.now())
    except Refusal as refused:
        messages.error(request, refused.text.in_language(_language()))
    return redirect("scorecard_training", number)


@require_POST
@readers_only
def adoption(request: HttpRequest, number: int) -> HttpResponse:
    """The proposed card goes into the draft of the agreement."""
    get_object_or_404(Training, pk=number)
    try:
        adopt(training_id=number, by=reader(request), now=timezone.now())
    except Refusal as refused:
        messages.error(request, refused.text.in_language(_language()))
    else:
        messages.success(request, _("The card is in the draft. Nothing holds before both heads have signed."))
    return redirect(f"{reverse('scorecard_training', args=[number])}#adoption")


@require_GET
@readers_only
def file(request: HttpRequest, number: int, part: str, form: str) -> HttpResponse:
    """A part of a proposal as a file; the card also as JSON, for a program that scores by it."""
    one = get_object_or_404(Training, pk=number)
    proposal = trainings.proposal_of(one)
    parts = listings.files_for(role_of(request))
    if proposal is None or not proposal.is_worth_it or part not in parts:
        raise Http404
    if part == "card" and form == "json":
        body = msgspec.json.format(msgspec.json.encode(proposal.card), indent=1)
        response = HttpResponse(body, content_type="application/json")
        response["Content-Disposition"] = f'attachment; filename="tandem-scorecard-{number}.json"'
        return response
    page = asked(request)
    made = parts[part](proposal, page.language)
    name = f"scorecard-{number}-{part}"
    return page.file(made.file_rows(), form, name=name, title=made.caption, forms=made.file_forms)


@require_GET
@readers_only
def in_force(request: HttpRequest) -> HttpResponse:
    """The card of the version in force, and whether leads are still those it knows."""
    page, standing, newest = asked(request), queries.in_force(), trainings.latest()
    proposal = trainings.proposal_of(newest) if newest is not None else None
    card = standing.document.scorecard
    context: dict[str, Any] = {
        "tabs": tabs("scorecard_in_force", undecided=undecided(proposal)),
        "standing": standing,
        "card": card,
        "warning": warning(),
        "edits": edits(reader(request)),
        "as_of": timezone.localtime(page.reading.freshness.as_of),
    }
    if card.terms:
        context |= {
            "rule": rule(card),
            "trained_on": trained_on(card),
            "terms": terms_of(card, lambda term, at: reverse("scorecard_in_force_leads", args=[term.key, at])),
            "card_exports": page.exports("scorecard_in_force_file"),
        }
        if proposal is not None and proposal.version == standing.version and proposal.in_force is not None:
            drift = listings.drift(proposal.in_force, page.language)
            context |= {"looked": newest, "drift": drift.table(page.language)}
    return render(request, "scoring/in_force.html", context)


@require_GET
@readers_only
def in_force_file(request: HttpRequest, form: str) -> HttpResponse:
    """The card in force as a file."""
    card, page = _standing_card(), asked(request)
    made = listings.card_listing(card, page.language)
    return page.file(made.file_rows(), form, name="scorecard", title=made.caption, forms=made.file_forms)


@require_GET
@readers_only
def leads(request: HttpRequest, number: int, key: str, line: int) -> HttpResponse:
    """The leads behind a line of a proposed card."""
    proposal = trainings.proposal_of(get_object_or_404(Training, pk=number))
    if proposal is None or proposal.card is None or not proposal.is_worth_it:
        raise Http404
    return _behind(request, proposal.card, key, line, reverse("scorecard_training", args=[number]))


@require_GET
@readers_only
def in_force_leads(request: HttpRequest, key: str, line: int) -> HttpResponse:
    """The leads behind a line of the card in force."""
    return _behind(request, _standing_card(), key, line, reverse("scorecard_in_force"))


def _behind(request: HttpRequest, card: Scorecard, key: str, line: int, back: str) -> HttpResponse:
    term = next((each for each in card.terms if each.key == key), None)
    if term is None or line >= len(term.bins):
        raise Http404
    page = asked(request)
    form = request.GET.get("as", "")
    if form in ("csv", "xlsx"):
        return leads_behind.file(term, line, page, form)
    return render(request, "scoring/leads.html", {"back": back, **leads_behind.behind(term, line, page)})


def _standing_card() -> Scorecard:
    card = queries.in_force().document.scorecard
    if not card.terms:
        raise Http404
    return card


def _page(request: HttpRequest, newest: Training | None, shown: Training | None) -> HttpResponse:
    page = asked(request)
    proposal = trainings.proposal_of(shown) if shown is not None else None
    context: dict[str, Any] = {
        "tabs": tabs("scorecard", undecided=undecided(proposal)),
        "training": newest,
        "shown": shown,
        "failure": trainings.failure_of(newest) if newest is not None else None,
        "trainings": Training.objects.select_related("asked_by").defer("result")[:_LISTED],
        "has_leads": Lead.objects.exists(),
        "has_card": bool(queries.in_force().document.scorecard.terms),
        "going": trainings.going(),
        "warning": warning(),
        "edits": edits(reader(request)),
        "as_of": timezone.localtime(page.reading.freshness.as_of),
    }
    if shown is not None and proposal is not None:
        context |= found(shown, proposal, page)
    return render(request, "scoring/scorecard.html", context)


def _asked(request: HttpRequest) -> HttpResponse:
    try:
        with transaction.atomic():
            made = trainings.ask(by=reader(request), now=timezone.now())
            transaction.on_commit(lambda: jobs.train_card.enqueue(made.pk))
    except Refusal as refused:
        messages.error(request, refused.text.in_language(_language()))
        return redirect("scorecard")
    return redirect("scorecard_training", made.pk)


def _language() -> str:
    return get_language() or "ru"
