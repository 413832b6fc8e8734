"""A backtest of a draft on every lead of the installation: with results by campaign, source and seller.

Runs on the SQLite database that ``importing`` has filled. The draft is the starter agreement with its own clauses,
table of grades and promises; the peer is the time people were promised.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from pathlib import Path

from bench.tables import Line, publish


def main(place: Path, rows: int, repeats: int) -> None:
    """Try the starter agreement on all leads, ``repeats`` times."""
    os.environ |= {"TANDEM_HOME": str(place / "sqlite"), "DJANGO_SETTINGS_MODULE": "tandem.site.settings"}
    import django

    django.setup()
    from django.core.management import call_command

    from tandem.agreement.backtesting import backtest
    from tandem.agreement.held import Held
    from tandem.agreement.judges import judge_of
    from tandem.agreement.starting import starter
    from tandem.basics.periods import Period
    from tandem.measures.sealing import sync
    from tandem.measures.store import store

    call_command("migrate", verbosity=0)
    sync()
    draft = starter("ru")
    judge = judge_of(draft)
    reading = store.read()
    first, last, leads = reading.rows("SELECT min(captured_on), max(captured_on), count(*) FROM leads")[0]
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        period = Period(first, last)
        result = backtest(draft, judge, period, reading, against=(Held(1, draft, period, period),))
        times.append(time.perf_counter() - started)
    assert result.leads == leads, "every lead is tried"
    assert result.cuts["campaign"], "there are results by campaign"
    assert result.cuts["seller_id"], "there are results by seller"
    took = statistics.median(times)
    publish(
        "backtest",
        f"A backtest on {rows:,} leads",
        [
            Line(f"{leads:,} leads, {len(result.cuts['campaign'])} campaigns, {len(result.cuts['seller_id'])} sellers, "
                 f"{len(draft.promises)} promises", f"{took:.1f} s", "10 s", f"{took / 10:.2f}", "under 10 s", took < 10),
        ],
        notes=[__doc__ or ""],
    )  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
