"""Duties judged row by row in the store: which lead, return or launch kept a promise, which broke it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pyarrow as pa

from tandem.agreement.calendars import columns_of, open_hours, working_calendar
from tandem.agreement.checks.found import Scope
from tandem.agreement.clause_catalogue import ClauseField, announced
from tandem.agreement.clause_scopes import fields_in
from tandem.agreement.clauses import clause_of
from tandem.agreement.document import Calendar, DutyPromise
from tandem.agreement.duty_states import SetDeadlines, joined, state_of
from tandem.agreement.promise_states import RowState
from tandem.basics.periods import Grain, Period
from tandem.measures.store import Reading
from tandem.measures.tables import shape

_EPOCH, _MICROSECOND = dt.datetime(1970, 1, 1, tzinfo=dt.UTC), dt.timedelta(microseconds=1)
#: The instant of a row that says in which period it falls.
_CAME_AT = {"leads": "captured_at", "returns": "returned_at", "launches": "launched_at"}


@dataclass(frozen=True, slots=True)
class RowsOfDuty:
    """How many rows of a piece of time are in which state."""

    piece: dt.date
    counts: Mapping[RowState, int]

    def of(self, state: RowState) -> int:
        """How many rows are in a state."""
        return self.counts.get(state, 0)


def has_facts(duty: DutyPromise, reading: Reading) -> bool:
    """Whether anything was ever recorded that this duty could be judged by."""
    if duty.about not in shape().tables or not _named(duty) <= announced(duty.about).keys():
        return False
    instants = [announced(duty.about)[name] for name in (duty.since, duty.until) if name]
    recorded = " OR ".join(f"({column_of(each)}) IS NOT NULL" for each in instants) or "true"
    (found,) = reading.rows(f"SELECT EXISTS (SELECT 1 FROM {duty.about} WHERE {recorded})")[0]
    return bool(found)


def states_by_piece(
    duty: DutyPromise,
    calendar: Calendar | None,
    period: Period,
    reading: Reading,
    *,
    grain: Grain,
    as_of: dt.datetime,
    zone: ZoneInfo,
    seller_id: int | None = None,
    agreed: Mapping[str, ClauseField] | None = None,
    deadlines: SetDeadlines | None = None,
) -> tuple[RowsOfDuty, ...]:
    """How the rows of a period stand to a duty, piece by piece; ``as_of`` is naive UTC, as the store keeps it.

    ``agreed`` are the fields that versions of the agreement bring, which its clauses may read. With ``deadlines`` a
    lead that had one set is judged by it.
    """
    sql = _judged(
        duty, calendar, period, reading, as_of=as_of, zone=zone, seller_id=seller_id, agreed=agreed, deadlines=deadlines
    )
    pieces: dict[dt.date, dict[RowState, int]] = {}
    bucket = "day" if grain is Grain.DAY else f"CAST(date_trunc('{grain.value}', day) AS DATE)"
    for piece, state, count in reading.rows(f"SELECT {bucket}, state, count(*) FROM ({sql}) GROUP BY 1, 2"):
        pieces.setdefault(piece, {})[RowState(state)] = count
    return tuple(RowsOfDuty(piece, pieces[piece]) for piece in sorted(pieces))


def rows_behind(
    duty: DutyPromise,
    calendar: Calendar | None,
    period: Period,
    reading: Reading,
    *,
    state: RowState,
    as_of: dt.datetime,
    zone: ZoneInfo,
    seller_id: int | None = None,
    agreed: Mapping[str, ClauseField] | None = None,
    deadlines: SetDeadlines | None = None,
    limit: int = 1000,
) -> tuple[int, ...]:
    """The ids of the rows in a state, the newest first: the list behind a figure."""
    sql = _judged(
        duty, calendar, period, reading, as_of=as_of, zone=zone, seller_id=seller_id, agreed=agreed, deadlines=deadlines
    )
    found = reading.rows(f"SELECT id FROM ({sql}) WHERE state = '{state.value}' ORDER BY came_at DESC LIMIT {limit}")
    return tuple(row[0] for row in found)


def _judged(
    duty: DutyPromise,
    calendar: Calendar | None,
    period: Period,
    reading: Reading,
    *,
    as_of: dt.datetime,
    zone: ZoneInfo,
    seller_id: int | None,
    agreed: Mapping[str, ClauseField] | None,
    deadlines: SetDeadlines | None,
) -> str:
    """SQL of one line a row: ``id, came_at, day, state``."""
    known = announced(duty.about)
    came_at = column_of(known[_CAME_AT[duty.about]])
    first, beyond = (moment.replace(tzinfo=None) for moment in period.bounds_utc(zone))
    conditions = [
        f"({came_at}) >= TIMESTAMP '{first}'",
        f"({came_at}) < TIMESTAMP '{beyond}'",
        f"({came_at}) <= TIMESTAMP '{as_of}'",
    ]
    if duty.of:
        conditions.append(condition(duty.of, duty.about, agreed))
    stored = deadlines if deadlines is not None and duty.sets_deadlines and "clocks" in shape().tables else None
    has_seller = "seller_id" in shape().columns_of(duty.about)
    # Who let a deadline pass answers for it, whoever has the lead by now.
    if seller_id is not None and stored is None:
        conditions.append(f"seller_id = {seller_id:d}" if has_seller else "false")
    holds = condition(duty.holds, duty.about, agreed) if duty.holds else "CAST(NULL AS BOOLEAN)"
    since, until = (f"({column_of(known[name])})" if name else "NULL" for name in (duty.since, duty.until))
    handed = f"({column_of(known['assigned_at'])})" if duty.counts_system_delay else "NULL"
    moments = (
        f"SELECT {shape().tables[duty.about].key} AS id, ({came_at}) AS came_at, {holds} AS holds, "
        f"{'seller_id' if has_seller else 'NULL'} AS seller, "
        f"CAST({since} AS TIMESTAMP) AS since, CAST({until} AS TIMESTAMP) AS until, "
        f"CAST({handed} AS TIMESTAMP) AS handed, TIMESTAMP '{as_of}' AS as_of "
        f"FROM {duty.about} WHERE {' AND '.join(conditions)}"
    )
    timed = with_working_time(moments, duty, calendar, reading, first=period.start, as_of=as_of, zone=zone)
    day = f"CAST(timezone('{zone.key}', timezone('UTC', came_at)) AS DATE)"
    if stored is not None:
        timed = joined(timed, stored, seller_id=seller_id)
    return f"SELECT id, came_at, {day} AS day, {state_of(duty, stored)} AS state FROM ({timed})"


def with_working_time(
    moments: str, duty: DutyPromise, calendar: Calendar | None, reading: Reading, *, first: dt.date, as_of: dt.datetime,
    zone: ZoneInfo,
) -> str:  # fmt: skip
    """The moments with their working time as microseconds: ``w_since, w_until, w_handed, w_now``."""
    now = (as_of.replace(tzinfo=dt.UTC) - _EPOCH) // _MICROSECOND
    names = [name for name in ("since", "until") if getattr(duty, name)]
    names += ["handed"] if duty.counts_system_delay else []
    # A join costs more than all the rest: what no row has, and what is the same for all, is not looked up.
    absent = "".join(
        f", CAST(NULL AS BIGINT) AS w_{name}" for name in ("since", "until", "handed") if name not in names
    )
    if calendar is None:
        every = ", ".join(f"epoch_us({name}) AS w_{name}" for name in names)
        return f"SELECT *{', ' + every if every else ''}{absent}, CAST({now} AS BIGINT) AS w_now FROM ({moments})"
    last = (as_of + dt.timedelta(days=40)).date()
    hours = open_hours(working_calendar(calendar, company_zone=zone), first - dt.timedelta(days=40), last)
    opens, before, runs = columns_of(hours)
    reading.cursor.register(
        "hours_as_written",
        pa.table({"opens": pa.array(opens, pa.int64()), "before": pa.array(before, pa.int64()), "runs": list(runs)}),
    )
    table = f"open_hours_{calendar.key}"
    reading.cursor.execute(f'CREATE OR REPLACE TEMP TABLE "{table}" AS FROM hours_as_written')
    reading.cursor.unregister("hours_as_written")
    sql = moments
    for name in names:
        run = f"CASE WHEN h.runs THEN epoch_us(m.{name}) - h.opens ELSE 0 END"
        sql = (
            f"SELECT m.*, CASE WHEN m.{name} IS NOT NULL THEN coalesce(h.before + {run}, 0) END AS w_{name} "
            f'FROM ({sql}) m ASOF LEFT JOIN temp."{table}" h ON epoch_us(m.{name}) >= h.opens'
        )
    return f"SELECT *{absent}, CAST({hours.run_up_to(now)} AS BIGINT) AS w_now FROM ({sql})"


def _named(duty: DutyPromise) -> set[str]:
    return {name for name in (duty.since, duty.until, _CAME_AT.get(duty.about, "?")) if name}


def condition(text: str, about: str, agreed: Mapping[str, ClauseField] | None) -> str:
    """A clause as SQL over the plain columns of its table; one about leads may read what was decided of them."""
    known = fields_in(Scope(about), agreed)
    return f"({clause_of(text, known=known, decided=about == Scope.LEADS).sql.sql(dialect='duckdb')})"


def column_of(each: ClauseField) -> str:
    return each.column or f'"{each.name}"'
