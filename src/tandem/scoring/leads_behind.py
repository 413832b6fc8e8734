"""The leads a line of a card was trained on, with what came of each: the ground on which a line is disputed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import batched, chain
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from tandem.agreement.document import ScoreTerm
from tandem.agreement.promise_rows import file_rows, lead_rows
from tandem.agreement.score_words import bin_words, field_words, share_words, signed
from tandem.measures.asked import Asked
from tandem.scoring.history import learned_from
from tandem.scoring.training import bins_in
from tandem.ui.pieces import Cell, Column, Empty, Row, Table

_LISTED, _STEP = 200, 2000


def behind(term: ScoreTerm, line: int, page: Asked) -> dict[str, Any]:
    """The newest of them for the page, as the data stands now."""
    outcomes = _outcomes(term, line, page)
    columns, rows = _rows(list(outcomes)[:_LISTED], outcomes, page)
    each = term.bins[line]
    return {
        "name": field_words(term.key),
        "words": bin_words(each, term),
        "points": signed(each.points),
        "share": share_words(sum(outcomes.values()), len(outcomes)),
        "count": len(outcomes),
        "listed": len(rows),
        "table": Table(_("Leads"), columns, rows, Empty(_("No lead has this value any more: train anew."))),
        "exports": [(form.upper(), f"?as={form}") for form in ("csv", "xlsx")],
    }


def file(term: ScoreTerm, line: int, page: Asked, form: str) -> HttpResponse:
    """All of them as a file."""
    outcomes = _outcomes(term, line, page)
    head = file_rows(Table("", *_rows((), outcomes, page)), page.language)
    lines = chain(head, _lines(outcomes, page))
    return page.file(lines, form, name="scorecard-leads", title=_("Leads"), forms=[""] * len(head[0]))


def _outcomes(term: ScoreTerm, line: int, page: Asked) -> dict[int, bool]:
    """Whether each lead of the line bought, the newest first."""
    learned = learned_from(page.reading, term.key)
    if learned is None:  # a field that leads no longer have
        return {}
    codes = bins_in(term).codes(learned.attribute)
    found = zip(learned.lead_ids, learned.bought, codes.tolist(), strict=True)
    return {lead_id: bought for lead_id, bought, code in found if code == line}


def _rows(ids: Sequence[int], outcomes: dict[int, bool], page: Asked) -> tuple[list[Column], list[Row]]:
    columns, rows = lead_rows(ids, page)
    said = {True: _("bought"), False: _("did not buy")}
    told = [Row([*row.cells, Cell(said[outcomes[at]])], url=row.url) for row, at in zip(rows, ids, strict=True)]
    return [*columns, Column(_("Outcome"))], told


def _lines(outcomes: dict[int, bool], page: Asked) -> Iterator[list[str]]:
    for part in batched(outcomes, _STEP, strict=False):
        yield from file_rows(Table("", *_rows(part, outcomes, page)), page.language)[1:]
