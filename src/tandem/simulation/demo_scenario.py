"""Fills an empty installation with a company of the shelf, from the files that its programs would let out."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
from django.conf import settings
from django.core.management import call_command

from tandem.measures.sealing import sync
from tandem.simulation.scenario.file_format import Scenario
from tandem.simulation.scenario.files import RECIPES, TRUTH, write_files
from tandem.simulation.scenario.settling_in import settle_in
from tandem.simulation.scenario.world import ScenarioWorld, live


def fill_from_scenario(name: str, scenario: Scenario, *, seed: int, ending: date, out: Any) -> ScenarioWorld:
    """Live a world that ends on a day, sign its agreement, and take its four files in by the recipes of the shelf.

    What was planted is not taken in: it lies in the data folder (``truth_file``), for whoever wants to compare. ``out``
    is the stream to which the imports say what they took. Refuses by `LivedAlready` and `AgreementInTheWay`.
    """
    start = ending - timedelta(days=scenario.days - 1)
    moved = msgspec.structs.replace(scenario, scenario=msgspec.structs.replace(scenario.scenario, start=start))
    world = live(name, moved, seed=seed)
    # Before the leads come in, each of which is judged by the agreement of its day.
    settle_in(world)
    with tempfile.TemporaryDirectory() as folder:
        write_files(world, live(name, moved, seed=seed, causes=False), Path(folder))
        for file, recipe in RECIPES.items():
            call_command("import", recipe, str(Path(folder) / file), stdout=out)
        truth_file().write_bytes((Path(folder) / TRUTH).read_bytes())
    sync()
    return world


def truth_file() -> Path:
    """Where the truth of a demo of a scenario lies."""
    return Path(settings.HOME) / TRUTH
