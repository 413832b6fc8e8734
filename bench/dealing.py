"""10,000 waiting leads given to 100 sellers at once: seconds, statements, evenness of loads, and what fairness costs.

Sellers have specialties, part time, absences and loads; leads have products, grades, and chances of their own; one
client of twenty is known to a seller. Everything is written: assignments, loads, facts, deadlines, the receipt. The
time is that of the whole action on the database, and of the decision alone.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path

from bench.houses import DATABASES, house
from bench.tables import Line, publish

LEADS, SELLERS = 10_000, 100
PROMISED_SECONDS, PROMISED_STATEMENTS, PROMISED_LOAD = 2.0, 3.0, 0.05


def main(place: Path, rows: int, repeats: int) -> None:
    """Measure both databases and publish the table."""
    leads, sellers = min(rows, LEADS), SELLERS
    lines: list[Line] = []
    for kind in DATABASES:
        runs = []
        for _ in range(repeats):
            with house(place / f"dealing-{kind.lower()}", on=kind) as home:
                runs.append(json.loads(home.run("bench.dealing", "one", leads, sellers)))
            print(f"  {kind}: {runs[-1]}", flush=True)
        lines += _lines(kind, leads, sellers, runs)
    publish("dealing", "Many leads to many sellers", lines, notes=[__doc__ or ""])


def _lines(kind: str, leads: int, sellers: int, runs: list[dict[str, float]]) -> list[Line]:
    middle = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
    what = f"{kind}: {leads:,} leads to {sellers} sellers"
    return [
        Line(
            f"{what}, everything written", f"{middle['seconds']:.2f} s", f"{PROMISED_SECONDS:.0f} s",
            f"{middle['seconds'] / PROMISED_SECONDS:.2f}", "under 2 s", middle["seconds"] < PROMISED_SECONDS,
        ),
        Line(
            f"{kind}: the decision alone", f"{middle['decision']:.2f} s", f"{middle['seconds']:.2f} s of the whole",
            f"{middle['decision'] / middle['seconds']:.2f}", "reported", True,
        ),
        Line(
            f"{kind}: statements for 100 leads", f"{middle['statements']:.2f}", f"{PROMISED_STATEMENTS:.0f}",
            f"{middle['statements'] / PROMISED_STATEMENTS:.2f}", "at most 3", middle["statements"] <= 3,
        ),
        Line(
            f"{kind}: the load furthest from its fair part", f"{middle['load_off']:.1%}", f"{PROMISED_LOAD:.0%}",
            f"{middle['load_off'] / PROMISED_LOAD:.2f}", "within 5 %", middle["load_off"] <= PROMISED_LOAD,
        ),
        Line(
            f"{kind}: expected value lost to fairness", f"{middle['lost']:.2%}", "even loads alone",
            f"{1 - middle['lost']:.3f}", "reported", True,
        ),
    ]  # fmt: skip


def _measure(leads: int, sellers: int) -> dict[str, float]:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    from bench import dealing_cast
    from tandem.basics.loaded import set_aside
    from tandem.handover import dealing, spreading_rules
    from tandem.journal.actions import Recording

    call_command("migrate", verbosity=0)
    now = dealing_cast.NOW
    lead_ids = dealing_cast.fill(leads, sellers)
    spent: list[float] = []
    found: list[spreading_rules.Spread] = []
    decide = spreading_rules.spread

    def timed(*arguments: object, **options: object) -> spreading_rules.Spread:
        began = time.perf_counter()
        result = decide(*arguments, **options)  # type: ignore[arg-type]
        spent.append(time.perf_counter() - began)
        found.append(result)
        return result

    dealing.spread = timed
    # Statements are counted in a run of their own, which is then taken back: counting costs time.
    with dealing_cast.counted() as count:
        try:
            with transaction.atomic():
                dealing.deal_in_bulk(lead_ids, occasion=dealing.BULK, recording=Recording(at=now, source="bench"))
                raise dealing_cast.Undone
        except dealing_cast.Undone:
            statements = count()
    spent.clear()
    # As the processes do in which leads are dealt out.
    set_aside()
    began = time.perf_counter()
    with transaction.atomic():
        dealt = dealing.deal_in_bulk(lead_ids, occasion=dealing.BULK, recording=Recording(at=now, source="bench"))
    seconds = time.perf_counter() - began
    assert dealt.given + dealt.held == leads
    last = found[-1]
    off = [abs(load / fair - 1) for load, fair in zip(last.loads, last.fair, strict=True) if fair]
    return {
        "seconds": seconds, "decision": sum(spent), "statements": statements / leads * 100, "load_off": max(off),
        "lost": last.lost_to_fairness / last.without_fairness, "held": dealt.held,
    }  # fmt: skip


if __name__ == "__main__":
    if sys.argv[1] == "one":
        print(json.dumps(_measure(int(sys.argv[2]), int(sys.argv[3]))))
    else:
        main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
