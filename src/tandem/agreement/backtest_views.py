"""Pages of backtests: asking for one, watching it, cancelling it, and what it found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import batched, chain
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tandem.agreement import backtest_page, backtest_rows, backtests, jobs, queries
from tandem.agreement.access import editors_only, reader, tabs
from tandem.agreement.backtest_result import Result
from tandem.agreement.backtesting import leads_behind
from tandem.agreement.models import Backtest, Version
from tandem.agreement.promise_rows import file_rows, lead_rows
from tandem.agreement.rules import version_title
from tandem.agreement.views import refused
from tandem.basics.periods import Period
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.measures.answer_lines import seller_names
from tandem.measures.asked import Asked, asked
from tandem.measures.horizon import horizon
from tandem.measures.store import store
from tandem.people.rules import Role
from tandem.ui.pieces import Tab, Table

_DRAFT = Text(ru="Черновик", en="Draft")
#: So many backtests are listed.
_LISTED = 50
#: A sheet has no more room, and nobody reads as far.
_MOST_XLSX = 200_000
_STEP = 2000


@require_http_methods(["GET", "POST"])
@editors_only
def list_of_backtests(request: HttpRequest) -> HttpResponse:
    """All backtests, newest first; POST asks for another."""
    if request.method == "POST":
        return _asked(request)
    rows = Backtest.objects.select_related("version", "asked_by").defer("result")[:_LISTED]
    context = {
        "tabs": tabs(reader(request), "agreement_backtests"),
        "backtests": [(each, title_of(each.version), state_of(each)) for each in rows],
        "versions": [(each.pk, title_of(each)) for each in _versions()],
        "period": _default_period(),
    }
    return render(request, "agreement/backtests.html", context)


@require_GET
@editors_only
def backtest(request: HttpRequest, number: int) -> HttpResponse:
    """One backtest: how far it is, or what it found."""
    found = get_object_or_404(Backtest.objects.select_related("version", "asked_by"), pk=number)
    state = state_of(found)
    going = state in ("waiting", "running")
    htmx = getattr(request, "htmx", False)
    if htmx and not going:
        # What was polled is over: the page as a whole is another one now.
        return HttpResponse(headers={"HX-Refresh": "true"})
    context: dict[str, Any] = {
        "tabs": tabs(reader(request), "agreement_backtests"),
        "backtest": found,
        "title": title_of(found.version),
        "period": Period(found.first_day, found.last_day),
        "state": state,
        "going": going,
        "failure": backtests.failure_of(found),
    }
    result = backtests.result_of(found)
    if result is not None:
        context |= {"result": result, "changed": backtests.is_changed(found), **_found(request, found, result)}
    return render(request, "agreement/backtest.html#progress" if htmx else "agreement/backtest.html", context)


@require_POST
@editors_only
def cancellation(request: HttpRequest, number: int) -> HttpResponse:
    """Stop a backtest between two of its steps."""
    get_object_or_404(Backtest, pk=number)
    backtests.cancel(backtest_id=number, now=timezone.now())
    return redirect("agreement_backtest", number)


@require_GET
@editors_only
def leads(request: HttpRequest, number: int) -> HttpResponse:
    """The newest leads behind a change."""
    found, behind = _behind(request, number)
    page = asked(request)
    columns, rows = lead_rows(behind.newest, page)
    changed = backtests.is_changed(found)
    context = {
        "tabs": tabs(reader(request), "agreement_backtests"),
        "backtest": found,
        "title": behind.title,
        "count": behind.count,
        "listed": len(rows),
        "changed": changed,
        "table": Table(behind.title, columns, rows),
        "exports": () if changed else page.exports("agreement_backtest_leads_file", number),
    }
    return render(request, "agreement/backtest_leads.html", context)


@require_GET
@editors_only
def leads_file(request: HttpRequest, number: int, form: str) -> HttpResponse:
    """All leads behind a change, judged anew as the data stands now; none of a draft that was changed since."""
    found, behind = _behind(request, number)
    if backtests.is_changed(found):
        raise Http404
    page = asked(request)
    judge = queries.judge_for(queries.document_of(found.version))
    ids = leads_behind(judge, Period(found.first_day, found.last_day), page.reading, behind.of)
    if form == "xlsx" and len(ids) > _MOST_XLSX:
        messages.warning(request, _("Too many leads for one workbook: take the CSV."))
        return redirect(f"{reverse('agreement_backtest_leads', args=[number])}?{request.GET.urlencode()}")
    head = file_rows(Table(behind.title, *lead_rows((), page)), page.language)
    name = f"backtest-{number}-leads"
    return page.file(chain(head, _lines(ids, page)), form, name=name, title=_("Backtest"), forms=[""] * len(head[0]))


def _lines(ids: Sequence[int], page: Asked) -> Iterator[list[str]]:
    """The leads as lines of a file, read in steps."""
    for part in batched(ids, _STEP, strict=False):
        yield from file_rows(Table("", *lead_rows(part, page)), page.language)[1:]


def _behind(request: HttpRequest, number: int) -> tuple[Backtest, backtest_page.Behind]:
    found = get_object_or_404(Backtest.objects.select_related("version"), pk=number)
    result = backtests.result_of(found)
    behind = backtest_page.behind(result, request.GET) if result else None
    if behind is None:
        raise Http404
    return found, behind


@require_GET
@editors_only
def file(request: HttpRequest, number: int, part: str, form: str) -> HttpResponse:
    """A part of the result as a file."""
    found = get_object_or_404(Backtest, pk=number)
    result = backtests.result_of(found)
    if result is None or part not in _parts(request):
        raise Http404
    page = asked(request)
    names = seller_names(backtest_rows.people_in(result))
    rows = backtest_rows.rows_of(result, part, language=page.language, names=names, sort=request.GET.get("sort", ""))
    name = f"backtest-{number}-{part}"
    return page.file(rows, form, name=name, title=_("Backtest"), forms=["General"] * len(rows[0]))


def _asked(request: HttpRequest) -> HttpResponse:
    version = get_object_or_404(Version, pk=_whole(request.POST.get("version", "")))
    try:
        first, last = (date.fromisoformat(request.POST.get(name, "")) for name in ("first", "last"))
    except ValueError:
        messages.error(request, _("Choose the first and the last day of the period."))
        return redirect("agreement_backtests")
    try:
        with transaction.atomic():
            made = backtests.ask(version=version, first=first, last=last, by=reader(request), now=timezone.now())
            jobs.run_backtest.enqueue(made.pk)
    except Refusal as refusal:
        refused(request, refusal.text)
        return redirect("agreement_backtests")
    return redirect("agreement_backtest", made.pk)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _versions() -> list[Version]:
    """What can be tried: the draft first, then the versions, the newest first."""
    signed = Version.objects.filter(number__isnull=False).order_by("-number")
    return [*Version.objects.filter(number__isnull=True), *signed]


def _default_period() -> Period:
    """The three months before the newest day of the data, of which the last is nearly whole."""
    until = horizon(store.read()).until
    last = (
        Period.month(until) if until == Period.month(until).end else Period.month(until.replace(day=1) - timedelta(1))
    )
    first = last
    for _month in range(2):
        first = Period.month(first.start - timedelta(1))
    return Period(first.start, last.end)


def title_of(version: Version) -> Text:
    """How the thing that is tried is called."""
    if version.number is None or version.since is None:
        return _DRAFT
    return version_title(version.number, version.since)


def state_of(found: Backtest) -> str:
    """``waiting``, ``running``, ``done``, ``cancelled`` or ``failed``."""
    if found.cancelled_at:
        return "cancelled"
    if found.failure:
        return "failed"
    if found.finished_at:
        return "done"
    return "running" if found.started_at else "waiting"


def _found(request: HttpRequest, found: Backtest, result: Result) -> dict[str, Any]:
    language = get_language() or "ru"
    names = seller_names(backtest_rows.people_in(result))
    parts = [part for part in backtest_rows.CUT_PARTS if part in _parts(request)]
    part = request.GET.get("by", "")
    part = part if part in parts else parts[0]
    sort = request.GET.get("sort", "")
    cuts = backtest_page.cut_table(
        result, part, language=language, names=names, sort=sort, exports=_exports(request, found.pk, part)
    )
    return {
        "classes": backtest_page.classes(result, found.pk),
        "matrix": backtest_page.matrix(result, found.pk),
        "missing": backtest_page.missing(result, language),
        "judged_share": 1 - result.unjudged / result.leads if result.leads else None,
        "compared": [queries.version(number).title for number in result.versions or (0,)],
        "cut_tabs": [Tab(backtest_rows.PARTS[each], f"?by={each}#cuts", current=each == part) for each in parts],
        "cuts": cuts,
        "promises": backtest_page.promises(result, language),
        "promise_exports": _exports(request, found.pk, "promises"),
        "grade_exports": _exports(request, found.pk, "grades"),
        "bonus": backtest_page.bonus_table(
            result, language=language, names=names, exports=_exports(request, found.pk, "bonus")
        ),
    }


def _parts(request: HttpRequest) -> list[str]:
    """The parts a reader may see: sellers by name are not everybody's."""
    sees = Role(reader(request).role).sees_operating_report
    return [part for part in backtest_rows.PARTS if part not in ("seller", "bonus") or sees]


def _exports(request: HttpRequest, number: int, part: str) -> tuple[tuple[str, str], ...]:
    query = f"?sort={sort}" if (sort := request.GET.get("sort", "")) in _sorts() else ""
    return tuple(
        (form.upper(), reverse("agreement_backtest_file", args=[number, part, form]) + query)
        for form in ("csv", "xlsx")
    )


def _sorts() -> set[str]:
    return {f"{sign}{key}" for key in backtest_rows.CUT_COLUMNS for sign in ("", "-")}
