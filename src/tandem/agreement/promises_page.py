"""What the page of the promises ledger shows: two columns face to face, each promise with its pieces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.agreement.document import Promise
from tandem.agreement.ledger import Entry, Ledger, Piece
from tandem.agreement.promise_lines import STANDINGS, STATES, measured, reached
from tandem.agreement.promise_states import RowState, Standing
from tandem.basics.numbers import DASH, format_number, format_percent, format_period
from tandem.basics.text import Text
from tandem.measures.asked import Asked
from tandem.measures.catalogue import UnknownMeasure, measure
from tandem.measures.figures import leads_url
from tandem.measures.wording import Speech
from tandem.ui.pieces import Words

#: The newest pieces stand open; the others wait behind a click.
_OPEN_PIECES = 4


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows are in a state, and the way to them."""

    state: RowState
    words: Text
    shown: str
    url: str


@dataclass(frozen=True, slots=True)
class PieceLine:
    """One piece of time of a promise."""

    when: str
    version: int
    version_url: str
    promised: str
    reached: str
    n: str
    url: str
    standing: Standing
    words: Text
    whole: bool
    counts: tuple[Count, ...]
    #: Rows the machine delayed: booked to neither side.
    delayed: Count | None
    note: Words


@dataclass(frozen=True, slots=True)
class Block:
    """One promise with its pieces, the newest first."""

    key: str
    title: str
    measured: str
    url: str
    #: None where nothing follows for the promise from what is counted.
    now: Standing | None
    words: Words
    pieces: Sequence[PieceLine]
    earlier: Sequence[PieceLine]


@dataclass(frozen=True, slots=True)
class Column:
    """The promises of one department, and how many of them stand how in their newest piece."""

    side: str
    blocks: tuple[Block, ...]
    standing: tuple[tuple[Standing, Text, int], ...]


def columns(ledger: Ledger, page: Asked) -> tuple[Column, ...]:
    """Marketing's promises and sales' promises."""
    return (_column("marketing", ledger.marketing, page), _column("sales", ledger.sales, page))


def rows_url(promise: Promise, piece: Piece, state: RowState) -> str:
    """The page of the rows of a duty that are in a state."""
    query = {"state": state.value, "from": piece.period.start.isoformat(), "to": piece.period.end.isoformat()}
    return f"{reverse('promise_rows', args=[piece.version, promise.key])}?{urlencode(query)}"


def _column(side: str, entries: Sequence[Entry], page: Asked) -> Column:
    blocks = tuple(_block(entry, page) for entry in entries)
    counted = [
        (standing, words, sum(block.now is standing for block in blocks)) for standing, words in STANDINGS.items()
    ]
    return Column(side, blocks, tuple(each for each in counted if each[2]))


def _block(entry: Entry, page: Asked) -> Block:
    lines = [_line(entry.promise, piece, page) for piece in reversed(entry.pieces)]
    newest = entry.pieces[-1].version
    return Block(
        key=entry.promise.key,
        title=entry.promise.title,
        measured=measured(entry, page.language),
        url=_clause(newest, entry.promise),
        now=entry.now if entry.pieces[-1].whole else None,
        words=STANDINGS[entry.now] if entry.pieces[-1].whole else "",
        pieces=lines[:_OPEN_PIECES],
        earlier=lines[_OPEN_PIECES:],
    )


def _clause(version: int, promise: Promise) -> str:
    """Where the promise stands in the agreement."""
    return f"{reverse('agreement_version', args=[version])}#promises-{promise.key}"


def _line(promise: Promise, piece: Piece, page: Asked) -> PieceLine:
    value, cases = reached(piece)
    counts = tuple(
        Count(state, words, format_number(many, page.language), rows_url(promise, piece, state))
        for state, words in STATES.items()
        if piece.rows is not None and (many := piece.rows.of(state))
    )
    return PieceLine(
        when=format_period(piece.period, page.language),
        version=piece.version,
        version_url=_clause(piece.version, promise),
        promised=_said(promise, piece.promised, page),
        reached=_said(promise, value, page),
        n="" if cases is None else format_number(cases, page.language),
        url=_leads_of_figure(promise, piece) if value else "",
        standing=piece.standing,
        words=STANDINGS[piece.standing],
        whole=piece.whole,
        counts=tuple(each for each in counts if each.state is not RowState.SYSTEM),
        delayed=next((each for each in counts if each.state is RowState.SYSTEM), None),
        note=_note(piece),
    )


def _note(piece: Piece) -> Words:
    if not piece.whole:
        return _("promised for all leads together")
    if piece.value is not None and piece.value.value is None and piece.value.reason is not None:
        return piece.value.reason
    return ""


def _said(promise: Promise, value: Decimal | float | int | None, page: Asked) -> str:
    """A value in the unit of its promise: rows of a duty are told as a share."""
    if value is None:
        return DASH
    if promise.figure is None:
        return format_percent(value, page.language, 0 if value * 100 == int(value * 100) else 1)
    try:
        return Speech(page.language, settings.CURRENCY).figure(measure(promise.figure.measure), _rounded(value))
    except UnknownMeasure:
        return format_number(value, page.language)


def _rounded(value: Decimal | float | int) -> Decimal | float | int:
    """A share of a month's volume is no whole number; nobody reads its hundredths."""
    return round(value, 2) if isinstance(value, Decimal) and abs(value) < 1000 else value


def _leads_of_figure(promise: Promise, piece: Piece) -> str:
    """The list of leads behind a figure, with its filters."""
    if promise.figure is None:
        return ""
    try:
        address = leads_url(measure(promise.figure.measure), piece.period, {})
    except UnknownMeasure:
        return ""
    return address + _filters(promise.figure.where) if address else ""


def _filters(where: Mapping[str, tuple[str, ...]]) -> str:
    return f"&{urlencode(where, doseq=True)}" if where else ""
