"""The page of key indices and its file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tandem.basics.numbers import format_day
from tandem.measures.asked import Asked, asked, require
from tandem.measures.wording import Speech
from tandem.planning import key_indices_page
from tandem.planning.key_indices import KeyIndices, key_indices
from tandem.planning.queries import DEPARTMENTS


@require_GET
def indices(request: HttpRequest) -> HttpResponse:
    """How both departments stand by what they agreed on."""
    page, found = _asked(request)
    speech, today = Speech(page.language, found.currency), timezone.localdate()
    sides = [
        {
            "side": side,
            "title": DEPARTMENTS[side.department],
            "table": key_indices_page.side_table(side, speech),
            "index": key_indices_page.index_words(side, page.language),
            "unknown": ", ".join(side.unknown),
        }
        for side in found.sides
    ]
    context = {
        "sides": sides,
        "shared": key_indices_page.shared_table(found, speech),
        "first": format_day(found.counted.start, today, page.language),
        "last": format_day(found.counted.end, today, page.language),
        "exports": page.exports("key_indices_file"),
    }
    return render(request, "planning/indices.html", {**page.context(), **context})


@require_GET
def indices_file(request: HttpRequest, form: str) -> HttpResponse:
    """The same as a file."""
    page, found = _asked(request)
    rows = key_indices_page.file_rows(found, page.language)
    return page.file(
        rows, form, name="key-indices", title=_("Key indices"), forms=key_indices_page.FORMS, labels=2
    )  # fmt: skip


def _asked(request: HttpRequest) -> tuple[Asked, KeyIndices]:
    page = asked(request)
    require(page.role.sees_money_spent)
    return page, key_indices(page.period, page.reading)
