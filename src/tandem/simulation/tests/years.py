"""One small year and its files, made once for all tests of the room."""

from __future__ import annotations

import csv
import functools
import tempfile
from datetime import date
from pathlib import Path

from tandem.simulation.exports import write_exports
from tandem.simulation.world import World, generate

ENDING = date(2026, 6, 30)
LEADS = 4_000


@functools.cache
def year() -> World:
    """The year most tests look at; seed 5, four thousand leads."""
    return generate(5, ENDING, LEADS)


@functools.cache
def files() -> dict[str, list[dict[str, str]]]:
    """Its exports, read back as any reader of CSV would."""
    encodings = {"invoices": "cp1251", "payments": "cp1251", "shipments": "cp1251", "costs": "cp1251"}
    with tempfile.TemporaryDirectory() as folder:
        rows = {}
        for name, path in write_exports(year(), Path(folder)).items():
            with path.open(encoding=encodings.get(name, "utf-8-sig"), newline="") as file:
                delimiter = ";" if name in encodings or name == "plans" else ","
                rows[name] = list(csv.DictReader(file, delimiter=delimiter, strict=True))
    return rows
