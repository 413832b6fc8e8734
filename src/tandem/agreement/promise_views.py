"""The page of the promises ledger, the rows behind its figures, and its files."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tandem.agreement import promise_lines, promise_rows, promises_page, queries
from tandem.agreement.ledger import as_agreed
from tandem.agreement.promise_states import RowState
from tandem.measures.asked import asked
from tandem.ui.pieces import Empty


@require_GET
def promises(request: HttpRequest) -> HttpResponse:
    """Who owes what to whom, and how it stands."""
    page = asked(request)
    found = as_agreed(page.period, page.reading, seller_id=page.seller_id)
    context = {
        "columns": promises_page.columns(found, page) if found.entries else (),
        "own": page.seller_id is not None,
        "empty": _empty(),
        "exports": page.exports("promises_file"),
    }
    return render(request, "agreement/promises.html", {**page.context(), **context})


@require_GET
def promises_file(request: HttpRequest, form: str) -> HttpResponse:
    """The ledger as a file."""
    page = asked(request)
    rows = promise_lines.rows_of(as_agreed(page.period, page.reading, seller_id=page.seller_id), page.language)
    forms = promise_lines.forms(rows)
    return page.file(rows, form, name="promises", title=_("Promises"), forms=forms, labels=promise_lines.LABELS)


@require_GET
def promise_rows_page(request: HttpRequest, version: int, key: str) -> HttpResponse:
    """The rows of a duty that are in one state."""
    page, state = asked(request), _state(request)
    found = _behind(request, version, key, state, page.exports("promise_rows_file", version, key))
    context = {
        "promise": found.promise,
        "state": promise_lines.STATES[state],
        "is_delay": state is RowState.SYSTEM,
        "table": found.table,
        "cut": promise_rows.MOST if found.cut else 0,
        "clause_url": f"{reverse('agreement_version', args=[version])}#promises-{key}",
        "version": version,
    }
    return render(request, "agreement/promise_rows.html", {**page.context(), **context})


@require_GET
def promise_rows_file(request: HttpRequest, version: int, key: str, form: str) -> HttpResponse:
    """The same as a file."""
    page, state = asked(request), _state(request)
    table = _behind(request, version, key, state, ()).table
    rows = promise_rows.file_rows(table, page.language)
    forms = [""] * len(rows[0])
    return page.file(rows, form, name=f"promise-{key}-{state}", title=_("Promises"), forms=forms)


def _behind(
    request: HttpRequest, version: int, key: str, state: RowState, exports: tuple[tuple[str, str], ...]
) -> promise_rows.Behind:
    try:
        return promise_rows.behind(asked(request), version=version, key=key, state=state, exports=exports)
    except (promise_rows.NoSuchDuty, queries.UnknownVersion) as unknown:
        raise Http404 from unknown


def _state(request: HttpRequest) -> RowState:
    try:
        return RowState(request.GET.get("state", RowState.BROKEN))
    except ValueError:
        raise Http404 from None


def _empty() -> Empty:
    """What a ledger without a promise teaches."""
    if any(line.number for line in queries.versions()):
        sentence = _("No version of the agreement was in force in these days: choose a later period.")
    else:
        sentence = _(
            "The departments have signed nothing yet, so neither owes the other anything that could be counted."
        )
    return Empty(sentence, _("To the agreement"), reverse("agreement"))
