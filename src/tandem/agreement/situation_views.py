"""The page of situations nobody may ignore, as they stand now, and the file of one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tandem.agreement import promise_rows, queries, saying, titles
from tandem.agreement.situations import InIt, Seen, now_of, rows_in
from tandem.agreement.watched import watched_tabs
from tandem.basics.text import Text
from tandem.measures.asked import Asked, asked
from tandem.ui.pieces import Cell, Column, Row, Table

#: The longest so many are on the page; a file holds all.
_MOST = 50


@dataclass(frozen=True, slots=True)
class Block:
    """A watched situation with its rows, where the reader has opened it."""

    seen: Seen
    who: Text
    measured: Text
    url: str
    table: Table | None
    cut: int


@require_GET
def situations(request: HttpRequest) -> HttpResponse:
    """What must not be ignored now, and until when."""
    page = asked(request)
    found = now_of(page.reading, seller_id=page.seller_id)
    chosen = _chosen(found.seen, page)
    context = {
        "tabs": watched_tabs("situations"),
        "version": found.version,
        "blocks": [_block(each, page, shown=each is chosen) for each in found.seen],
        "in_words": [(each, titles.role(each.who)) for each in found.in_words],
        "own": page.seller_id is not None,
    }
    return render(request, "agreement/situations.html", {**page.context(), **context})


@require_GET
def situations_file(request: HttpRequest, form: str) -> HttpResponse:
    """All rows that are in the situation the page shows."""
    page = asked(request)
    chosen = _chosen(now_of(page.reading, seller_id=page.seller_id).seen, page)
    if chosen is None:
        raise Http404
    found = rows_in(chosen.situation, page.reading, seller_id=page.seller_id)
    rows = promise_rows.file_rows(_table(chosen, page, found), page.language)
    return page.file(rows, form, name="situation", title=_("Not to be ignored"), forms=[""] * len(rows[0]))


def _chosen(seen: Sequence[Seen], page: Asked) -> Seen | None:
    """The situation asked for; by default the one with most rows overdue."""
    if not seen:
        return None
    by_key = {each.situation.key: each for each in seen}
    worst = max(seen, key=lambda each: (each.overdue, each.count))
    return by_key[page.choice("situation", by_key, worst.situation.key)]


def _block(seen: Seen, page: Asked, *, shown: bool) -> Block:
    table = None
    if shown and seen.count:
        rows = rows_in(seen.situation, page.reading, seller_id=page.seller_id, limit=_MOST)
        table = replace(_table(seen, page, rows), exports=page.exports("situations_file"))
    return Block(
        seen=seen,
        who=titles.role(seen.situation.who),
        measured=saying.watch(seen.situation, queries.in_force().document),
        url=page.address({"situation": seen.situation.key}),
        table=table,
        cut=_MOST if shown and seen.count > _MOST else 0,
    )


def _table(seen: Seen, page: Asked, found: Sequence[InIt]) -> Table:
    """The rows as people know them, with since when and until when."""
    columns, rows = promise_rows.rows_about(seen.watch.about, [each.row_id for each in found], page)
    columns = [columns[0], Column(_("To be settled by")), Column(_("Since")), *columns[1:]]
    made = [
        Row([row.cells[0], _due(each, page), Cell(promise_rows.moment(each.began, page)), *row.cells[1:]], url=row.url)
        for row, each in zip(rows, found, strict=True)
    ]
    return Table(seen.situation.trigger, columns, made)


def _due(each: InIt, page: Asked) -> Cell:
    note = Text(ru="просрочено", en="overdue") if each.overdue else ""
    return Cell(promise_rows.moment(each.due, page), note=note)
