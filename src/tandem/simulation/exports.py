"""The year as files: what the CRM, the telephony, the ad cabinets and 1С of the company would let out.

Each program writes in its own way, as in life: the CRM UTF-8 with BOM, commas and ISO dates; the telephony
the same with Russian dates; 1С Windows-1251, semicolons and ``120 000,50``. Some dirt
is meant, see `dirt`.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tandem.simulation import accounts_files, crm_files, marketing_files
from tandem.simulation.clients import cards
from tandem.simulation.file_formats import Row
from tandem.simulation.world import World


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a program writes CSV."""

    encoding: str
    delimiter: str


CRM: Final = Dialect("utf-8-sig", ",")
ACCOUNTS: Final = Dialect("cp1251", ";")
SHEET: Final = Dialect("utf-8-sig", ";")


def write_exports(world: World, folder: Path) -> dict[str, Path]:
    """Write every file into `folder`, made if missing; answers name of the file without .csv → its path."""
    folder.mkdir(parents=True, exist_ok=True)
    known = cards(world)
    writers: dict[str, tuple[Dialect, Callable[[], Iterator[Row]]]] = {
        "people": (CRM, lambda: crm_files.people(world)),
        "clients": (CRM, lambda: crm_files.clients(world, known)),
        "leads": (CRM, lambda: crm_files.leads(world, known)),
        "calls": (CRM, lambda: crm_files.calls(world, known)),
        "spend": (CRM, lambda: marketing_files.spend(world)),
        "invoices": (ACCOUNTS, lambda: accounts_files.invoices(world, known)),
        "payments": (ACCOUNTS, lambda: accounts_files.payments(world, known)),
        "shipments": (ACCOUNTS, lambda: accounts_files.shipments(world, known)),
        "costs": (ACCOUNTS, lambda: accounts_files.costs(world)),
        "plans": (SHEET, lambda: marketing_files.plans(world)),
    }
    paths = {}
    for name, (dialect, rows) in writers.items():
        paths[name] = folder / f"{name}.csv"
        with paths[name].open("w", encoding=dialect.encoding, newline="") as file:
            csv.writer(file, delimiter=dialect.delimiter).writerows(rows())
    return paths
