"""`tandem simulate SCENARIO`: live a simulated company, and write what its programs would let out."""

from __future__ import annotations

import argparse
from pathlib import Path
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.basics.text import Text
from tandem.measures.sealing import sync
from tandem.simulation.scenario.acting import Acting
from tandem.simulation.scenario.driving import drive
from tandem.simulation.scenario.file_format import Scenario
from tandem.simulation.scenario.files import RECIPES, write_files
from tandem.simulation.scenario.mistakes import NoSuchScenario, ScenarioRefused
from tandem.simulation.scenario.reading import names, scenario_named
from tandem.simulation.scenario.settling_in import AgreementInTheWay, LivedAlready, settle_in
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

        parser.add_argument(
            "--through-actions",
            action="store_true",
            help="live it in this house, by its own actions at the world's time",
        )
        parser.add_argument("--leads", type=int, help="with --through-actions: stop after so many leads")

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
        if (options["out"] is None) is not options["through_actions"]:
            raise CommandError(_("Say where it is to go: --out FOLDER, or --through-actions into this house."))
        if options["through_actions"]:
            self._act(name, scenario, options)
        else:
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

    def _act(self, name: str, scenario: Scenario, options: dict[str, Any]) -> None:
        world = live(name, scenario, seed=options["seed"], weeks=options["weeks"])
        if world.day(world.scenario.days) > timezone.localdate():
            raise CommandError(
                _("The world ends after today: let the scenario start earlier, or make it shorter by --weeks.")
            )
        try:
            settled = settle_in(world)
        except (AgreementInTheWay, LivedAlready) as refused:
            raise CommandError(_said(refused.text)) from refused
        began = monotonic()
        done = drive(world, Acting(world, settled), most=options["leads"])
        seconds = monotonic() - began
        self.stdout.write(
            _("Leads: %(leads)d, calls: %(calls)d, talks: %(talks)d, sales: %(sales)d; %(rate).0f leads a second.")
            % {
                "leads": done.requests, "calls": done.calls, "talks": done.talks, "sales": done.sales,
                "rate": done.requests / max(seconds, 1e-9),
            }
        )  # fmt: skip
        sync()


def _read(named: str) -> tuple[str, Scenario]:
    try:
        return scenario_named(named)
    except (NoSuchScenario, ScenarioRefused) as refused:
        raise CommandError(_said(refused.text)) from refused


def _said(text: Any) -> str:
    told: Text = Text(ru=text.ru, en=text.en)
    return told.in_language(settings.LANGUAGE_CODE)
