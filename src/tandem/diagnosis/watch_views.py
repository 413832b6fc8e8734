"""The pages of conditions that people watch: all of them, one to try and write, and one with what it asked."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tandem.basics.numbers import format_period
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.diagnosis import watch_conditions
from tandem.diagnosis.warning_answers import READERS
from tandem.diagnosis.warning_tabs import tabs
from tandem.diagnosis.watch_conditions import ASKED, TRIED, WRITERS, CannotRun, Piece
from tandem.diagnosis.watch_models import ConditionalWatch
from tandem.diagnosis.watch_words import STATES, figures_words, pieces_table, watches_table
from tandem.measures.asked import Asked, asked
from tandem.measures.catalogue import catalogue
from tandem.people.models import Person
from tandem.people.rules import Role

EVERY = {"week": Text(ru="каждую неделю", en="every week"), "day": Text(ru="каждый день", en="every day")}
_EXAMPLE = "abs(leads_change) < 0.05 and calls / leads > 1.2 * calls_before / leads_before and deals_won_change < -0.1"


@require_GET
def watches(request: HttpRequest) -> HttpResponse:
    """Which conditions are watched, and what they asked."""
    person = _reader(request)
    page = asked(request)
    found = list(ConditionalWatch.objects.order_by("paused_at", "-written_at").prefetch_related("firings"))
    context: dict[str, Any] = {"table": watches_table(found, page.language), "writes": Role(person.role) in WRITERS}
    context["room_tabs"] = tabs("conditional_watches")
    return render(request, "diagnosis/watches.html", context)


@require_http_methods(["GET", "POST"])
def watch_new(request: HttpRequest) -> HttpResponse:
    """A condition to write; what it would have said of the past is shown before it is watched."""
    person = _reader(request)
    if Role(person.role) not in WRITERS:
        raise PermissionDenied
    page = asked(request)
    typed = {name: request.POST.get(name, "") for name in ("title", "clause", "every", "question", "asked")}
    refused, pieces = "", None
    if request.method == "POST":
        try:
            if "write" in request.POST:
                made = watch_conditions.write(**typed, by=person, now=timezone.now())
                messages.success(request, _("It is watched from now on."))
                return redirect("conditional_watch", made.pk)
            pieces = watch_conditions.tried(
                typed["clause"], typed["every"] if typed["every"] in TRIED else "week", page.reading
            )
        except Refusal as refusal:
            refused = refusal.text.in_language(page.language)
    context = {
        "typed": typed, "refused": refused, "every": EVERY.items(), "example": _EXAMPLE,
        "roles": [(role.value, role.words) for role in ASKED],
        "measures": [(each.key, each.name, each.definition) for each in catalogue().values()],
        **(_trial(pieces, page) if pieces is not None else {}),
    }  # fmt: skip
    return render(request, "diagnosis/watch_new.html", context, status=422 if refused else 200)


@require_http_methods(["GET", "POST"])
def watch(request: HttpRequest, watch_id: int) -> HttpResponse:
    """One condition: what it reads, what it asked and was answered, and the past it would have fired in."""
    person = _reader(request)
    found = get_object_or_404(ConditionalWatch.objects.select_related("written_by"), pk=watch_id)
    page = asked(request)
    refused = ""
    if request.method == "POST":
        try:
            _do(request, found, person)
        except (watch_conditions.NotTheWriter, watch_conditions.NotAsked):
            raise PermissionDenied from None
        except Refusal as refusal:
            refused = refusal.text.in_language(page.language)
        else:
            return redirect("conditional_watch", found.pk)
    try:
        trial: dict[str, Any] = _trial(watch_conditions.tried(found.clause, found.every, page.reading), page)
    except CannotRun as refusal:
        trial = {"broken": refusal.text.in_language(page.language)}
    firings = list(found.firings.select_related("answered_by").order_by("-begins_on"))
    context = {
        "watch": found,
        "every": EVERY[found.every],
        "asked": Role(found.asked).words,
        "state": STATES["paused" if found.paused_at else "watched"],
        "writes": Role(person.role) in WRITERS,
        "answers": person.role == found.asked,
        "firings": [(each, figures_words(json.loads(each.figures), page.language)) for each in firings],
        "refused": refused,
        **trial,
    }
    return render(request, "diagnosis/watch.html", context, status=422 if refused else 200)


def _do(request: HttpRequest, found: ConditionalWatch, person: Person) -> None:
    now = timezone.now()
    if "answer" in request.POST:
        open_one = found.firings.filter(answered_at__isnull=True).first()
        if open_one is not None:
            watch_conditions.respond(firing_id=open_one.pk, words=request.POST["answer"], by=person, now=now)
            messages.success(request, _("Answered."))
        return
    watch_conditions.pause(watch_id=found.pk, by=person, now=now)


def _trial(pieces: list[Piece], page: Asked) -> dict[str, Any]:
    true = [each for each in pieces if each.true]
    return {
        "tried": len(pieces),
        "fired": len(true),
        "unknown": sum(each.true is None for each in pieces),
        "newest": format_period(true[0].period, page.language) if true else "",
        "trial_table": pieces_table(pieces, page.language),
    }


def _reader(request: HttpRequest) -> Person:
    person = request.user
    assert isinstance(person, Person)
    if Role(person.role) not in READERS:
        raise PermissionDenied
    return person
