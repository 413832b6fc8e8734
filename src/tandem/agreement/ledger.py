"""Who owes what to whom: each promise of each side with how it stands, period by period, and the rows behind it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings

from tandem.agreement import duties
from tandem.agreement.document import Calendar, Document, DutyPromise, FigurePromise, Promise
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
    ``share`` is the part of the decided ones that kept it (None while none is decided).
    """

    period: Period
    standing: Standing
    value: Value | None = None
    rows: duties.RowsOfDuty | None = None

    @property
    def share(self) -> Decimal | None:
        """Kept among kept and broken; what the machine delayed is in neither."""
        if self.rows is None:
            return None
        kept, broken = self.rows.of(RowState.KEPT), self.rows.of(RowState.BROKEN)
        return Decimal(kept) / (kept + broken) if kept + broken else None


@dataclass(frozen=True, slots=True)
class Entry:
    """A promise with its pieces, the newest last."""

    promise: Promise
    pieces: tuple[Piece, ...]

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


def ledger(
    document: Document,
    period: Period,
    reading: Reading,
    *,
    seller_id: int | None = None,
    told: Callable[[Promise], None] = lambda promise: None,
) -> Ledger:
    """How every promise of a document stood in the pieces of a period.

    ``told`` is called after each promise: for progress, and to stop by an exception.
    """
    entries = []
    for promise in document.promises:
        entries.append(Entry(promise, pieces_of(promise, document, period, reading, seller_id=seller_id)))
        told(promise)
    return Ledger(
        marketing=tuple(entry for entry in entries if entry.promise.side == "marketing"),
        sales=tuple(entry for entry in entries if entry.promise.side == "sales"),
        period=period,
    )


def pieces_of(
    promise: Promise, document: Document, period: Period, reading: Reading, *, seller_id: int | None = None
) -> tuple[Piece, ...]:
    """One promise, piece by piece."""
    if promise.figure is not None:
        return _of_figure(promise.figure, period, reading, seller_id)
    if promise.duty is not None:
        return _of_duty(promise.duty, calendar_of(promise.duty, document), period, reading, seller_id)
    return ()


def rows_behind(
    promise: Promise,
    document: Document,
    period: Period,
    reading: Reading,
    *,
    state: RowState,
    seller_id: int | None = None,
) -> tuple[int, ...]:
    """The leads, returns or launches of a duty that are in a state, the newest first, at most a thousand."""
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
    )


def calendar_of(duty: DutyPromise, document: Document) -> Calendar | None:
    """The calendar a duty's clock runs on; None where it runs day and night."""
    return next((each for each in document.calendars if each.key == duty.calendar), None)


def _of_figure(figure: FigurePromise, period: Period, reading: Reading, seller_id: int | None) -> tuple[Piece, ...]:
    grain = Grain(figure.per)
    pieces = [Period.of(grain, piece.start) for piece in period.split(grain)]
    try:
        asked = measure(figure.measure)
    except UnknownMeasure:
        return tuple(Piece(piece, Standing.NO_DATA) for piece in pieces)
    # Whole pieces: a month's volume is promised for the month, even when the page shows a part of it.
    whole = Period(pieces[0].start, pieces[-1].end)
    found = answer(Question((figure.measure,), whole, grain=grain, where=figure.where, seller_id=seller_id), reading)
    until = horizon(reading).until
    grows = asked.unit in {Unit.COUNT, Unit.MONEY} and not asked.parts
    made = []
    for piece in pieces:
        value = found.at((), piece).values[figure.measure]
        known = None if value.value is None or piece.start > until else Decimal(str(value.value))
        standing = figure_standing(
            known,
            relation=figure.relation,
            amount=figure.amount,
            elapsed=_elapsed(piece, until),
            grows=grows,
        )
        made.append(Piece(piece, standing, value=value))
    return tuple(made)


def _of_duty(
    duty: DutyPromise, calendar: Calendar | None, period: Period, reading: Reading, seller_id: int | None
) -> tuple[Piece, ...]:
    grain = Grain(duty.per)
    pieces = [Period.of(grain, piece.start) for piece in period.split(grain)]
    if not duties.has_facts(duty, reading):
        return tuple(Piece(piece, Standing.NO_DATA) for piece in pieces)
    reach = horizon(reading)
    whole = Period(pieces[0].start, pieces[-1].end)
    found = {
        rows.piece: rows
        for rows in duties.states_by_piece(
            duty, calendar, whole, reading, grain=grain, as_of=reach.as_of, zone=_zone(), seller_id=seller_id
        )
    }
    return tuple(_duty_piece(duty, piece, found.get(piece.start), reach.until) for piece in pieces)


def _duty_piece(duty: DutyPromise, piece: Period, rows: duties.RowsOfDuty | None, until: dt.date) -> Piece:
    if rows is None:
        return Piece(piece, Standing.NO_DATA)
    standing = duty_standing(
        kept=rows.of(RowState.KEPT),
        broken=rows.of(RowState.BROKEN),
        open_rows=rows.of(RowState.OPEN),
        endangered=rows.of(RowState.DANGER),
        share=duty.share,
        over=piece.end < until,
    )
    return Piece(piece, standing, rows=rows)


def _elapsed(piece: Period, until: dt.date) -> Decimal:
    """The share of a piece of time that lies behind the newest day of the data."""
    if until >= piece.end:
        return Decimal(1)
    return Decimal(max((until - piece.start).days, 0)) / len(piece)


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)
