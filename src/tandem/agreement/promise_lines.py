"""The promises ledger as plain rows and as JSON: one line a promise in one piece of time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from tandem.agreement.ledger import Entry, Ledger, Piece
from tandem.agreement.promise_states import RowState, Standing
from tandem.agreement.saying import promise
from tandem.agreement.titles import SIDES
from tandem.basics.numbers import format_number
from tandem.basics.text import Text
from tandem.measures.answers_as_json import number_json
from tandem.measures.export_files import Content
from tandem.measures.values import Number

STANDINGS: Mapping[Standing, Text] = {
    Standing.KEPT: Text(ru="выполнено", en="kept"),
    Standing.BROKEN: Text(ru="нарушено", en="broken"),
    Standing.DANGER: Text(ru="под угрозой", en="in danger"),
    Standing.ON_TRACK: Text(ru="идёт как обещано", en="on track"),
    Standing.NO_DATA: Text(ru="данных ещё нет", en="no data yet"),
}
STATES: Mapping[RowState, Text] = {
    RowState.KEPT: Text(ru="выполнено", en="kept"),
    RowState.BROKEN: Text(ru="нарушено", en="broken"),
    RowState.DANGER: Text(ru="под угрозой", en="in danger"),
    RowState.OPEN: Text(ru="срок ещё идёт", en="still open"),
    RowState.SYSTEM: Text(ru="задержала система", en="delayed by the system"),
    RowState.UNKNOWN: Text(ru="не проверить", en="cannot be told"),
}
#: Texts before the figures of a line, and the number formats of all its cells.
LABELS = 3


def reached(piece: Piece) -> tuple[Number | None, int | None]:
    """What came of a piece, in the unit of what was promised, and over how many cases."""
    if piece.rows is not None:
        return piece.share, piece.rows.of(RowState.KEPT) + piece.rows.of(RowState.BROKEN)
    return (piece.value.value, piece.value.n) if piece.value is not None else (None, None)


def rows_of(ledger: Ledger, language: str) -> list[list[Content]]:
    """A head, then a line for each piece, the newest piece of a promise first."""
    head = [
        _("Department"),
        _("Promise"),
        _("How it is measured"),
        _("From"),
        _("To"),
        _("Version"),
        _("How it stands"),
    ]
    head += [_("Promised"), _("Reached"), "n", *(words.in_language(language) for words in STATES.values())]
    rows: list[list[Content]] = [[*head]]
    for entry in ledger.entries:
        rows += [_row(entry, piece, language) for piece in reversed(entry.pieces)]
    return rows


def forms(rows: list[list[Content]]) -> list[str]:
    """Number formats of ``rows_of``: amounts are in the unit of their own promise."""
    return ["" for _ in range(LABELS + 4)] + ["General"] * (len(rows[0]) - LABELS - 4)


def shown(rows: list[list[Content]], language: str) -> Iterator[list[str]]:
    """The same for a terminal: no more decimals than one reads."""
    for row in rows:
        yield [
            "" if cell is None
            else cell if isinstance(cell, str)
            else format_number(cell, language, 0 if cell == int(cell) else 2)
            for cell in row
        ]  # fmt: skip


def _row(entry: Entry, piece: Piece, language: str) -> list[Content]:
    value, cases = reached(piece)
    counts = [piece.rows.of(state) if piece.rows else None for state in STATES]
    return [
        SIDES[entry.promise.side].in_language(language),
        entry.promise.title,
        measured(entry, language),
        piece.period.start.isoformat(),
        piece.period.end.isoformat(),
        piece.version,
        STANDINGS[piece.standing].in_language(language) if piece.whole else "",
        piece.promised,
        value,
        cases,
        *counts,
    ]


def measured(entry: Entry, language: str) -> str:
    """By what a promise is judged, in words."""
    return promise(entry.promise, entry.document).in_language(language)


def as_json(ledger: Ledger) -> dict[str, Any]:
    """The ledger for programs: shares as fractions, money as text."""
    return {
        "from": ledger.period.start.isoformat(),
        "to": ledger.period.end.isoformat(),
        "promises": [
            {
                "side": entry.promise.side,
                "key": entry.promise.key,
                "title": entry.promise.title,
                "now": entry.now,
                "pieces": [_piece_json(piece) for piece in entry.pieces],
            }
            for entry in ledger.entries
        ],
    }


def _piece_json(piece: Piece) -> dict[str, Any]:
    value, cases = reached(piece)
    return {
        "from": piece.period.start.isoformat(),
        "to": piece.period.end.isoformat(),
        "version": piece.version,
        "standing": piece.standing if piece.whole else None,
        "promised": number_json(piece.promised),
        "reached": number_json(value),
        "n": cases,
        "rows": {state: piece.rows.of(state) for state in RowState} if piece.rows else None,
    }
