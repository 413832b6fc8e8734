"""Simulated companies: 200 worlds of 26 weeks as files, a world lived through the house's actions, and both ways alike.

Worlds are those of the shelf in turn, each with its truth, in one process. Through actions, in a company of 1,500 leads a
day looked at every 15 minutes, every lead is taken in, judged
and dealt, called, talked to, and won or lost, followers and clocks every night of the world; the same world in memory must
deal every lead to the same seller and give it the same grade. Seconds of the processor are told beside those of the clock,
since other work on the machine moves the clock alone.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from bench.houses import house
from bench.tables import Line, publish

WORLDS, PROMISED_SECONDS = 200, 600
LEADS, PROMISED_RATE = 2_000, 100


def main(place: Path, rows: int) -> None:
    """Measure both and publish the table: a world for every 5,000 rows, up to 200; every fiftieth row a lead."""
    worlds, leads = max(min(rows // 5_000, WORLDS), 1), max(min(rows // 50, LEADS), 100)
    files, acted = _measured(place, "files", worlds), _measured(place, "actions", leads)
    limit = PROMISED_SECONDS * worlds / WORLDS
    rate, alike = acted["leads"] / acted["seconds"], acted["alike"]
    by_processor = acted["leads"] / acted["processor"]
    lines = [
        Line(
            f"{worlds} worlds of 26 weeks as files, {files['leads'] / worlds:,.0f} leads each", f"{files['seconds']:.0f} s",
            f"{limit:.0f} s", f"{files['seconds'] / limit:.2f}", "200 worlds under 10 minutes", files["seconds"] < limit,
        ),
        Line(
            "the same by the processor", f"{files['processor']:.0f} s", f"{limit:.0f} s",
            f"{files['processor'] / limit:.2f}", "reported", True,
        ),
        Line(
            f"leads a second through actions, {acted['leads']:,.0f} leads with {acted['calls']:,.0f} calls and {acted['talks']:,.0f} talks",
            f"{rate:.0f}", f"{PROMISED_RATE}", f"{rate / PROMISED_RATE:.2f}", "at least 100", rate >= PROMISED_RATE,
        ),
        Line(
            "the same by the processor", f"{by_processor:.0f}", f"{PROMISED_RATE}", f"{by_processor / PROMISED_RATE:.2f}",
            "reported", True,
        ),
        Line(
            "leads with the same grade, target and seller in memory", f"{alike:,.0f}", f"{acted['leads']:,.0f}",
            f"{alike / acted['leads']:.3f}", "all", alike == acted["leads"],
        ),
        Line(
            "leads a second in memory", f"{acted['leads'] / acted['memory']:,.0f}", f"{rate:.0f} through actions",
            f"{acted['leads'] / acted['memory'] / rate:.1f}", "reported", True,
        ),
    ]  # fmt: skip
    publish("simulation", "Simulated companies", lines, notes=[__doc__ or ""])


def _measured(place: Path, part: str, count: int) -> dict[str, float]:
    with house(place / f"simulation-{part}") as home:
        found: dict[str, float] = json.loads(home.run("bench.simulation", part, count, home.home))
    print(f"  {part}: {found}", flush=True)
    return found


def _files(worlds: int, home: Path) -> dict[str, float]:
    from tandem.simulation.scenario.files import write_files
    from tandem.simulation.scenario.reading import names, scenario_named
    from tandem.simulation.scenario.world import live

    shelf = [name for name in names() if name not in ("carrier", "large_company")]
    began, processor, leads = time.perf_counter(), time.process_time(), 0
    for number in range(worlds):
        name, scenario = scenario_named(shelf[number % len(shelf)])
        made = live(name, scenario, seed=number)
        without = live(name, scenario, seed=number, causes=False) if scenario.cause else made
        write_files(made, without, home / "world")
        leads += len(made.asked)
    return {"seconds": time.perf_counter() - began, "processor": time.process_time() - processor, "leads": leads}


def _actions(leads: int) -> dict[str, float]:
    import django

    django.setup()
    from django.core.management import call_command

    from tandem.simulation.scenario.acting import Acting
    from tandem.simulation.scenario.driving import drive
    from tandem.simulation.scenario.reading import scenario_named
    from tandem.simulation.scenario.rehearsing import Rehearsal
    from tandem.simulation.scenario.settling_in import settle_in
    from tandem.simulation.scenario.world import live

    call_command("migrate", verbosity=0)
    world = live(*scenario_named("large_company"), seed=1, weeks=4)
    settled = settle_in(world)
    acting = Acting(world, settled)
    began, processor = time.perf_counter(), time.process_time()
    done = drive(world, acting, most=leads)
    seconds, used = time.perf_counter() - began, time.process_time() - processor
    rehearsal = Rehearsal(world, seller_ids=settled.sellers, lead_id=acting.lead_ids.__getitem__)
    began = time.perf_counter()
    again = drive(world, rehearsal, most=leads)
    memory = time.perf_counter() - began
    alike = sum(
        acting.decided[row] == rehearsal.decided.get(row) and done.sellers[row] == again.sellers.get(row)
        for row in done.sellers
    )
    return {
        "seconds": seconds, "processor": used, "leads": done.requests, "calls": done.calls, "talks": done.talks,
        "memory": memory, "alike": alike,
    }  # fmt: skip


if __name__ == "__main__":
    match sys.argv[1]:
        case "files":
            print(json.dumps(_files(int(sys.argv[2]), Path(sys.argv[3]))))
        case "actions":
            print(json.dumps(_actions(int(sys.argv[2]))))
        case place:
            main(Path(place), int(sys.argv[2]))
