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
#: Refusals of so many days are looked at: older ones nobody remembers.
REFUSED_DAYS = 30
SHOWN = 100


class Cause(StrEnum):
    """Why a lead is on the list, the gravest first."""

    NOBODY = "nobody"
    UNTOUCHED = "untouched"
    OVERDUE = "overdue"
    SILENT = "silent"
    NO_STEP = "no_step"
    NO_REASON = "no_reason"


CAUSES: Mapping[Cause, Text] = {
    Cause.NOBODY: Text(ru="никому не передан", en="given to nobody"),
    Cause.UNTOUCHED: Text(ru="менеджер не взялся", en="its seller has not begun"),
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
        SELECT t.lead_id, {_cause(day)} AS cause, t.captured_on, t.lost_on, t.client_id
        FROM leads t
        WHERE {own} AND t.won_on IS NULL AND (t.lost_on IS NULL OR t.lost_on > {day} - {REFUSED_DAYS})
          AND NOT EXISTS (SELECT 1 FROM returns r WHERE r.lead_id = t.lead_id AND coalesce(r.accepted, true))
    """
    counted = f"SELECT cause, count(*) FROM ({judged}) WHERE cause IS NOT NULL GROUP BY cause"
    counts = {Cause(name): count for name, count in reading.rows(counted, statement.used_in(counted))}
    chosen = f"cause = '{cause}'" if cause is not None else "cause IS NOT NULL"
    listed = f"""
        SELECT j.lead_id, j.cause, coalesce(j.lost_on, j.captured_on),
            (SELECT max(a.contacted_at) FROM activities a
             WHERE a.lead_id = j.lead_id OR (a.lead_id IS NULL AND a.client_id = j.client_id))
        FROM (SELECT *, list_position({list(map(str, Cause))}, cause) AS rank FROM ({judged}) WHERE {chosen}
              ORDER BY rank, coalesce(lost_on, captured_on), lead_id LIMIT {limit:d}) j
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
        WHEN t.next_step_on < {day} THEN '{Cause.OVERDUE}'
        WHEN t.next_step_on IS NOT NULL THEN NULL
        WHEN {silent} THEN '{Cause.SILENT}'
        ELSE '{Cause.NO_STEP}' END"""
