"""Deadlines: one across a year of a working calendar, and the watch among a million clocks that run.

A deadline is computed by the calendar of an office with Russian holidays, moved and short days, from instants all over a year to
deadlines up to a year later. The watch is asked which of the running clocks are due, where a thousand of a million are.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bench.houses import DATABASES, house
from bench.tables import Line, publish

#: Promised: microseconds for a deadline, milliseconds for the watch.
A_DEADLINE, THE_WATCH = 20, 100
_DEADLINES, _DUE = 20_000, 1_000
_NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def main(place: Path, rows: int, repeats: int) -> None:
    """Measure and publish the table."""
    lines = [_deadline(repeats)]
    for kind in DATABASES:
        with house(place / "clocks-home", on=kind) as home:
            found = float(home.run("bench.clocks", "watch", rows, repeats))
        lines.append(
            Line(
                f"{kind}: due clocks found among {rows:,} that run", f"{found:.1f} ms", f"{THE_WATCH} ms",
                f"{found / THE_WATCH:.2f}", f"under {THE_WATCH} ms", found < THE_WATCH,
            )
        )  # fmt: skip
    publish("clocks", "Deadlines and their watch", lines, notes=[__doc__ or ""])


def _deadline(repeats: int) -> Line:
    from tandem.basics.russian_calendar import russian_calendar
    from tandem.basics.working_time import Hours

    office = (*(Hours.parse("9-13, 14-18"),) * 5, Hours(), Hours())
    calendar = russian_calendar(weekly=office, zone=ZoneInfo("Europe/Moscow"), overrides={})
    chosen = random.Random(1)
    year = 365 * 24 * 60
    asked = [
        (datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=chosen.randrange(year)), chosen.randrange(247 * 8 * 60))
        for _ in range(_DEADLINES)
    ]
    times = []
    for _ in range(repeats):
        begun = time.perf_counter()
        for start, minutes in asked:
            calendar.add_minutes(start, minutes)
        times.append((time.perf_counter() - begun) / len(asked) * 1e6)
    found = statistics.median(times)
    return Line(
        "a deadline within a year of a calendar", f"{found:.1f} µs", f"{A_DEADLINE} µs", f"{found / A_DEADLINE:.2f}",
        f"under {A_DEADLINE} µs", found < A_DEADLINE,
    )  # fmt: skip


def _watch(rows: int, repeats: int) -> float:
    """Milliseconds in which the due clocks are found."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    from tandem.clients.models import Client
    from tandem.handover.clock_watch import due_clocks
    from tandem.handover.models import Clock
    from tandem.intake.models import Lead
    from tandem.journal.rows import insert_rows

    call_command("migrate", verbosity=0)
    client = Client.objects.create(registered_at=_NOW)
    with transaction.atomic():
        ids = range(1, rows + 1)
        fields = tuple(each.name for each in Lead._meta.concrete_fields)
        blank = Lead(client=client, captured_at=_NOW, answers={})
        values = [getattr(blank, each.attname) for each in Lead._meta.concrete_fields]
        key = fields.index("id")
        insert_rows(Lead, fields, [[*values[:key], number, *values[key + 1 :]] for number in ids])
        insert_rows(
            Clock,
            (
                "lead",
                "promise",
                "version",
                "started_at",
                "due_at",
                "look_at",
                "broken",
                "reminded",
                "told",
                "passed_on",
                "pause",
                "waited",
            ),
            [
                (number, "contact", 1, _NOW, due, due, False, False, False, False, "", 0.0)
                for number in ids
                for due in (_NOW + timedelta(seconds=number - _DUE),)
            ],
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    times = []
    for _ in range(repeats):
        begun = time.perf_counter()
        found = due_clocks(now=_NOW)
        times.append((time.perf_counter() - begun) * 1000)
        assert len(found) == _DUE
    return statistics.median(times)


if __name__ == "__main__":
    if sys.argv[1] == "watch":
        print(_watch(int(sys.argv[2]), int(sys.argv[3])))
    else:
        main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
