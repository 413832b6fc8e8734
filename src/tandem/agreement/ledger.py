"""Who owes what to whom: each promise of each side with how it stands, period by period, and the rows behind it.

A version answers for the days it was in force: where it comes or goes in the middle of a piece of time, the piece is
cut there, and of a promised volume its share of days is due.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings

from tandem.agreement import duties
from tandem.agreement.agreed import fields_of_versions
from tandem.agreement.document import Calendar, Document, DutyPromise, FigurePromise, Promise
from tandem.agreement.duty_states import SetDeadlines
from tandem.agreement.held import held_in
from tandem.agreement.promise_states import RowState, Standing, duty_standing, figure_standing
from tandem.basics.periods import Grain, Period
from tandem.measures.catalogue import Unit, UnknownMeasure, measure
from tandem.measures.horizon import horizon
from tandem.measures.questions import Question, answer
from tandem.measures.store import Reading
from tandem.measures.values import Value


@dataclass(frozen=True, slots=True)
class Piece:
    """A promise in one day, week, month or quarter.

    For a promised figure ``value`` is what was reached; for a duty ``rows`` are its leads, returns or launches, and
    ``share`` is the part of the decided ones that kept it (None while none is decided). ``promised`` is the amount due
    in this piece, or the share of rows. ``whole`` is false where the figure adds up over all leads, and only those of
    one seller were counted: nothing follows for the promise then. ``version`` is the one it was judged under.
    """

    period: Period
    standing: Standing
    value: Value | None = None
    rows: duties.RowsOfDuty | None = None
    promised: Decimal | None = None
    whole: bool = True
    version: int = 0

    @property
    def share(self) -> Decimal | None:
        """Kept among kept and broken; what the machine delayed is in neither."""
        if self.rows is None:
            return None
        kept, broken = self.rows.of(RowState.KEPT), self.rows.of(RowState.BROKEN)
        return Decimal(kept) / (kept + broken) if kept + broken else None


@dataclass(frozen=True, slots=True)
class Entry:
    """A promise with its pieces, the newest last, and the document it stands in: the newest, where several have it."""

    promise: Promise
    pieces: tuple[Piece, ...]
    document: Document

    @property
    def now(self) -> Standing:
        """How it stands in the newest piece."""
        return self.pieces[-1].standing if self.pieces else Standing.NO_DATA


@dataclass(frozen=True, slots=True)
class Ledger:
    """Both columns of the page."""

    marketing: tuple[Entry, ...]
    sales: tuple[Entry, ...]
    period: Period

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries, marketing's first."""
        return self.marketing + self.sales


def as_agreed(period: Period, reading: Reading, *, seller_id: int | None = None) -> Ledger:
    """How every promise stood under the versions in force in a period, each piece under its own.

    A promise that stayed from version to version is one entry, by its key and by what it measures; without a version
    in the period there is none.
    """
    kept: dict[tuple[str, ...], Entry] = {}
    for held in held_in(period):
        if held.document is None:
            continue
        for entry in ledger(
            held.document, held.asked, reading, within=held.days, seller_id=seller_id, version=held.number
        ).entries:
            pieces = tuple(replace(piece, version=held.number) for piece in entry.pieces)
            earlier = kept.pop(_identity(entry.promise), None)
            kept[_identity(entry.promise)] = replace(entry, pieces=(*(earlier.pieces if earlier else ()), *pieces))
    return _both_columns(kept.values(), period)


def ledger(
    document: Document,
    period: Period,
    reading: Reading,
    *,
    within: Period | None = None,
    seller_id: int | None = None,
    told: Callable[[Promise], None] = lambda promise: None,
    version: int | None = None,
) -> Ledger:
    """How every promise of a document stood in the pieces of a period, cut to the days ``within`` which it held.

    Deadlines that were set count where the document is a signed ``version``, and theirs. A draft is tried on without.
    ``told`` is called after each promise: for progress, and to stop by an exception.
    """
    entries = []
    for promise in document.promises:
        pieces = pieces_of(promise, document, period, reading, within=within, seller_id=seller_id, version=version)
        entries.append(Entry(promise, pieces, document))
        told(promise)
    return _both_columns(entries, period)


def pieces_of(
    promise: Promise,
    document: Document,
    period: Period,
    reading: Reading,
    *,
    within: Period | None = None,
    seller_id: int | None = None,
    version: int | None = None,
) -> tuple[Piece, ...]:
    """One promise, piece by piece."""
    if promise.figure is not None:
        return _of_figure(promise.figure, _pieces(promise.figure.per, period, within), reading, seller_id)
    if promise.duty is not None:
        calendar, pieces = calendar_of(promise.duty, document), _pieces(promise.duty.per, period, within)
        return _of_duty(promise.duty, calendar, pieces, reading, seller_id, _deadlines(promise, version))
    return ()


def rows_behind(
    promise: Promise,
    document: Document,
    period: Period,
    reading: Reading,
    *,
    state: RowState,
    seller_id: int | None = None,
    version: int | None = None,
    limit: int = 1000,
) -> tuple[int, ...]:
    """The leads, returns or launches of a duty that are in a state, the newest first, at most ``limit``."""
    if promise.duty is None or not duties.has_facts(promise.duty, reading):
        return ()
    return duties.rows_behind(
        promise.duty,
        calendar_of(promise.duty, document),
        period,
        reading,
        state=state,
        as_of=horizon(reading).as_of,
        zone=_zone(),
        seller_id=seller_id,
        agreed=fields_of_versions(),
        deadlines=_deadlines(promise, version),
        limit=limit,
    )


def _deadlines(promise: Promise, version: int | None) -> SetDeadlines | None:
    return SetDeadlines(promise.key, version) if version is not None else None


def calendar_of(duty: DutyPromise, document: Document) -> Calendar | None:
    """The calendar a duty's clock runs on; None where it runs day and night."""
    return next((each for each in document.calendars if each.key == duty.calendar), None)


def _both_columns(entries: Iterable[Entry], period: Period) -> Ledger:
    entries = tuple(entries)
    return Ledger(
        marketing=tuple(entry for entry in entries if entry.promise.side == "marketing"),
        sales=tuple(entry for entry in entries if entry.promise.side == "sales"),
        period=period,
    )


def _identity(promise: Promise) -> tuple[str, ...]:
    measured = promise.figure.measure if promise.figure else promise.duty.about if promise.duty else ""
    return (promise.side, promise.key, "figure" if promise.figure else "duty", measured)


def _pieces(per: str, period: Period, within: Period | None) -> list[Period]:
    """Whole pieces: a month's volume is promised for the month, even when the page shows a part of it."""
    pieces = [Period.of(Grain(per), piece.start) for piece in period.split(Grain(per))]
    if within is None:
        return pieces
    return [Period(max(piece.start, within.start), min(piece.end, within.end)) for piece in pieces]


def _of_figure(
    figure: FigurePromise, pieces: list[Period], reading: Reading, seller_id: int | None
) -> tuple[Piece, ...]:
    try:
        asked = measure(figure.measure)
    except UnknownMeasure:
        return tuple(Piece(piece, Standing.NO_DATA) for piece in pieces)
    grain = Grain(figure.per)
    period = Period(pieces[0].start, pieces[-1].end)
    found = answer(Question((figure.measure,), period, grain=grain, where=figure.where, seller_id=seller_id), reading)
    until = horizon(reading).until
    grows = asked.unit in {Unit.COUNT, Unit.MONEY} and not asked.parts
    made = []
    for piece in pieces:
        value = found.at((), piece).values[figure.measure]
        known = None if value.value is None or piece.start > until else Decimal(str(value.value))
        due = Decimal(figure.amount) * len(piece) / len(Period.of(grain, piece.start)) if grows else figure.amount
        standing = figure_standing(
            known,
            relation=figure.relation,
            amount=due,
            elapsed=_elapsed(piece, until),
            grows=grows,
        )
        whole = seller_id is None or not grows
        made.append(Piece(piece, standing if whole else Standing.NO_DATA, value=value, promised=due, whole=whole))
    return tuple(made)


def _of_duty(
    duty: DutyPromise,
    calendar: Calendar | None,
    pieces: list[Period],
    reading: Reading,
    seller_id: int | None,
    deadlines: SetDeadlines | None,
) -> tuple[Piece, ...]:
    if not duties.has_facts(duty, reading):
        return tuple(Piece(piece, Standing.NO_DATA, promised=duty.share) for piece in pieces)
    reach, grain = horizon(reading), Grain(duty.per)
    period = Period(pieces[0].start, pieces[-1].end)
    found = {
        rows.piece: rows
        for rows in duties.states_by_piece(
            duty,
            calendar,
            period,
            reading,
            grain=grain,
            as_of=reach.as_of,
            zone=_zone(),
            seller_id=seller_id,
            agreed=fields_of_versions(),
            deadlines=deadlines,
        )
    }
    return tuple(
        _duty_piece(duty, piece, found.get(Period.of(grain, piece.start).start), reach.until) for piece in pieces
    )


def _duty_piece(duty: DutyPromise, piece: Period, rows: duties.RowsOfDuty | None, until: dt.date) -> Piece:
    if rows is None:
        return Piece(piece, Standing.NO_DATA, promised=duty.share)
    standing = duty_standing(
        kept=rows.of(RowState.KEPT),
        broken=rows.of(RowState.BROKEN),
        open_rows=rows.of(RowState.OPEN),
        endangered=rows.of(RowState.DANGER),
        share=duty.share,
        over=piece.end < until,
    )
    return Piece(piece, standing, rows=rows, promised=duty.share)


def _elapsed(piece: Period, until: dt.date) -> Decimal:
    """The share of a piece of time that lies behind the newest day of the data."""
    if until >= piece.end:
        return Decimal(1)
    return Decimal(max((until - piece.start).days, 0)) / len(piece)


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)
