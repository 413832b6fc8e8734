"""The map of all journeys over a million clients: the time of one answer, warm, and again while nothing has happened.

The store's tables are filled by a statement with journeys of clients of one lead each; the map is asked by its own query,
as the page asks it, over all of them at once. The limit is the promise; the peer is one pass over the same table that
counts what reached each stage and takes no time between.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from bench.tables import Line, publish

SECONDS = 1.0

#: Nine of ten are contacted, and of each step's leads a falling share goes on; a third comes with a visit.
_LEADS = """
CREATE TABLE leads AS
SELECT range AS lead_id, range AS client_id, range % 11 AS seller_id, moment AS captured_at, CAST(moment AS DATE) AS captured_on,
    'source ' || (range % 9) AS source, 'campaign ' || (range % 60) AS campaign, 'segment ' || (range % 4) AS segment,
    '' AS product, '' AS city, '' AS grade, true AS dated,
    CASE WHEN luck < 0.9 THEN moment + to_seconds(CAST(luck * 40000 AS BIGINT)) END AS first_contact_at,
    CASE WHEN luck < 0.06 THEN 'won' WHEN luck < 0.8 THEN 'lost' WHEN luck < 0.9 THEN 'qualified' ELSE 'new' END AS stage,
    moment + INTERVAL 20 DAY AS stage_at,
    map_from_entries(list_filter([
        {'k': 'qualified', 'v': CASE WHEN luck < 0.5 OR luck BETWEEN 0.8 AND 0.9 THEN moment + INTERVAL 2 DAY END},
        {'k': 'proposal', 'v': CASE WHEN luck < 0.3 THEN moment + INTERVAL 5 DAY END},
        {'k': 'invoice', 'v': CASE WHEN luck < 0.15 THEN moment + INTERVAL 9 DAY END},
        {'k': 'won', 'v': CASE WHEN luck < 0.06 THEN moment + INTERVAL 20 DAY END},
        {'k': 'lost', 'v': CASE WHEN luck BETWEEN 0.06 AND 0.8 THEN moment + INTERVAL 20 DAY END}
    ], lambda each: each.v IS NOT NULL)) AS reached,
    CASE WHEN luck < 0.06 THEN moment + INTERVAL 20 DAY END AS won_at, CAST(won_at AS DATE) AS won_on,
    CASE WHEN luck < 0.06 THEN 1 END AS sale_number,
    CASE WHEN luck BETWEEN 0.06 AND 0.8 THEN moment + INTERVAL 20 DAY END AS lost_at, CAST(lost_at AS DATE) AS lost_on,
    CASE WHEN luck < 0.055 THEN CAST(moment AS DATE) + 21 END AS first_paid_on,
    CASE WHEN luck < 0.4 THEN moment + INTERVAL 3 DAY END AS first_meeting_at, CAST(NULL AS TIMESTAMP) AS unmarked_at,
    CASE WHEN range % 10 = 0 THEN MAP {'back ' || CAST(CAST(moment AS DATE) + 6 AS VARCHAR): moment + INTERVAL 6 DAY} END AS turns
FROM (SELECT range, TIMESTAMP '2025-01-01' + to_seconds(range * 31536000 // {clients}) AS moment,
    hash(range) % 1000000 / 1000000.0 AS luck FROM range({clients}))
"""
_TOUCHES = "CREATE TABLE touches AS SELECT lead_id, captured_at - INTERVAL 1 DAY AS touched_at FROM leads WHERE lead_id % 3 = 0"
_ONE_PASS = (
    "SELECT count(*), count(first_contact_at), count(reached['qualified']), count(reached['proposal']), "
    "count(reached['invoice']), count(won_at), count(first_paid_on) FROM leads"
)


def main(clients: int, repeats: int) -> None:
    """Fill the tables, ask, and publish the table."""
    from tandem.agreement.queries import in_force
    from tandem.basics.periods import Period
    from tandem.funnel.journey_map import journey_map
    from tandem.funnel.journey_part import Part
    from tandem.measures.store import Freshness, Reading

    connection = duckdb.connect(config={"threads": 2})
    connection.execute(_LEADS.replace("{clients}", str(clients)))
    connection.execute(_TOUCHES)
    part = Part(Period(date(2025, 1, 1), date(2026, 1, 31)), cohort=True)
    agreement = in_force()
    freshness = Freshness(as_of=datetime(2026, 2, 1, tzinfo=UTC), position=1, behind=0)

    def ask(kept: dict[Any, Any]) -> Any:
        return journey_map(part, Reading(connection.cursor(), freshness, kept), agreement)

    found = ask({})
    assert found.flow.reached[1] == clients
    wall, work = _timed(lambda: ask({}), repeats)
    held: dict[Any, Any] = {}
    ask(held)
    again, _ = _timed(lambda: ask(held), repeats)
    peer, _ = _timed(lambda: connection.cursor().execute(_ONE_PASS).fetchall(), repeats)
    limit = SECONDS * clients / 1_000_000
    publish(
        "journeys",
        f"The map of all journeys: {clients:,} clients",
        [
            Line("asked anew: stretches with medians, stops and segments", f"{wall:.2f} s", f"{limit:.2f} s", f"{wall / limit:.2f}",
                 "< 1 s a million", wall < limit),
            Line("asked again while nothing happened", f"{again * 1000:.2f} ms", f"{limit:.2f} s", f"{again / limit:.5f}",
                 "< 1 s a million", again < limit),
            Line("one pass that only counts who reached each stage", f"{peer:.2f} s", "—", f"{wall / peer:.1f}×", "nothing", True),
        ],
        notes=(f"Processor time of one answer: {work:.2f} s on two threads.",),
    )  # fmt: skip


def _timed(work: Callable[[], object], repeats: int) -> tuple[float, float]:
    """Wall and processor seconds, medians of the repetitions."""
    walls, works = [], []
    for _ in range(max(repeats, 1)):
        wall, began = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - wall)
        works.append(time.process_time() - began)
    return sorted(walls)[len(walls) // 2], sorted(works)[len(works) // 2]


if __name__ == "__main__":
    import os

    import django

    folder = Path(sys.argv[1]) / "journeys"
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["TANDEM_HOME"] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tandem.site.settings")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    main(int(sys.argv[2]), int(sys.argv[3]))
