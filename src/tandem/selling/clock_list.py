"""The deadlines that run now: which promise about which lead, until when, and whose it is to keep."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tandem.agreement.document import Promise
from tandem.handover.clock_rules import LAST_PART
from tandem.handover.clocks import promise_of
from tandem.measures.statements import Statement
from tandem.measures.store import Reading
from tandem.people.rules import Department, Role
from tandem.selling.lead_list import Reader
from tandem.selling.lead_rows import LeadRow, rows_of
from tandem.selling.lead_selection import SelectedLead

#: Deadlines shown, the most pressing first.
SHOWN = 100


class Pressure(StrEnum):
    """How a running clock stands."""

    BROKEN = "broken"
    SOON = "soon"
    RUNNING = "running"


@dataclass(frozen=True, slots=True)
class ClockLine:
    """A running clock of a lead. ``left`` is negative once it is broken."""

    row: LeadRow
    key: str
    #: None where the version does not know the promise any more.
    promise: Promise | None
    version: int
    started_at: dt.datetime
    due_at: dt.datetime
    left: dt.timedelta
    pressure: Pressure

    @property
    def title(self) -> str:
        """What the agreement calls the promise."""
        return self.promise.title if self.promise is not None and self.promise.title else self.key


@dataclass(frozen=True, slots=True)
class Running:
    """The most pressing clocks, how many run in all, and how many of them are broken."""

    lines: tuple[ClockLine, ...]
    total: int
    broken: int


def running(
    reading: Reading, *, reader: Reader, now: dt.datetime, limit: int = SHOWN, lead_id: int | None = None
) -> Running:
    """The running clocks that the reader may see: a seller's own leads, marketing's own promises, or all.

    Leads that were won or lost are left out: nothing can be kept or broken there any more.
    """
    statement = Statement()
    conditions = ["c.stopped_at IS NULL", "t.won_on IS NULL", "t.lost_on IS NULL"]
    if reader.seller_id is not None:
        conditions.append(f"t.seller_id = {statement.value(reader.seller_id)}")
    if lead_id is not None:
        conditions.append(f"t.lead_id = {statement.value(lead_id)}")
    where = f"FROM clocks c JOIN leads t ON t.lead_id = c.lead_id WHERE {' AND '.join(conditions)}"
    kinds = f"SELECT c.promise, c.version, count(*), count(*) FILTER (c.broken OR c.due_at <= {_at(now)}) {where}"
    counts = reading.rows(f"{kinds} GROUP BY ALL", statement.used_in(where))
    own = {(key, number) for key, number, _, _ in counts if _is_for(promise_of(key, number), reader.role)}
    total, broken = (sum(row[at] for row in counts if (row[0], row[1]) in own) for at in (2, 3))
    sql = (
        f"SELECT t.lead_id, c.promise, c.version, c.started_at, c.due_at, c.broken {where} ORDER BY c.due_at, t.lead_id"
    )
    rows = reading.rows(sql, statement.used_in(where)) if limit else []
    found: list[_Found] = [(row[0], row[1], row[2], row[3], row[4], row[5]) for row in rows if (row[1], row[2]) in own]
    return Running(tuple(_lines(found[:limit], reader.contacts, now)), total, broken)


type _Found = tuple[int, str, int, dt.datetime, dt.datetime, bool]


def _lines(found: Sequence[_Found], contacts: bool, now: dt.datetime) -> Iterator[ClockLine]:
    rows = _rows({lead_id for lead_id, *_ in found}, contacts)
    for lead_id, key, number, started, due, broken in found:
        if lead_id not in rows:
            continue
        # The store keeps instants of UTC without saying so.
        started_at, due_at = started.replace(tzinfo=dt.UTC), due.replace(tzinfo=dt.UTC)
        left = due_at - now
        if broken or left <= dt.timedelta(0):
            pressure = Pressure.BROKEN
        else:
            pressure = Pressure.SOON if left <= (due_at - started_at) * LAST_PART else Pressure.RUNNING
        yield ClockLine(rows[lead_id], key, promise_of(key, number), number, started_at, due_at, left, pressure)


def _rows(lead_ids: Collection[int], contacts: bool) -> dict[int, LeadRow]:
    selected = [SelectedLead(lead_id, None, True, None) for lead_id in sorted(lead_ids)]
    return {row.lead_id: row for row in rows_of(selected, contacts=contacts)}


def _is_for(promise: Promise | None, role: Role) -> bool:
    """Whether a promise is the reader's to keep or to watch over: each department its own, the others both."""
    department = role.department
    return promise is None or department is None or Department(promise.side) is department


def _at(moment: dt.datetime) -> str:
    return f"TIMESTAMP '{moment.astimezone(dt.UTC).replace(tzinfo=None)}'"
