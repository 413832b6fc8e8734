"""The leads that a clause is true of, the newest first."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import batched, chain
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.agreement.clauses import clause_of
from tandem.agreement.promise_rows import file_rows, lead_rows
from tandem.basics.expressions import ExpressionError
from tandem.basics.periods import Period
from tandem.measures.asked import Asked
from tandem.portrait.models import PortraitSearch
from tandem.ui.pieces import Empty, Table

_LISTED, _STEP = 200, 2000


def behind(found: PortraitSearch, text: str, page: Asked) -> dict[str, Any]:
    """The newest of them for the page; every lead of the search's period counts, whether or not it is mature."""
    ids = _ids(found, text, page)
    columns, rows = lead_rows(ids[:_LISTED], page)
    empty = Empty(
        _("No lead of these days is such a one any more: search again."), _("Search again"), reverse("portrait")
    )
    query = urlencode({"clause": page.request.GET.get("clause", "")})
    return {
        "count": len(ids),
        "listed": len(rows),
        "table": Table(_("Leads"), columns, rows, empty),
        "exports": [
            (form.upper(), f"{reverse('portrait_leads_file', args=[found.pk, form])}?{query}")
            for form in ("csv", "xlsx")
        ],
    }


def file(found: PortraitSearch, text: str, page: Asked, form: str) -> HttpResponse:
    """All of them as a file."""
    head = file_rows(Table("", *lead_rows((), page)), page.language)
    lines = chain(head, _lines(_ids(found, text, page), page))
    return page.file(lines, form, name=f"portrait-{found.pk}-leads", title=_("Leads"), forms=[""] * len(head[0]))


def _ids(found: PortraitSearch, text: str, page: Asked) -> list[int]:
    try:
        sql = clause_of(text).sql.sql(dialect="duckdb")
    except ExpressionError:  # a field that the agreement no longer has
        return []
    period = Period(found.first_day, found.last_day)
    own = "" if page.seller_id is None else f" AND seller_id = {page.seller_id}"
    rows = page.reading.rows(
        f"SELECT lead_id FROM leads WHERE captured_on BETWEEN DATE '{period.start}' AND DATE '{period.end}' "
        f"AND ({sql}){own} ORDER BY captured_at DESC, lead_id DESC"
    )
    return [lead_id for (lead_id,) in rows]


def _lines(ids: list[int], page: Asked) -> Iterator[list[str]]:
    for part in batched(ids, _STEP, strict=False):
        yield from file_rows(Table("", *lead_rows(part, page)), page.language)[1:]
