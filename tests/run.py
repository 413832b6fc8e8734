"""Runs the whole suite on SQLite and again on PostgreSQL, and says plainly what was skipped and why.

``python -m tests.run [pytest arguments]``; the last line printed is ``N passed, N failed, N skipped``.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from tests import browser, postgresql


@dataclass
class Outcome:
    """What became of the tests of one run, or of all runs together."""

    passed: int = 0
    failed: int = 0
    skipped: Counter[str] = field(default_factory=Counter)

    def add(self, other: Outcome) -> None:
        self.passed += other.passed
        self.failed += other.failed
        self.skipped.update(other.skipped)


def main(arguments: list[str]) -> int:
    """Run, report, and return the exit code: 0 only if something ran and nothing failed."""
    total = Outcome()
    notes = []

    print("== Tests on SQLite", flush=True)
    total.add(_pytest(arguments, database=""))

    if postgresql.binaries() is None:
        notes.append("the whole suite on PostgreSQL: no initdb in PATH or under /usr/lib/postgresql")
    else:
        print("== Tests on PostgreSQL", flush=True)
        with postgresql.temporary_cluster() as address:
            total.add(_pytest(arguments, database=address, again=True))
        notes.append("on PostgreSQL: tests of the rooms that use no database and have just passed without one")
        notes.append(
            "on PostgreSQL: tests in a browser, and those marked one_database: the fact store they ask is the same"
        )

    if browser.executable() is None:
        notes.append("browser tests: no Chromium in PATH (or set TANDEM_CHROMIUM)")
    if not os.environ.get("TANDEM_REAL_DATA"):
        notes.append("tests on real exports: TANDEM_REAL_DATA names no folder")

    _report(total, notes)
    return 0 if total.passed and not total.failed else 1


def _pytest(arguments: list[str], *, database: str, again: bool = False) -> Outcome:
    environment = os.environ | {"TANDEM_DATABASE_URL": database, "TANDEM_TESTS_AGAIN": "yes" if again else ""}
    with tempfile.TemporaryDirectory(prefix="tandem-run-") as folder:
        results = Path(folder) / "results.xml"
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-n",
            str(_processes()),
            # What shares a costly beginning stays in one process; all else goes to whichever is free.
            "--dist",
            "loadgroup",
            "--durations=25",
            "--durations-min=3",
            f"--junitxml={results}",
        ]
        done = subprocess.run([*command, *arguments], env=environment, check=False)
        outcome = _outcome(results) if results.exists() else Outcome()
    # pytest itself may fail without a failed test: a broken conftest, an interrupted run.
    if done.returncode not in {0, 1, 5} or (done.returncode == 1 and not outcome.failed):
        outcome.failed += 1
    return outcome


def _processes() -> int:
    """One for each core: two at least, since tests of servers mostly wait; eight at most, since each takes memory."""
    return min(max(os.process_cpu_count() or 1, 2), 8)


def _outcome(results: Path) -> Outcome:
    outcome = Outcome()
    # Written by the pytest that we started ourselves a moment ago.
    for case in ElementTree.parse(results).iter("testcase"):
        skipped = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            outcome.failed += 1
        elif skipped is not None:
            outcome.skipped[re.sub(r"^.*?Skipped: ", "", skipped.get("message", ""))] += 1
        else:
            outcome.passed += 1
    return outcome


def _report(total: Outcome, notes: list[str]) -> None:
    print("\n== Skipped")
    for note in notes:
        print(f"  {note}")
    for reason, count in sorted(total.skipped.items()):
        print(f"  {count} x {reason}")
    if not notes and not total.skipped:
        print("  nothing")
    print(f"\n{total.passed} passed, {total.failed} failed, {total.skipped.total()} skipped", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
