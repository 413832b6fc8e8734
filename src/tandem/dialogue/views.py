"""The letters between the departments: all of them, and one to complete, send, answer and print."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tandem.agreement.queries import in_force, version
from tandem.basics.refusals import Refusal
from tandem.dialogue import actions, letter_page
from tandem.dialogue.models import QualityLetter
from tandem.dialogue.rules import State, exchange_of, receivers, schedule_of, senders
from tandem.measures.asked import asked
from tandem.people.models import Person
from tandem.people.rules import Role

#: A year and a half; a file holds all.
MOST = 80


@require_GET
def letters(request: HttpRequest) -> HttpResponse:
    """What the departments wrote each other about the quality of leads."""
    person = _reader(request)
    page = asked(request)
    shown = list(QualityLetter.objects.all()[:MOST])
    document = in_force().document
    context = {
        "table": letter_page.list_table(
            shown, language=page.language, now=timezone.now(), address=reverse("letters") + "{day}/"
        ),
        "schedule": schedule_of(document),
        "exchange": exchange_of(document),
        "weekday": _weekday(schedule_of(document).weekday),
        "sends": Role(person.role) in senders(document),
        "exports": page.exports("letters_file"),
    }
    return render(request, "dialogue/letters.html", context)


@require_GET
def letters_file(request: HttpRequest, form: str) -> HttpResponse:
    """All letters as a file."""
    _reader(request)
    page = asked(request)
    rows = letter_page.file_rows(list(QualityLetter.objects.all()), language=page.language, now=timezone.now())
    forms = ["", *["0"] * 4, "0%", "0", *[""] * 6]
    return page.file(rows, form, name="letters", title=_("Letters"), forms=forms)


@require_http_methods(["GET", "POST"])
def letter(request: HttpRequest, week: str) -> HttpResponse:
    """One letter: to complete and send, to answer, or to read and print."""
    person = _person(request)
    found = get_object_or_404(QualityLetter.objects.select_related("sent_by", "answered_by"), week=_day(week))
    if not letter_page.reads(person, found):
        raise PermissionDenied
    refused = ""
    if request.method == "POST":
        try:
            said = _done(request, found, person)
        except (actions.NotTheSender, actions.NotTheReceiver):
            raise PermissionDenied from None
        except Refusal as refusal:
            refused = refusal.text.in_language(get_language() or "en")
        else:
            messages.success(request, said)
            return redirect("letter", week)
    now, language = timezone.now(), get_language() or "ru"
    document, role = version(found.version).document, Role(person.role)
    if refused:
        # Somebody else may have been quicker: what they did is shown, not what was there before.
        found.refresh_from_db()
    state, _overdue = letter_page.turn_of(found, now)
    sends = state is State.TO_SEND and role in senders(document)
    answers = state is State.TO_ANSWER and role in receivers(document)
    typed = {name: request.POST.get(name, "") for name in ("request", "expected", "answer")}
    context = {
        "letter": found,
        "shown": letter_page.shown_of(found, language=language, now=now),
        "sends": sends,
        "answers": answers,
        "refused": refused,
        "typed": typed,
        # Where no form is left that could hold them.
        "unsent": [] if sends or answers else [words for words in typed.values() if words.strip()],
    }
    return render(request, "dialogue/letter.html", context, status=422 if refused else 200)


def _done(request: HttpRequest, found: QualityLetter, person: Person) -> str:
    now = timezone.now()
    if "answer" in request.POST:
        actions.answer(letter_id=found.pk, words=request.POST["answer"], by=person, now=now)
        return _("Answered: sales sees it.")
    asks, expects = request.POST.get("request", ""), request.POST.get("expected", "")
    actions.send(letter_id=found.pk, request=asks, expected=expects, by=person, now=now)
    return _("Sent: marketing sees it and answers.")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Http404 from None


def _weekday(day: int) -> str:
    return (
        _("on Mondays"), _("on Tuesdays"), _("on Wednesdays"), _("on Thursdays"), _("on Fridays"), _("on Saturdays"),
        _("on Sundays"),
    )[day]  # fmt: skip


def _reader(request: HttpRequest) -> Person:
    person = _person(request)
    if not letter_page.reads(person):
        raise PermissionDenied
    return person


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user
