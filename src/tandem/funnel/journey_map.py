"""The map of all journeys, out of the fact store: where leads go, where they stop and how long it takes.

A point is what can be seen of a journey (``journey_points``). A stretch leads from a point to the next one that was
seen; what an export does not tell is skipped and not made up. By cohort the map follows the leads captured in the
period to where they are now; by period it counts what happened in the period, whichever lead it happened to. The two
are never in one map.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tandem.agreement.rules import Agreement
from tandem.basics.intervals import Estimate
from tandem.funnel.journey_map_rules import Flow, Stop, median_of, stretches_of
from tandem.funnel.journey_part import Part, begun, within
from tandem.funnel.journey_points import LOST, MEETING, NEW, WON, WORK, Point, points_of, quoted, records_meetings
from tandem.measures.dimensions import dimension
from tandem.measures.keeping import kept
from tandem.measures.statements import Statement, condition_of
from tandem.measures.store import Reading

#: What the map can be drawn of a part of.
BY = ("source", "campaign", "segment", "product", "city", "grade")


@dataclass(frozen=True, slots=True)
class MemberLine:
    """One segment: its leads, those lost and still open, and how long it took those that bought.

    By cohort all of it is of the leads captured in the period, by period each is what happened in it; ``open`` is then
    None, for nobody stands still in a period.
    """

    member: Any
    leads: int
    contacted: int
    won: int
    lost: int
    open: int | None
    days: Estimate


@dataclass(frozen=True, slots=True)
class JourneyMap:
    """The points with the flow between them, and the segments of ``by``."""

    points: tuple[Point, ...]
    flow: Flow
    by: str
    lines: tuple[MemberLine, ...]


def journey_map(part: Part, reading: Reading, agreement: Agreement, *, by: str = BY[0]) -> JourneyMap:
    """The map of a part of all leads. Kept while the journal stands where it stands."""
    asked = (part, by, agreement)

    def work(_earlier: tuple[object, JourneyMap] | None) -> tuple[object, JourneyMap]:
        return asked, _read(part, reading, agreement, by)

    held, found = kept(reading, "journey map", work)
    if held != asked:
        reading.kept.pop("journey map")
        _held, found = kept(reading, "journey map", work)
    return found


def _read(part: Part, reading: Reading, agreement: Agreement, by: str) -> JourneyMap:
    points = points_of(agreement, meetings=records_meetings(reading))
    statement = begun(part)
    sql = base_sql(points, part, agreement, statement, member=dimension(by).expression("leads")) + _flow(points, part)
    reached: list[int] = [0] * len(points)
    stretches, segments = [], []
    stops: dict[int, Stop] = {}
    back = reopened = unmarked = again = 0
    for kind, start, end, seconds, leads, counts, member in reading.rows(sql, statement.used_in(sql)):
        match kind:
            case "reached":
                reached = counts
            case "stretch":
                stretches.append((start, end, seconds, leads))
            case "again":
                again = leads
            case "segment":
                segments.append((member, seconds, leads, *counts))
            case "turned":
                back, reopened, unmarked = counts
            case _:
                held = stops.get(end, Stop())
                stops[end] = Stop(held.lost + counts[0], held.open + counts[1])
    flow = Flow(tuple(reached), stretches_of(stretches), stops, back, reopened, again, unmarked)
    return JourneyMap(points, flow, by, _lines(segments, part))


def base_sql(
    points: Sequence[Point], part: Part, agreement: Agreement, statement: Statement, *, member: str | None = None
) -> str:
    """The CTE ``seen``: a row for each lead of the part, the moments of its points as ``p0…``, and where it stands.

    ``stop`` is the point it came to and no further, ``stands`` the point of its stage, ``is_lost`` whether it is lost.
    ``led_back`` and ``reopened`` follow from the moves themselves; where a move does not name the stage left
    (``unmarked``), from first times.
    """
    conditions = ["true"]
    if part.cohort:
        conditions.append("l.captured_on BETWEEN $start AND $finish")
    if part.seller_id is not None:
        conditions.append(f"l.seller_id = {statement.value(part.seller_id)}")
    if part.where is not None:
        key, wanted = part.where
        conditions.append(condition_of(_of_lead(key), [wanted], statement))
    columns = ", ".join(f"{point.at} AS p{at}" for at, point in enumerate(points))
    won = next(at for at, point in enumerate(points) if point.key == "won")
    # A meeting is no stage: held after an offer it leads nowhere back, and who stands before it has not gone back.
    met = {at for at, point in enumerate(points) if point.key == MEETING}
    steps = [at for at in range(2, won + 1) if at not in met]
    place, far = (
        " ".join(f"WHEN p{at} IS NOT NULL THEN {at}" for at in range(len(points) - 1, -1, -1) if at not in left_out)
        for left_out in ((), met)
    )
    stage_of = " ".join(f"WHEN {quoted(stage)} THEN {at}" for stage, at in _places(points, agreement).items())
    # A point reached after a later one: the way led back at least once.
    inverted = " OR ".join(f"p{one} > p{other}{_also(f'p{one}', part)}" for one, other in pairwise(steps)) or "false"
    turned = _also("stage_at", part)
    moments = ", ".join(f"p{at}" for at in range(len(points)))
    split = (member or "NULL").replace("t.", "l.")
    # Small numbers, made once: each stretch reads them anew.
    return f"""
WITH visits AS (SELECT lead_id, min(touched_at) AS at FROM touches GROUP BY lead_id),
-- The next sale to the same client. Few buy twice: only their sales are put in order.
repeats AS (
    SELECT lead_id, lead(won_at) OVER (PARTITION BY client_id ORDER BY won_at, lead_id) AS next_at FROM leads
    WHERE won_at IS NOT NULL AND client_id IN (SELECT client_id FROM leads WHERE sale_number = 2)
    QUALIFY next_at IS NOT NULL
),
drawn AS (
    SELECT l.lead_id, l.client_id, l.seller_id, l.captured_at, l.captured_on, l.stage, l.stage_at, l.lost_at, l.lost_on,
        l.dated, l.reached, l.turns, l.unmarked_at, {split} AS member, {columns}
    FROM leads l LEFT JOIN visits v ON v.lead_id = l.lead_id LEFT JOIN repeats r ON r.lead_id = l.lead_id
    WHERE {" AND ".join(conditions)}
),
placed AS (
    SELECT *, CAST(CASE {place} END AS TINYINT) AS place, CAST(CASE {far} END AS TINYINT) AS far,
        coalesce(stage = '{LOST}', false) AS is_lost,
        CAST(CASE stage {stage_of} END AS TINYINT) AS stage_place
    FROM drawn
),
standing AS (
    SELECT *,
        -- Contacts need no stage and payments have none: only a stage between them can be behind the place.
        CASE WHEN stage IN ('{NEW}', '{WORK}') AND far <= 2 THEN NULL
            WHEN stage = '{WON}' THEN far ELSE stage_place END AS stands
    FROM placed
),
seen AS MATERIALIZED (
    SELECT lead_id, client_id, seller_id, captured_at, captured_on, stage, lost_at, lost_on, dated, member, {moments},
        is_lost, stands, CASE WHEN NOT is_lost AND stands < far THEN stands ELSE place END AS stop,
        unmarked_at IS NOT NULL AS unmarked,
        {_turned("back", part)} OR CASE WHEN unmarked_at IS NOT NULL THEN ({inverted})
            OR CASE WHEN NOT is_lost THEN (stands < far OR stage_at > reached[stage]){turned} END END AS led_back,
        -- One that is lost was taken up again if it had been lost before.
        {_turned("again", part)} OR CASE WHEN unmarked_at IS NULL THEN false WHEN is_lost
            THEN stage_at > reached['{LOST}'] ELSE reached['{LOST}'] IS NOT NULL END{turned} AS reopened
    FROM standing
)"""


def _also(moment: str, part: Part) -> str:
    """SQL behind a condition: by period, that it came about in it."""
    return "" if part.cohort else f" AND {within(moment)}"


def _turned(kind: str, part: Part) -> str:
    """SQL: whether the lead went back, or was taken up ``again``, and by period, that it did in its days."""
    # The names of the turns hold their day, so that one comparison of texts is enough.
    wanted = f"t >= '{kind} ' AND t < '{kind}!'"
    if not part.cohort:
        wanted = f"t BETWEEN '{kind} {part.period.start}' AND '{kind} {part.period.end}'"
    return f"CASE WHEN turns IS NULL THEN false ELSE len(list_filter(map_keys(turns), lambda t: {wanted})) > 0 END"


def _of_lead(key: str) -> str:
    sql = dimension(key).expression("leads")
    assert sql is not None
    return sql.replace("t.", "l.")


def _places(points: Sequence[Point], agreement: Agreement) -> Mapping[str, int]:
    """The point at which a lead of each stage stands."""
    of_point = {point.key: at for at, point in enumerate(points)}
    places = {stage.key: of_point[stage.key] for stage in agreement.stages if stage.key in of_point}
    return {NEW: of_point["lead"], WORK: of_point["contact"], **places}


def _flow(points: Sequence[Point], part: Part) -> str:
    """One statement over ``seen``, read once: kind, start, end, seconds, leads, counts, member."""
    won = next(at for at, point in enumerate(points) if point.key == "won")
    came = ", ".join(
        f"count(p{at})" if part.cohort else f"count(*) FILTER ({_reached(at, part)})" for at in range(len(points))
    )
    # By cohort all that stopped count, by period those lost in it: nobody stands still in a period.
    now = "true" if part.cohort else "is_lost AND lost_on BETWEEN $start AND $finish"
    return f"""
SELECT 'reached', NULL, NULL, NULL, NULL, [{came}], NULL FROM seen
UNION ALL {" UNION ALL ".join(_stretch(at, part) for at in range(1, len(points)))}
UNION ALL
SELECT 'stop', NULL, stop, NULL, count(*), [
    count(*) FILTER (is_lost), count(*) FILTER (NOT is_lost)
], NULL FROM seen WHERE {now} GROUP BY stop
UNION ALL
SELECT 'turned', NULL, NULL, NULL, NULL, [
    count(*) FILTER (led_back), count(*) FILTER (reopened), count(*) FILTER (unmarked AND is_lost AND {now})
], NULL FROM seen
UNION ALL {_segments(won, part)}
UNION ALL
SELECT 'again', NULL, NULL, NULL, count(*), NULL, NULL FROM seen s
    -- Few clients come twice: who does is found first, and when they came first is asked of them alone.
    SEMI JOIN (
        SELECT client_id, min(captured_at) AS first FROM leads
        WHERE client_id IN (SELECT client_id FROM leads GROUP BY client_id HAVING count(*) > 1) GROUP BY client_id
    ) c ON c.client_id = s.client_id AND c.first < s.captured_at
    WHERE captured_on BETWEEN $start AND $finish
"""


def _segments(won: int, part: Part) -> str:
    """For each member and each length of a purchase: leads, contacted, won, lost."""
    if part.cohort:
        counts = f"count(*), [count(p2), count(p{won}), count(*) FILTER (is_lost)]"
        took, which = f"date_diff('hour', p1, p{won})", "true"
    else:
        events = ["captured_on BETWEEN $start AND $finish", within("p2"), within(f"p{won}"),
                  "is_lost AND lost_on BETWEEN $start AND $finish"]  # fmt: skip
        came, *others = (f"count(*) FILTER ({each})" for each in events)
        counts = f"{came}, [{', '.join(others)}]"
        took = f"CASE WHEN {within(f'p{won}')} THEN date_diff('hour', p1, p{won}) END"
        which = " OR ".join(events)
    return (
        f"SELECT 'segment', NULL, NULL, {took} AS took, {counts}, member FROM seen WHERE {which} GROUP BY member, took"
    )


def _reached(at: int, part: Part) -> str:
    return f"p{at} IS NOT NULL" + ("" if part.cohort else f" AND {within(f'p{at}')}")


def _stretch(at: int, part: Part) -> str:
    """Who reached a point, from which point before it, and after how long: to the minute, after a day to the hour."""
    before = " ".join(f"WHEN p{start} IS NOT NULL THEN {start}" for start in range(at - 1, -1, -1))
    moment = ", ".join(f"p{start}" for start in range(at - 1, -1, -1))
    return (
        "SELECT 'stretch', start, "
        f"{at}, CASE WHEN took < 86400 THEN took // 60 * 60 ELSE took // 3600 * 3600 END AS about, "
        f"count(*), NULL, NULL FROM (SELECT CASE {before} END AS start, CASE WHEN p{at} >= coalesce({moment}) "
        # The day of the stage it stands at is not known where the export does not name it.
        f"AND (dated OR stands IS DISTINCT FROM {at}) THEN date_diff('second', coalesce({moment}), p{at}) END AS took "
        f"FROM seen WHERE {_reached(at, part)}) WHERE start IS NOT NULL GROUP BY start, about"
    )


def _lines(segments: Sequence[tuple[Any, ...]], part: Part) -> tuple[MemberLine, ...]:
    """Each segment: how far its leads came, and how long a purchase took."""
    held: dict[Any, list[tuple[Any, ...]]] = {}
    for member, *row in segments:
        held.setdefault(member, []).append(tuple(row))
    lines = []
    for member, each in held.items():
        leads, contacted, bought, lost = (sum(row[at] for row in each) for at in range(1, 5))
        days = median_of([(row[0] / 24, row[3]) for row in each if row[3] and row[0] is not None and row[0] >= 0])
        still = leads - lost - bought if part.cohort else None
        lines.append(MemberLine(member, leads, contacted, bought, lost, still, days))
    return tuple(sorted(lines, key=lambda line: (line.member is None, -line.leads, str(line.member))))
