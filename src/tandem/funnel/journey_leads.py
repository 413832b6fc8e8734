"""The leads behind a stretch of the map or behind a stop."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tandem.agreement.rules import Agreement
from tandem.funnel.journey_map import base_sql
from tandem.funnel.journey_part import Part, begun, within
from tandem.funnel.journey_points import points_of, records_meetings
from tandem.measures.store import Reading


@dataclass(frozen=True, slots=True)
class Behind:
    """What was clicked: a stretch between two points, or those ``lost`` or ``open`` at one."""

    start: str = ""
    end: str = ""
    stop: str = ""


@dataclass(frozen=True, slots=True)
class LeadLine:
    """A lead of the list; ``seconds`` it took on the stretch, None where that is not known."""

    lead_id: int
    captured_at: dt.datetime
    stage: str | None
    seconds: int | None


def leads_behind(
    part: Part, behind: Behind, reading: Reading, agreement: Agreement, *, offset: int, limit: int
) -> tuple[list[LeadLine], int]:
    """A page of the leads, the longest on the way first, and how many there are. Unknown points have none."""
    points = points_of(agreement, meetings=records_meetings(reading))
    places = {point.key: at for at, point in enumerate(points)}
    statement = begun(part)
    base = base_sql(points, part, agreement, statement)
    if behind.stop:
        if behind.end not in places:
            return [], 0
        at = places[behind.end]
        place = f"stop = {at} AND is_lost" if behind.stop == "lost" else f"stop = {at} AND NOT is_lost"
        days = "true" if part.cohort else "lost_on BETWEEN $start AND $finish"
        condition, took = f"{place} AND {days}", "NULL"
    else:
        if not {behind.start, behind.end} <= places.keys() or places[behind.start] >= places[behind.end]:
            return [], 0
        start, end = places[behind.start], places[behind.end]
        between = "".join(f" AND p{at} IS NULL" for at in range(start + 1, end))
        when = "true" if part.cohort else within(f"p{end}")
        condition = f"p{start} IS NOT NULL AND p{end} IS NOT NULL{between} AND {when}"
        took = f"CASE WHEN p{end} >= p{start} THEN date_diff('second', p{start}, p{end}) END"
    sql = (
        f"{base} SELECT lead_id, captured_at, stage, {took} AS took, count(*) OVER () FROM seen WHERE {condition} "
        f"ORDER BY took DESC NULLS LAST, captured_at DESC, lead_id DESC LIMIT {int(limit)} OFFSET {int(offset)}"
    )
    rows = reading.rows(sql, statement.used_in(sql))
    return [LeadLine(*row[:4]) for row in rows], rows[0][4] if rows else 0
