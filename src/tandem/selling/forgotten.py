"""Leads that fell through: nobody took them up, nobody comes back to them, nobody said why they were refused.

Each lead stands under one cause, the gravest that holds, so that the counts add up. The list must be empty.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tandem.basics.text import Text
from tandem.measures.statements import Statement
from tandem.measures.store import Reading
from tandem.selling.lead_list import Reader
from tandem.selling.lead_rows import LeadRow, rows_of
from tandem.selling.lead_selection import SelectedLead, untouched

#: Days after which a lead that nobody touched, or came back to, counts as forgotten.
UNTOUCHED_DAYS, SILENT_DAYS = 1, 14
#: Calls that nobody answered are looked for so many days back.
MISSED_DAYS = 14
#: Refusals of so many days are looked at: older ones nobody remembers.
REFUSED_DAYS = 30
SHOWN = 100


class Cause(StrEnum):
    """Why a lead is on the list, the gravest first."""

    NOBODY = "nobody"
    UNTOUCHED = "untouched"
    MISSED = "missed"
    OVERDUE = "overdue"
    SILENT = "silent"
    NO_STEP = "no_step"
    NO_REASON = "no_reason"


CAUSES: Mapping[Cause, Text] = {
    Cause.NOBODY: Text(ru="никому не передан", en="given to nobody"),
    Cause.UNTOUCHED: Text(ru="менеджер не взялся", en="its seller has not begun"),
    Cause.MISSED: Text(ru="клиенту не перезвонили", en="not called back"),
    Cause.OVERDUE: Text(ru="следующий шаг просрочен", en="the next step is overdue"),
    Cause.SILENT: Text(ru=f"ни шага, ни касания {SILENT_DAYS} дней", en=f"no step, no contact for {SILENT_DAYS} days"),
    Cause.NO_STEP: Text(ru="нет следующего шага", en="no next step"),
    Cause.NO_REASON: Text(ru="отказ без причины", en="refused without a reason"),
}


@dataclass(frozen=True, slots=True)
class Forgotten:
    """A lead, why it is here, since when, and when somebody last had to do with its client."""

    row: LeadRow
    cause: Cause
    since: dt.date
    last_touch: dt.datetime | None


@dataclass(frozen=True, slots=True)
class ForgottenList:
    """How many there are of each cause, and the first of those asked for."""

    counts: Mapping[Cause, int]
    leads: tuple[Forgotten, ...]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())


def forgotten(
    reading: Reading, *, reader: Reader, today: dt.date, cause: Cause | None = None, limit: int = SHOWN
) -> ForgottenList:
    """The forgotten leads a reader may see, of one cause or of all: by gravity, then the oldest first."""
    statement = Statement()
    own = f"t.seller_id = {statement.value(reader.seller_id)}" if reader.seller_id is not None else "true"
    day = statement.value(today)
    judged = f"""
        SELECT t.lead_id, {_cause(day)} AS cause, t.client_id,
            missed.missed_on, coalesce(t.lost_on, t.captured_on) AS began
        FROM leads t LEFT JOIN ({_missed(day)}) missed ON missed.client_id = t.client_id
        WHERE {own} AND t.won_on IS NULL AND (t.lost_on IS NULL OR t.lost_on > {day} - {REFUSED_DAYS})
          AND NOT EXISTS (SELECT 1 FROM returns r WHERE r.lead_id = t.lead_id AND coalesce(r.accepted, true))
    """
    counted = f"SELECT cause, count(*) FROM ({judged}) WHERE cause IS NOT NULL GROUP BY cause"
    counts = {Cause(name): count for name, count in reading.rows(counted, statement.used_in(counted))}
    chosen = f"cause = '{cause}'" if cause is not None else "cause IS NOT NULL"
    listed = f"""
        SELECT j.lead_id, j.cause, j.since,
            (SELECT max(a.contacted_at) FROM activities a
             WHERE a.lead_id = j.lead_id OR (a.lead_id IS NULL AND a.client_id = j.client_id))
        FROM (SELECT *, CASE WHEN cause = '{Cause.MISSED}' THEN missed_on ELSE began END AS since,
                     list_position({list(map(str, Cause))}, cause) AS rank FROM ({judged}) WHERE {chosen}
              ORDER BY rank, since, lead_id LIMIT {limit:d}) j
        ORDER BY j.rank, 3, 1
    """
    found = reading.rows(listed, statement.used_in(listed))
    selected = [SelectedLead(lead_id, None, False, None) for lead_id, *_ in found]
    rows = {row.lead_id: row for row in rows_of(selected, contacts=reader.contacts)}
    return ForgottenList(
        {each: counts[each] for each in Cause if each in counts},
        tuple(
            Forgotten(rows[lead_id], Cause(name), since, touched.replace(tzinfo=dt.UTC) if touched else None)
            for lead_id, name, since, touched in found
            if lead_id in rows
        ),
    )


def missed_calls(reading: Reading, *, reader: Reader, today: dt.date) -> int:
    """How many leads' clients called in vain and were not called back; cheap enough for everybody's first page."""
    statement = Statement()
    own = f"t.seller_id = {statement.value(reader.seller_id)}" if reader.seller_id is not None else "true"
    day = statement.value(today)
    sql = f"""
        SELECT count(*) FROM ({_missed(day)}) missed JOIN leads t ON t.client_id = missed.client_id
        WHERE {own} AND t.seller_id IS NOT NULL AND ({_cause(day)}) = '{Cause.MISSED}'
          AND NOT EXISTS (SELECT 1 FROM returns r WHERE r.lead_id = t.lead_id AND coalesce(r.accepted, true))
    """
    ((count,),) = reading.rows(sql, statement.used_in(sql))
    return int(count)


def _missed(day: str) -> str:
    """SQL of the clients who called in vain of late, and whom nobody has called or talked to since."""
    called = "activity_kind = 'call' AND direction = 'in' AND answered = false"
    met = f"NOT ({called}) AND (direction = 'out' OR answered OR activity_kind = 'meeting')"
    return (
        f"SELECT client_id, max(contacted_on) FILTER ({called}) AS missed_on FROM activities "
        f"WHERE contacted_on > {day} - {MISSED_DAYS} AND NOT automatic AND client_id IS NOT NULL GROUP BY client_id "
        f"HAVING max(contacted_at) FILTER ({called}) > "
        f"coalesce(max(contacted_at) FILTER ({met}), CAST('1970-01-01' AS TIMESTAMP))"
    )


def _cause(day: str) -> str:
    """SQL of a lead's gravest cause; NULL of one that is looked after."""
    waits = f"({untouched()}) AND t.captured_on < {day} - {UNTOUCHED_DAYS - 1}"
    silent = (
        f"NOT EXISTS (SELECT 1 FROM activities a WHERE a.contacted_on > {day} - {SILENT_DAYS} "
        "AND (a.lead_id = t.lead_id OR (a.lead_id IS NULL AND a.client_id = t.client_id))) "
        f"AND coalesce(CAST(t.moved_at AS DATE), t.captured_on) <= {day} - {SILENT_DAYS}"
    )
    return f"""CASE
        WHEN t.lost_on IS NOT NULL THEN
            CASE WHEN coalesce(t.lost_reason, '') = '' AND coalesce(t.refusal, '') = '' THEN '{Cause.NO_REASON}' END
        WHEN {waits} THEN CASE WHEN t.seller_id IS NULL THEN '{Cause.NOBODY}' ELSE '{Cause.UNTOUCHED}' END
        WHEN ({untouched()}) THEN NULL
        WHEN missed.missed_on IS NOT NULL AND t.next_step_on IS DISTINCT FROM {day} THEN '{Cause.MISSED}'
        WHEN t.next_step_on < {day} THEN '{Cause.OVERDUE}'
        WHEN t.next_step_on IS NOT NULL THEN NULL
        WHEN {silent} THEN '{Cause.SILENT}'
        ELSE '{Cause.NO_STEP}' END"""
