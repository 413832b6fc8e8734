"""Situations nobody may ignore, as they stand now: which rows are in one, since when, and until when to react.

Watched are those that say in a clause what sets them off, by the version in force, for what has happened since the
first version: before it nobody had agreed on anything.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings

from tandem.agreement import duties, queries
from tandem.agreement.calendars import working_calendar
from tandem.agreement.clause_catalogue import fields
from tandem.agreement.clauses import clause_of
from tandem.agreement.document import Calendar, Document, DutyPromise, Situation, Watch
from tandem.agreement.rules import speaks_for
from tandem.basics.periods import Period
from tandem.basics.working_time import WorkingCalendar
from tandem.measures.horizon import horizon
from tandem.measures.store import Reading
from tandem.measures.tables import shape
from tandem.people.rules import Role

_MINUTE = 60_000_000


class InIt(NamedTuple):
    """A row that is in a situation: since when, and when the time to react ends."""

    row_id: int
    began: dt.datetime
    due: dt.datetime
    overdue: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """A watched situation now: how many rows are in it, and of how many the time to react has passed."""

    situation: Situation
    watch: Watch
    count: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Now:
    """The situations of the version in force: those that are watched, and those that only people can tell."""

    version: int
    seen: tuple[Seen, ...]
    in_words: tuple[Situation, ...]


def now_of(reading: Reading, *, seller_id: int | None = None) -> Now:
    """How every situation stands; with a seller, among that seller's own rows."""
    agreement = queries.in_force()
    document = agreement.document
    seen = []
    for situation in document.situations:
        if situation.watch is not None:
            sql = _rows_sql(situation.watch, document, reading, seller_id)
            ((count, overdue),) = reading.rows(f"SELECT count(*), count(*) FILTER (overdue) FROM ({sql})")
            seen.append(Seen(situation, situation.watch, count, overdue))
    in_words = tuple(each for each in document.situations if each.watch is None)
    return Now(agreement.version, tuple(seen), in_words)


def rows_in(
    situation: Situation, reading: Reading, *, seller_id: int | None = None, limit: int | None = None
) -> tuple[InIt, ...]:
    """The rows that are in a watched situation of the version in force, the longest first."""
    watch, document = situation.watch, queries.in_force().document
    if watch is None:
        return ()
    sql = _rows_sql(watch, document, reading, seller_id)
    cut = f" LIMIT {limit:d}" if limit is not None else ""
    found = reading.rows(f"SELECT id, since, overdue FROM ({sql}) ORDER BY since, id{cut}")
    written = _calendar(watch, document)
    calendar = working_calendar(written, company_zone=_zone()) if written else None
    return tuple(
        InIt(row_id, _later(at, watch.after, calendar), _later(at, watch.after + watch.minutes, calendar), overdue)
        for row_id, since, overdue in found
        for at in (since.replace(tzinfo=dt.UTC),)
    )


def laid_upon(role: Role, reading: Reading, *, seller_id: int | None) -> tuple[Seen, ...]:
    """The situations that a reader of a role has to react to, where any row is in one."""
    seats = speaks_for(queries.in_force().document, role)
    return tuple(
        each for each in now_of(reading, seller_id=seller_id).seen if each.count and each.situation.who in seats
    )


def _rows_sql(watch: Watch, document: Document, reading: Reading, seller_id: int | None) -> str:
    """SQL of the rows that are in a situation: ``id, since, overdue``."""
    as_of = horizon(reading).as_of
    known = fields(watch.about)
    since = f"({known[watch.since].column or watch.since})"
    clause = clause_of(watch.clause, known=known, decided=watch.about == "leads").sql.sql(dialect="duckdb")
    first = _agreed_since()
    begun, _ = Period.day(first).bounds_utc(_zone())
    conditions = [
        f"({clause})",
        f"{since} >= TIMESTAMP '{begun.replace(tzinfo=None)}'",
        f"{since} <= TIMESTAMP '{as_of}'",
    ]
    if seller_id is not None:
        conditions.append(f"seller_id = {seller_id:d}" if "seller_id" in shape().columns_of(watch.about) else "false")
    moments = (
        f"SELECT {shape().tables[watch.about].key} AS id, CAST({since} AS TIMESTAMP) AS since "
        f"FROM {watch.about} WHERE {' AND '.join(conditions)}"
    )
    clock = DutyPromise(about=watch.about, since=watch.since)
    timed = duties.with_working_time(
        moments, clock, _calendar(watch, document), reading, first=first, as_of=as_of, zone=_zone()
    )
    return (
        f"SELECT id, since, w_now - w_since > {(watch.after + watch.minutes) * _MINUTE} AS overdue "
        f"FROM ({timed}) WHERE w_now - w_since > {watch.after * _MINUTE}"
    )


def _agreed_since() -> dt.date:
    """The first day of version 1; it is asked only where a version is in force."""
    return min(line.since for line in queries.versions() if line.since is not None)


def _calendar(watch: Watch, document: Document) -> Calendar | None:
    return next((each for each in document.calendars if each.key == watch.calendar), None)


def _later(at: dt.datetime, minutes: int, calendar: WorkingCalendar | None) -> dt.datetime:
    return calendar.add_minutes(at, minutes) if calendar else at + dt.timedelta(minutes=minutes)


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)
