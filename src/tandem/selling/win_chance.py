"""What became of deals of the past, by stage and how long they stood there: read from the store, kept for an hour."""

from __future__ import annotations

import datetime as dt
import time
from collections import defaultdict

import numpy as np

from tandem.agreement.rules import LOST, NEW, WON
from tandem.measures.horizon import horizon
from tandem.measures.store import Reading
from tandem.selling.win_chance_rules import ALL, LANDMARKS, Chances, Fates, chances

#: Days of history looked at: deals that came to a stage within a year, which holds every season once.
DAYS = 365
#: A lead that was heard of within so many days of its beginning is watched from its beginning.
WATCHED = 2
#: Of more leads than this, every second, third… speaks: a chance is no surer for a million than for these.
MOST_LEADS = 200_000
#: Seconds for which the answer is kept: chances do not change within the hour, and asking costs a scan.
_KEPT = 3_600

#: One row for each stage that a lead came to, how long it stood there, and how it ended; then, for each step of days it
#: stood there at least, the days from that step on to its end, or to the last day anything is known of.
#:
#: Of stages only leads speak that were known here from their first days on. An export of another system names the stage
#: of an open lead and not those that a closed one went through: by such leads every stage would look as if nothing
#: that stood there was ever won. For all leads together, whose beginning and end are known, every lead speaks.
#: ``moments`` are the moves of a lead, the last first: a stage is left by the move after the one that reached it.
_SQL = f"""
WITH known AS (
    SELECT captured_at, won_at, lost_at, recorded_at, coalesce(reached, MAP {{}}) AS reached
    FROM leads WHERE coalesce(dated, true) AND captured_at BETWEEN $earliest AND $until AND lead_id % $every = 0
),
moved AS (
    SELECT captured_at, won_at, lost_at, reached, list_reverse_sort(map_values(reached)) AS moments
    FROM known WHERE recorded_at <= captured_at + INTERVAL {WATCHED} DAY
),
places AS (
    SELECT won_at, lost_at, moments, unnest(map_keys(reached)) AS stage, unnest(map_values(reached)) AS came_at
    FROM moved
),
stays AS (
    SELECT '{ALL}' AS stage, captured_at AS came_at, won_at, lost_at, coalesce(won_at, lost_at) AS left_at FROM known
    UNION ALL
    SELECT '{NEW}', captured_at, won_at, lost_at,
        CASE WHEN moments[-1] > captured_at THEN moments[-1] ELSE moments[-2] END
    FROM moved
    UNION ALL
    SELECT stage, came_at, won_at, lost_at, moments[list_position(moments, came_at) - 1] FROM places
    WHERE stage NOT IN ('{NEW}', '{WON}', '{LOST}')
),
followed AS (
    SELECT stage, CASE WHEN won_at IS NOT NULL THEN 0 WHEN lost_at IS NOT NULL THEN 1 ELSE 2 END AS fate,
        date_diff('day', came_at, coalesce(won_at, lost_at, $until)) AS days,
        date_diff('day', came_at, coalesce(left_at, $until)) AS stood, count(*) AS deals
    FROM stays
    WHERE came_at BETWEEN $since AND $until
        AND coalesce(won_at, lost_at, came_at) >= came_at
    GROUP BY ALL
)
SELECT stage, step, fate, greatest(days - step, 0) AS days, sum(deals) AS deals
FROM followed, (SELECT unnest($steps::INTEGER[]) AS step)
WHERE stood >= step
GROUP BY ALL
"""
_LEADS = "SELECT count(*) FROM leads WHERE captured_at BETWEEN $earliest AND $until"
_WINS = "SELECT count(*) FROM leads WHERE won_at BETWEEN $since AND $until"


def history(reading: Reading) -> Chances:
    """The chances by the year before the newest day of the data; an hour old at most."""
    known, now = reading.kept.get("win chances"), time.monotonic()
    if known is None or now - known[0] > _KEPT:
        known = (now, _asked(reading))
        reading.kept["win chances"] = known
    found: Chances = known[1]
    return found


def _asked(reading: Reading) -> Chances:
    until = horizon(reading).as_of
    since = until - dt.timedelta(days=DAYS)
    span = {"earliest": since - dt.timedelta(days=DAYS), "until": until}
    ((leads,),) = reading.rows(_LEADS, span)
    every = int(leads) // MOST_LEADS + 1
    counted: dict[tuple[str, int], list[tuple[int, int, int]]] = defaultdict(list)
    for stage, step, fate, age, deals in reading.rows(
        _SQL, span | {"since": since, "every": every, "steps": list(LANDMARKS)}
    ):
        counted[stage, step].append((fate, age, int(deals)))
    ((wins,),) = reading.rows(_WINS, {"since": since, "until": until})
    return chances([_fates(stage, step, rows) for (stage, step), rows in sorted(counted.items())], int(wins), every)


def _fates(stage: str, step: int, rows: list[tuple[int, int, int]]) -> Fates:
    table = np.zeros((3, max(age for _, age, _ in rows) + 1), dtype=np.int64)
    for fate, age, deals in rows:
        table[fate, age] += deals
    won, lost, still_open = table.tolist()
    return Fates(stage, step, won, lost, still_open)
