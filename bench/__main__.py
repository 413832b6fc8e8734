"""Measures what the project promises: ``python -m bench [NAME …]``, or ``make bench``.

Every figure is a ratio to a limit or a peer measured in the same run on the same machine. Results are
written as tables beside this file (``bench/results/``) and committed with the command that made them.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from bench.tables import machine

#: In the order they build on each other: the later ones read the database the first has filled.
NAMES = (
    "importing", "following", "pages", "backtest", "clauses", "intake", "assigned", "portrait", "scorecard", "duplicates",
    "clocks", "dealing", "screen", "forum", "decomposition", "attribution", "journeys", "diagnosis", "carrier", "simulation",
    "what_if", "from_exports",
)  # fmt: skip


def main() -> int:
    """Run the named benchmarks, all of them by default, each in a fresh interpreter."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*NAMES, []], help="which benchmarks; all when none is named")
    parser.add_argument("--rows", type=int, default=1_000_000, help="lead rows (default 1,000,000)")
    parser.add_argument("--repeats", type=int, default=5, help="repetitions whose median is told (default 5)")
    parser.add_argument("--place", type=Path, default=Path("var/bench"), help="folder for databases and files")
    options = parser.parse_args()
    place = options.place.resolve()
    place.mkdir(parents=True, exist_ok=True)
    print(machine())
    for name in options.names or NAMES:
        command = [sys.executable, "-m", f"bench.{name}", str(place), str(options.rows), str(options.repeats)]
        print(f"— {name}", flush=True)
        if os.spawnv(os.P_WAIT, sys.executable, command) != 0:
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
