"""Following the journal: facts a second into the store, and how long a page waits for the newest facts.

Runs on the SQLite database that ``importing`` has filled.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from datetime import timedelta
from pathlib import Path

from bench.tables import Line, publish


def main(place: Path, rows: int, repeats: int) -> None:
    """Rebuild the store ``repeats`` times, then read with 1,000 new facts ``5 × repeats`` times."""
    os.environ |= {"TANDEM_HOME": str(place / "sqlite"), "DJANGO_SETTINGS_MODULE": "tandem.site.settings"}
    import django

    django.setup()
    from tandem.journal import queries as journal
    from tandem.measures.sealing import sync
    from tandem.measures.store import store

    facts = journal.position()
    rates = []
    for _ in range(repeats):
        started = time.perf_counter()
        sync(rebuild=True)
        rates.append(facts / (time.perf_counter() - started))
    store.read()
    waits = []
    for number in range(5 * repeats):
        tell_a_thousand(number, rows)
        started = time.perf_counter()
        store.read()
        waits.append(time.perf_counter() - started)
    rate, wait = statistics.median(rates), max(waits)
    sync()
    publish(
        "following",
        "Following the journal",
        [
            Line(f"{facts:,} facts into the store", f"{rate:,.0f} facts/s", "150,000 facts/s", f"{rate / 150_000:.2f}",
                 "at least 150,000/s", rate >= 150_000),
            Line("a page's wait for the newest 1,000 facts, longest of all", f"{wait * 1000:,.0f} ms", "300 ms",
                 f"{wait / 0.3:.2f}", "never over 300 ms", wait <= 0.3),
        ],
        notes=[__doc__ or ""],
    )  # fmt: skip


def tell_a_thousand(number: int, rows: int) -> None:
    """Record 1,000 facts about leads all over the store."""
    from django.db import transaction
    from django.utils import timezone

    from tandem.journal.actions import Recording, record
    from tandem.journal.facts import Happening
    from tandem.selling.facts import LeadMoved

    now = timezone.now()
    moved = LeadMoved(stage="qualified", amount=None, lost_reason=None, dated=True)
    leads = [1 + (number * 7919 + each * 104_729) % rows for each in range(1000)]
    with transaction.atomic():
        record(
            [Happening(moved, lead, now + timedelta(seconds=number), lead) for lead in leads],
            recording=Recording(at=now, source="bench"),
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
