"""The houses that benchmarks measure: an empty data folder and a database each, asked by processes of their own."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.clusters import postgresql

DATABASES = ("SQLite", "PostgreSQL")


@dataclass(frozen=True)
class House:
    """A data folder, and the environment in which a process lives in it."""

    home: Path
    environment: dict[str, str]

    @property
    def database(self) -> str:
        """The address of its PostgreSQL, or nothing: SQLite lies in the folder."""
        return self.environment.get("TANDEM_DATABASE_URL", "")

    def run(self, module: str, *arguments: object) -> str:
        """Run ``python -m module arguments`` in the house; return the last line that it prints.

        Raises:
            subprocess.CalledProcessError: It failed; what it said of that has gone to the standard error.
        """
        command = [sys.executable, "-m", module, *map(str, arguments)]
        said = subprocess.run(command, env=self.environment, check=True, stdout=subprocess.PIPE, text=True).stdout
        return said.splitlines()[-1] if said.strip() else ""


@contextlib.contextmanager
def house(home: Path, *, on: str = "SQLite", emptied: bool = True) -> Iterator[House]:
    """A house in a folder, of which whatever was there before is removed, on a database that lasts as long as it.

    Raises:
        bench.clusters.NoPostgreSQL: It was asked for and is not installed.
    """
    if emptied:
        shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True, exist_ok=True)
    environment = os.environ | {"TANDEM_HOME": str(home), "DJANGO_SETTINGS_MODULE": "tandem.site.settings"}
    environment.pop("TANDEM_DATABASE_URL", None)
    if on == "SQLite":
        yield House(home, environment)
        return
    with postgresql() as address:
        yield House(home, environment | {"TANDEM_DATABASE_URL": address})
