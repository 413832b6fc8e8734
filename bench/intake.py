"""Leads over HTTP, answered when client, grade, facts and receipt are committed, against committing the body alone.

The starter agreement is in force: it grades the lead, and its promises set two deadlines for it, which are facts too.
32 connections, 1,000 sources; both applications run in one process of the same server with the same loop, on the same
database (SQLite with synchronous=FULL; PostgreSQL with fsync, the limit by COPY), in turn, and are loaded by the same
program. Memory is that of the server's process and of the one that writes for it, after a first tenth of the requests
and after all of them.
"""

from __future__ import annotations

import json
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bench.houses import DATABASES, House, house
from bench.tables import Line, publish

if TYPE_CHECKING:
    from tandem.agreement.document import Document

CONNECTIONS, SOURCES = 32, 1_000


def main(place: Path, rows: int, repeats: int) -> None:
    """Measure both databases and publish the table. ``rows``: requests of the memory part; a fiftieth a repetition."""
    lines: list[Line] = []
    for kind in DATABASES:
        with house(place / "intake-home", on=kind) as home:
            lines += _lines(kind, *_measured(home, rows, repeats))
    publish("intake", "Intake over HTTP", lines, notes=[__doc__ or ""])


def _measured(
    home: House, rows: int, repeats: int
) -> tuple[list[dict[str, float]], list[dict[str, float]], tuple[int, float, float]]:
    home.run("bench.intake", "prepare")
    environment = home.environment | {"BARE_DATABASE": home.database or str(home.home / "bare.sqlite3")}
    count, first = max(2_000, rows // 50), 0
    limits, runs = [], []
    with (
        served("bench.bare_intake:application", environment) as (bare, _),
        served("tandem.site.served:application", environment) as (port, pid),
    ):
        load(bare, 0, count // 10)
        load(port, first, count // 10)
        first += count // 10
        for number in range(repeats):
            limits.append(load(bare, 0, count))
            runs.append(load(port, first, count))
            first += count
            print(f"  {number + 1}/{repeats}: limit {limits[-1]}, tandem {runs[-1]}", flush=True)
        memory = [_resident_of_all(pid)]
        tenth = max(rows // 10, 1)
        for _ in range(9):
            load(port, first, tenth)
            first += tenth
            memory.append(_resident_of_all(pid))
        print(f"  memory, MiB: {[round(each) for each in memory]}", flush=True)
    return limits, runs, (first, memory[1], memory[-1])


def _lines(
    kind: str, limits: list[dict[str, float]], runs: list[dict[str, float]], memory: tuple[int, float, float]
) -> list[Line]:
    ratio = statistics.median(run["rate"] / limit["rate"] for run, limit in zip(runs, limits, strict=True))
    rate = statistics.median(run["rate"] for run in runs)
    limit = statistics.median(each["rate"] for each in limits)
    p99 = statistics.median(run["p99_ms"] for run in runs)
    bare = statistics.median(each["p99_ms"] for each in limits)
    requests, before, after = memory
    return [
        Line(
            f"{kind}: leads a second", f"{rate:,.0f}", f"{limit:,.0f}", f"{ratio:.2f}", "at least 0.40", ratio >= 0.40
        ),
        Line(f"{kind}: p99 of an answer", f"{p99:.0f} ms", f"{bare:.0f} ms", "", "under 60 ms", p99 < 60),
        Line(
            f"{kind}: memory over {requests:,} requests", f"{before:.0f} → {after:.0f} MiB", "",
            f"{after / before:.2f}", "flat (at most 1.10)", after / before <= 1.10,
        ),
    ]  # fmt: skip


def load(port: int, first: int, count: int) -> dict[str, float]:
    """Long loads go in parts, so that their prepared requests need little memory."""
    told: dict[str, float] = {}
    for begin in range(first, first + count, 50_000):
        part = min(50_000, first + count - begin)
        command = [sys.executable, "-m", "bench.load", *map(str, (port, CONNECTIONS, begin, part, SOURCES))]
        output = subprocess.run(command, check=True, capture_output=True, text=True, timeout=600).stdout
        told = json.loads(output)
        if told["refused"]:
            raise RuntimeError(f"{told['refused']} requests were refused")
    return told


@contextmanager
def served(application: str, environment: dict[str, str]) -> Iterator[tuple[int, int]]:
    """Port and process of the one worker that serves an application as Tandem serves itself."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "bench.intake", "serve", application, str(port)]
    server = subprocess.Popen(command, env=environment)
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        time.sleep(2)
        yield port, _child_of(server.pid)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=60)


def _child_of(pid: int) -> int:
    return max(_children(pid), key=_resident)


def _children(pid: int) -> list[int]:
    threads = Path(f"/proc/{pid}/task").iterdir()
    return [int(child) for thread in threads for child in (thread / "children").read_text().split()]


def _resident_of_all(pid: int) -> float:
    return _resident(pid) + sum(map(_resident, _children(pid)))


def _resident(pid: int) -> float:
    """MiB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise LookupError(pid)


def prepare(change: Callable[[Document], Document] = lambda document: document) -> None:
    """Sign the starter agreement, changed as the caller wants it, and open the doors of the sources."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from tandem.agreement.samples import signed
    from tandem.agreement.starting import starter
    from tandem.intake.doors import fingerprint
    from tandem.intake.models import Source

    call_command("migrate", verbosity=0)
    # A signed agreement judges the leads, starts the clocks of its promises and draws places of the queue.
    today = timezone.localdate()
    signed(change(starter("en", today)), since=today - timedelta(days=1), now=timezone.now())
    Source.objects.bulk_create(
        Source(
            key=f"s{number}",
            name=f"Source {number}",
            door="api",
            fingerprint=fingerprint(f"secret{number}"),
            a_minute=10_000_000,
            created_at=timezone.now(),
        )
        for number in range(SOURCES)
    )


def _serve(application: str, port: int) -> None:
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    Server(
        application,
        address="127.0.0.1",
        port=port,
        interface=Interfaces.ASGI,
        workers=1,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    match sys.argv[1]:
        case "prepare":
            prepare()
        case "serve":
            _serve(sys.argv[2], int(sys.argv[3]))
        case place:
            main(Path(place), int(sys.argv[2]), int(sys.argv[3]))
