"""The pages of the portrait: who buys, the leads behind a clause, and the amendment that is made of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, Concatenate

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tandem.agreement.access import edits
from tandem.agreement.document import Portrait
from tandem.basics.periods import Period
from tandem.basics.refusals import Refusal
from tandem.measures.asked import asked, require, role_of
from tandem.measures.store import store
from tandem.people.models import Person
from tandem.portrait import jobs, leads_behind, searches
from tandem.portrait.amending import Target, draft_portrait
from tandem.portrait.clause_words import field_words, union_words, words_of
from tandem.portrait.history import attributes_known, usual_fields, whole_period
from tandem.portrait.models import PortraitSearch
from tandem.portrait.outcomes import OUTCOMES
from tandem.portrait.over_time import over_time
from tandem.portrait.result import Result
from tandem.portrait.tables import TOGETHER, Speaks, agreed_table, clauses_table, corners_table, file_rows
from tandem.portrait.tabs import tabs
from tandem.portrait.wording import USELESS, left_out_words, rate_words, shortage_words

_LISTED = 8


def seekers_only[**P](
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A view for those who may seek portraits; the others get the page that says so (403)."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        require(role_of(request) in searches.SEEKERS)
        return view(request, *args, **kwargs)

    return guarded


@require_http_methods(["GET", "POST"])
@seekers_only
def portrait(request: HttpRequest) -> HttpResponse:
    """The newest portrait; POST asks for another search."""
    if request.method == "POST":
        return _asked(request)
    return _page(request, PortraitSearch.objects.select_related("asked_by").first())


@require_GET
@seekers_only
def search(request: HttpRequest, number: int) -> HttpResponse:
    """One search: how far it is, or what it found."""
    found = get_object_or_404(PortraitSearch.objects.select_related("asked_by"), pk=number)
    if getattr(request, "htmx", False):
        if not found.going:
            # What was polled is over: the page as a whole is another one now.
            return HttpResponse(headers={"HX-Refresh": "true"})
        return render(request, "portrait/portrait.html#progress", {"search": found})
    return _page(request, found)


@require_POST
@seekers_only
def cancellation(request: HttpRequest, number: int) -> HttpResponse:
    """Stop a search between two of its steps."""
    get_object_or_404(PortraitSearch, pk=number)
    searches.cancel(search_id=number, now=timezone.now())
    return redirect("portrait_search", number)


@require_GET
@seekers_only
def clauses_file(request: HttpRequest, number: int, form: str) -> HttpResponse:
    """The clauses as a file."""
    found, result = _found(number)
    rows = file_rows(result, _speaks(found))
    page = asked(request)
    forms = ["", "", "", "0.0000", *["#,##0"] * 5, *["0.0%"] * 6, *["0.00"] * 3]
    return page.file(rows, form, name=f"portrait-{number}", title=_("Portrait"), forms=forms)


@require_GET
@seekers_only
def leads(request: HttpRequest, number: int) -> HttpResponse:
    """The newest leads that a clause is true of."""
    found, result = _found(number)
    text, words = _clause(result, request.GET.get("clause", ""), _speaks(found))
    page = asked(request)
    behind = leads_behind.behind(found, text, page)
    context = {"tabs": tabs("portrait"), "search": found, "words": words, "text": text, **behind}
    return render(request, "portrait/leads.html", context)


@require_GET
@seekers_only
def leads_file(request: HttpRequest, number: int, form: str) -> HttpResponse:
    """All leads that a clause is true of, as a file."""
    found, result = _found(number)
    text, _words = _clause(result, request.GET.get("clause", ""), _speaks(found))
    return leads_behind.file(found, text, asked(request), form)


@require_POST
@seekers_only
def amendment(request: HttpRequest, number: int) -> HttpResponse:
    """A clause becomes a portrait of the draft, and the draft is tried on the same days."""
    found, result = _found(number)
    text, words = _clause(result, request.POST.get("clause", ""), _speaks(found))
    title = request.POST.get("title", "").strip()[:200] or words[:200]
    target = request.POST.get("target", "")
    try:
        backtest = draft_portrait(
            portrait=Portrait(title=title, description=words, clause=text),
            target=Target(target) if target in set(Target) else Target.KEEP,
            first=found.first_day, last=found.last_day, by=_person(request), now=timezone.now(),
            reason=_("Portrait from buyers, search no. %(number)s") % {"number": number},
        )  # fmt: skip
    except Refusal as refused:
        messages.error(request, refused.text.in_language(_language()))
        return redirect("portrait_search", number)
    messages.success(request, _("The portrait is in the draft; here is how the draft does on the past."))
    return redirect("agreement_backtest", backtest.pk)


def _page(request: HttpRequest, found: PortraitSearch | None) -> HttpResponse:
    known, language = attributes_known(), _language()
    reading = store.read()
    whole = whole_period(reading)
    context: dict[str, Any] = {
        "tabs": tabs("portrait"),
        "search": found,
        "searches": PortraitSearch.objects.select_related("asked_by").defer("result")[:_LISTED],
        "outcomes": [(each.key, each.title) for each in OUTCOMES.values()],
        "fields": [(name, each.words) for name, each in known.items()],
        "left_out": found.left_out if found else sorted(set(known) - set(usual_fields())),
        "whole": whole,
        "edits": edits(_person(request)),
        "as_of": timezone.localtime(reading.freshness.as_of),
    }
    if found:
        context |= {
            "title": OUTCOMES[found.outcome].title,
            "period": Period(found.first_day, found.last_day),
            "failure": searches.failure_of(found),
        }
        result = searches.result_of(found)
        if result is not None:
            context |= _shown(request, found, result, language)
    if whole:
        context["over_time"] = over_time(reading, whole, language)
    return render(request, "portrait/portrait.html", context)


def _shown(request: HttpRequest, found: PortraitSearch, result: Result, language: str) -> dict[str, Any]:
    speaks, portrayal = _speaks(found), result.portrayal
    exports = asked(request).exports("portrait_file", found.pk) if portrayal.findings else ()
    drafted = TOGETHER if portrayal.together else ""
    chosen = request.GET.get("clause", drafted)
    clause = _clause_or_none(result, chosen, speaks)
    return {
        "result": result,
        "members": speaks.members,
        "table": clauses_table(result, found.pk, speaks, exports),
        "agreed": agreed_table(result.agreed, found.pk, speaks),
        "corners": corners_table(result.corners, speaks),
        "base": rate_words(portrayal.base, language),
        "rest": rate_words(portrayal.rest, language),
        "left": left_out_words(result, language),
        "shortage": [shortage_words(each, language) for each in portrayal.shortage],
        "useless": [(field_words(name, speaks.known, language), USELESS[why]) for name, why in portrayal.useless],
        "shifted": [field_words(name, speaks.known, language) for name, _psi in portrayal.shifted],
        "chosen": chosen,
        "clause": clause,
        "choices": [
            (str(at), words_of(each.clause, speaks.known, language)) for at, each in enumerate(portrayal.findings)
        ],
        "together": TOGETHER if len(portrayal.confirmed) > 1 else "",
    }


def _asked(request: HttpRequest) -> HttpResponse:
    try:
        first, last = (date.fromisoformat(request.POST.get(name, "")) for name in ("first", "last"))
    except ValueError:
        messages.error(request, _("Choose the first and the last day of the period."))
        return redirect("portrait")
    used = set(request.POST.getlist("field"))
    try:
        with transaction.atomic():
            made = searches.ask(
                outcome=request.POST.get("outcome", ""), first=first, last=last,
                left_out=set(attributes_known()) - used, by=_person(request), now=timezone.now(),
            )  # fmt: skip
            transaction.on_commit(lambda: jobs.search_portrait.enqueue(made.pk))
    except Refusal as refused:
        messages.error(request, refused.text.in_language(_language()))
        return redirect("portrait")
    return redirect("portrait_search", made.pk)


def _found(number: int) -> tuple[PortraitSearch, Result]:
    found = get_object_or_404(PortraitSearch, pk=number)
    result = searches.result_of(found)
    if result is None:
        raise Http404
    return found, result


def _clause(result: Result, key: str, speaks: Speaks) -> tuple[str, str]:
    found = _clause_or_none(result, key, speaks)
    if found is None:
        raise Http404
    return found


def _clause_or_none(result: Result, key: str, speaks: Speaks) -> tuple[str, str] | None:
    """The text of a clause and its words, by its place or as all together."""
    portrayal = result.portrayal
    if key == TOGETHER and portrayal.together:
        words = union_words([each.clause for each in portrayal.confirmed], speaks.known, speaks.language)
        return portrayal.together.text, words.strip("()") if len(portrayal.confirmed) == 1 else words
    if key.isascii() and key.isdecimal() and int(key[:9]) < len(portrayal.findings):
        each = portrayal.findings[int(key[:9])]
        return each.text, words_of(each.clause, speaks.known, speaks.language)
    return None


def _speaks(found: PortraitSearch) -> Speaks:
    language = _language()
    return Speaks(language, attributes_known(), OUTCOMES[found.outcome].members.in_language(language))


def _language() -> str:
    return get_language() or "ru"


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user
