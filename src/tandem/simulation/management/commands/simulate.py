"""`tandem simulate SCENARIO`: live a simulated company, and write what its programs would let out."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from tandem.basics.text import Text
from tandem.simulation.scenario.file_format import Scenario
from tandem.simulation.scenario.files import RECIPES, write_files
from tandem.simulation.scenario.mistakes import NoSuchScenario, ScenarioRefused
from tandem.simulation.scenario.reading import names, scenario_named
from tandem.simulation.scenario.world import live


class Command(BaseCommand):
    """Without a scenario it says which there are."""

    help = "Live a simulated company: write its exports, or act in this house"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """SCENARIO and what varies its world."""
        parser.add_argument(
            "scenario", metavar="SCENARIO", nargs="?", help="a name on the shelf, or a .toml file of one's own"
        )
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--weeks", type=int, help="how long the world lasts, if not as the file says")
        parser.add_argument("--out", type=Path, metavar="FOLDER", help="write the exports and truth.json here")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, live, write."""
        if options["scenario"] is None:
            self._list()
            return
        name, scenario = _read(options["scenario"])
        if options["seed"] < 0:
            raise CommandError(_("A seed is a whole number from 0 on."))
        if options["weeks"] is not None and options["weeks"] < 1:
            raise CommandError(_("A world lasts a week at least."))
        if options["out"] is None:
            raise CommandError(_("Say where the files are to go: --out FOLDER."))
        self._write(name, scenario, options)

    def _list(self) -> None:
        for name in names():
            self.stdout.write(f"{name:<18} {_said(scenario_named(name)[1].scenario.title)}")

    def _write(self, name: str, scenario: Scenario, options: dict[str, Any]) -> None:
        world = live(name, scenario, seed=options["seed"], weeks=options["weeks"])
        without = live(name, scenario, seed=options["seed"], weeks=options["weeks"], causes=False)
        for path in write_files(world, without, options["out"]):
            recipe = RECIPES.get(path.name)
            self.stdout.write(f"{path}" + (f"   tandem import {recipe} {path}" if recipe else ""))


def _read(named: str) -> tuple[str, Scenario]:
    try:
        return scenario_named(named)
    except (NoSuchScenario, ScenarioRefused) as refused:
        raise CommandError(_said(refused.text)) from refused


def _said(text: Any) -> str:
    told: Text = Text(ru=text.ru, en=text.en)
    return told.in_language(settings.LANGUAGE_CODE)
