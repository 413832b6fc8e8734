"""`tandem demo-exports FOLDER`: write the year of the demo's company as the exports of its programs."""

from __future__ import annotations

import argparse
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.simulation.exports import write_exports
from tandem.simulation.world import LEAST_LEADS, generate


class Command(BaseCommand):
    """Writes the CSV files and, when asked, the truth behind them into a file of its own."""

    help = "Write the year of the demo's company as CSV exports that `tandem import` reads"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """FOLDER and what varies the year."""
        parser.add_argument("folder", type=Path)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--ending", type=date.fromisoformat, help="last day, YYYY-MM-DD; yesterday if not given")
        parser.add_argument("--leads", type=int, default=20_000)
        parser.add_argument("--truth", type=Path, help="write what was planted, as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Generate and write."""
        if options["leads"] < LEAST_LEADS:
            raise CommandError(_("A year needs at least %(least)d leads.") % {"least": LEAST_LEADS})
        ending = options["ending"] or timezone.localdate() - timedelta(days=1)
        world = generate(options["seed"], ending, options["leads"])
        for path in write_exports(world, options["folder"]).values():
            self.stdout.write(str(path))
        if options["truth"]:
            options["truth"].write_text(world.truth.as_json(), encoding="utf-8")
            self.stdout.write(str(options["truth"]))
