"""The deadlines that run now: which promise about which lead, until when, and whose it is to keep."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from tandem.agreement.document import Promise
from tandem.agreement.queries import version
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
    #: It stands still for an agreed reason.
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Steps:
    """What has followed around a deadline so far."""

    reminded: bool = False
    told: bool = False
    passed_on: bool = False
    #: It was to be given to another, and nobody was there.
    nobody: bool = False
    paused_until: dt.datetime | None = None
    #: The agreement's words for why it stands still.
    pause: str = ""


@dataclass(frozen=True, slots=True)
class ClockLine:
    """A running clock of a lead. ``left`` is negative once it is broken."""

    clock_id: int
    row: LeadRow
    key: str
    #: None where the version does not know the promise any more.
    promise: Promise | None
    version: int
    started_at: dt.datetime
    due_at: dt.datetime
    left: dt.timedelta
    pressure: Pressure
    steps: Steps
    #: Whether the version has a reason for which it may wait.
    may_wait: bool

    @property
    def title(self) -> str:
        """What the agreement calls the promise."""
        return self.promise.title if self.promise is not None and self.promise.title else self.key


@dataclass(frozen=True, slots=True)
class Running:
    """The most pressing clocks, how many run in all, and how many of them are broken.

    ``reminded`` draw near and somebody was reminded of them; of the broken ones ``told`` were brought to the head, and
    ``nobody`` were to be given to another when nobody was there.
    """

    lines: tuple[ClockLine, ...]
    total: int
    broken: int
    reminded: int
    told: int
    nobody: int


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
    kinds = (
        f"SELECT c.promise, c.version, count(*), count(*) FILTER (c.broken OR c.due_at <= {_at(now)}), "
        f"count(*) FILTER (c.reminded AND NOT c.broken AND c.due_at > {_at(now)}), count(*) FILTER (c.told), "
        f"count(*) FILTER (c.nobody) {where} GROUP BY ALL"
    )
    counts = reading.rows(kinds, statement.used_in(where))
    own = {(row[0], row[1]) for row in counts if _is_for(promise_of(row[0], row[1]), reader.role)}
    sums = [sum(row[at] for row in counts if (row[0], row[1]) in own) for at in range(2, 7)]
    sql = (
        "SELECT c.clock_id, t.lead_id, c.promise, c.version, c.started_at, c.due_at, c.broken, c.reminded, c.told, "
        f"c.passed_on, c.nobody, c.paused_until, c.pause {where} ORDER BY c.due_at, t.lead_id"
    )
    rows = reading.rows(sql, statement.used_in(where)) if limit else []
    found = [_Found(*row) for row in rows if (row[2], row[3]) in own]
    return Running(tuple(_lines(found[:limit], reader.contacts, now)), *sums)


class _Found(NamedTuple):
    """A row of the store, whose instants are of UTC without saying so."""

    clock_id: int
    lead_id: int
    promise: str
    version: int
    started_at: dt.datetime
    due_at: dt.datetime
    broken: bool
    reminded: bool
    told: bool
    passed_on: bool
    nobody: bool
    paused_until: dt.datetime | None
    pause: str


def _lines(found: Sequence[_Found], contacts: bool, now: dt.datetime) -> Iterator[ClockLine]:
    rows = _rows({each.lead_id for each in found}, contacts)
    for each in found:
        if each.lead_id not in rows:
            continue
        started_at, due_at = each.started_at.replace(tzinfo=dt.UTC), each.due_at.replace(tzinfo=dt.UTC)
        left = due_at - now
        paused_until = each.paused_until.replace(tzinfo=dt.UTC) if each.paused_until else None
        promise = promise_of(each.promise, each.version)
        pauses = version(each.version).document.pauses
        why = next((pause.title for pause in pauses if pause.key == each.pause), each.pause or "")
        yield ClockLine(
            each.clock_id, rows[each.lead_id], each.promise, promise, each.version, started_at, due_at, left,
            _pressure(each.broken, left, due_at - started_at, paused=paused_until is not None and paused_until > now),
            Steps(each.reminded, each.told, each.passed_on, each.nobody, paused_until, why),
            promise is not None and any(pause.stops(promise) for pause in pauses),
        )  # fmt: skip


def _pressure(broken: bool, left: dt.timedelta, whole: dt.timedelta, *, paused: bool) -> Pressure:
    if broken or left <= dt.timedelta(0):
        return Pressure.BROKEN
    if paused:
        return Pressure.PAUSED
    return Pressure.SOON if left <= whole * LAST_PART else Pressure.RUNNING


def _rows(lead_ids: Collection[int], contacts: bool) -> dict[int, LeadRow]:
    selected = [SelectedLead(lead_id, None, True, None) for lead_id in sorted(lead_ids)]
    return {row.lead_id: row for row in rows_of(selected, contacts=contacts)}


def _is_for(promise: Promise | None, role: Role) -> bool:
    """Whether a promise is the reader's to keep or to watch over: each department its own, the others both."""
    department = role.department
    return promise is None or department is None or Department(promise.side) is department


def _at(moment: dt.datetime) -> str:
    return f"TIMESTAMP '{moment.astimezone(dt.UTC).replace(tzinfo=None)}'"
