"""How results are told: a table of what was measured, against which limit, and what was promised."""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True, slots=True)
class Line:
    """One figure: what, its value, the limit or peer it is held against, and the promise."""

    what: str
    measured: str
    limit: str
    ratio: str
    promised: str
    kept: bool


def publish(name: str, title: str, lines: Sequence[Line], *, notes: Sequence[str] = ()) -> None:
    """Print the table and write it to ``bench/results/NAME.md``."""
    rows = [
        f"| {line.what} | {line.measured} | {line.limit} | {line.ratio} | {line.promised} | "
        f"{'yes' if line.kept else '**no**'} |"
        for line in lines
    ]
    text = "\n".join(
        [
            f"# {title}",
            "",
            f"Made by `python -m bench {name} --rows {sys.argv[-2]} --repeats {sys.argv[-1]}`, {machine()}.",
            "",
            "| what | measured | limit or peer, same run | ratio | promised | kept |",
            "|---|---|---|---|---|---|",
            *rows,
            "",
            *notes,
            "",
        ]
    )
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.md").write_text(text, encoding="utf-8")
    print(text, flush=True)


def machine() -> str:
    """The machine in a line: ratios travel, absolute figures do not; how fast it was then is told with them."""
    return (
        f"CPython {platform.python_version()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        f"a plain loop of a million steps in {_loop():.0f} ms"
    )


def _loop() -> float:
    """Milliseconds of a loop that does nothing but add, the best of five: machines lent out differ within a day."""

    def once() -> float:
        begun, total = time.perf_counter(), 0
        for each in range(1_000_000):
            total += each * each % 7
        return (time.perf_counter() - begun) * 1000

    return min(once() for _ in range(5))
