"""The pages of early warnings: all campaigns and creatives, and one with its evidence, questions and answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tandem.basics.numbers import format_day, format_number
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.diagnosis import warning_answers, warning_page, warning_words
from tandem.diagnosis.rules.audience import State
from tandem.diagnosis.warning_answers import ANSWERERS, OUTCOMES, READERS
from tandem.diagnosis.warning_chart import evidence_chart
from tandem.diagnosis.warning_models import AudienceWarning, AudienceWatch
from tandem.diagnosis.warning_reading import UNTIMED_WAIT, live_units, wait_for_labels
from tandem.diagnosis.warning_tabs import tabs
from tandem.diagnosis.watching import Standing, standings, to_be_watched
from tandem.measures.asked import Asked, asked
from tandem.people.models import Person
from tandem.people.rules import Role

_BY = {"campaign": Text(ru="Кампании", en="Campaigns"), "creative": Text(ru="Креативы", en="Creatives")}
#: Answered warnings shown on the page; the journal keeps all.
_PAST = 50


@require_GET
def warnings(request: HttpRequest) -> HttpResponse:
    """Which campaigns bring the wrong people."""
    page, by, found = _list(request)
    live = [unit for unit in live_units(page.reading, page.horizon.until) if bool(unit.creative) is (by == "creative")]
    answered = AudienceWarning.objects.filter(answered_at__isnull=False).select_related("watch")
    past = list(answered.order_by("-answered_at")[:_PAST])
    wait = wait_for_labels(page.reading)
    context = {
        "table": warning_page.list_table(found, page.horizon.until, page.language),
        "warned": sum(each.standing.state is State.WARNING for each in found),
        "watched": len(found),
        "unwatched": len(live) - len(found),
        "soon": not found and to_be_watched(page.reading),
        "wait": round(wait) if wait else 0,
        "untimed": wait == UNTIMED_WAIT,
        "past": warning_page.past_table(past, page.horizon.until, page.language),
        "by_tabs": page.tabs("by", _BY, by, "campaign"),
        "room_tabs": tabs("audience_warnings"),
        "exports": page.exports("audience_warnings_file"),
    }
    return render(request, "diagnosis/warnings.html", {**page.context(), **context})


@require_GET
def warnings_file(request: HttpRequest, form: str) -> HttpResponse:
    """All that is watched as a file."""
    page, by, found = _list(request)
    rows = warning_page.file_rows(found, page.language)
    return page.file(rows, form, name=f"warnings-{by}", title=_("Early warnings"), forms=warning_page.FORMS, labels=2)


@require_http_methods(["GET", "POST"])
def warning(request: HttpRequest, watch_id: int) -> HttpResponse:
    """One campaign under watch: what is known, what to ask whom, and the answer of marketing."""
    person = _reader(request)
    watch = get_object_or_404(AudienceWatch, pk=watch_id)
    raised = AudienceWarning.objects.filter(watch=watch).select_related("seen_by", "answered_by").first()
    refused = ""
    if request.method == "POST" and raised is not None:
        try:
            warning_answers.answer(
                warning_id=raised.pk, outcome=request.POST.get("outcome", ""), done=request.POST.get("done", ""),
                by=person, now=timezone.now(),
            )  # fmt: skip
        except warning_answers.NotTheAnswerer:
            raise PermissionDenied from None
        except Refusal as refusal:
            refused = refusal.text.in_language(asked(request).language)
        else:
            messages.success(request, _("Answered. The watch over this campaign begins anew."))
            return redirect("audience_warning", watch.pk)
    elif raised is not None and raised.seen_at is None:
        warning_answers.see(warning_id=raised.pk, by=person, now=timezone.now())
        raised.refresh_from_db()
    page = asked(request)
    context: dict[str, Any] = {
        "watch": watch,
        "raised": raised,
        "basis": warning_words.basis(watch, page.language),
        "answers": raised is not None and raised.answered_at is None and Role(person.role) in ANSWERERS,
        "outcome": OUTCOMES.get(raised.outcome) if raised is not None else None,
        "outcomes": OUTCOMES.items(),
        "outcome_typed": request.POST.get("outcome", ""),
        "done_typed": request.POST.get("done", ""),
        "refused": refused,
        **_evidence(watch, page),
    }
    return render(request, "diagnosis/warning.html", context, status=422 if refused else 200)


def _evidence(watch: AudienceWatch, page: Asked) -> dict[str, Any]:
    """What speaks against the campaign as of now; nothing where the watch is over, or nothing has come since."""
    now = _standing(watch, page) if watch.closed_at is None else None
    if now is None:
        return {"found": None}
    today, language = page.horizon.until, page.language
    found = warning_words.told(now, page.reading)
    path = warning_page.evidence_path(watch, page.reading, page.horizon)
    ticks = [_("so often"), *(_("1 of %(n)s") % {"n": format_number(n, language)} for n in (20, 1000, 10**5, 10**7))]
    chart = evidence_chart(
        [each.total for _day, each in path], label=_("How rare what is seen would be of a campaign in order, by day"),
        ticks=ticks, first=format_day(path[0][0], today, language), last=format_day(path[-1][0], today, language),
    ) if len(path) > 1 else ""  # fmt: skip
    return {
        "found": found,
        "by_payments": found.by_payments,
        "is_warning": now.state is State.WARNING,
        "state": warning_words.STATES[now.state],
        "sentence": warning_words.sentence(found, today, language),
        "at_stake": warning_words.at_stake(found, language) if found.at_stake is not None else "",
        "questions": warning_words.questions(found, today, language),
        "leads_url": warning_page.leads_behind(found, today),
        "chart": chart,
        "table": warning_page.path_table(path, today, language),
        "fit": now.evidence.fit,
    }


def _standing(watch: AudienceWatch, page: Asked) -> Standing | None:
    watched = standings(page.reading, creatives=bool(watch.creative))
    return next((each for each in watched if each.watch.pk == watch.pk), None)


def _list(request: HttpRequest) -> tuple[Asked, str, list[warning_words.Told]]:
    _reader(request)
    page = asked(request)
    by = page.choice("by", _BY, "campaign")
    watched = standings(page.reading, creatives=by == "creative")
    return page, by, [warning_words.told(each, page.reading) for each in watched]


def _reader(request: HttpRequest) -> Person:
    person = request.user
    assert isinstance(person, Person)
    if Role(person.role) not in READERS:
        raise PermissionDenied
    return person
