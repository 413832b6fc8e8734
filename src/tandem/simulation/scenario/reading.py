"""Reading a scenario: by its name on the shelf, or from a file of one's own. Every mistake has its line and place."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import msgspec

from tandem.basics.text import Text
from tandem.simulation.scenario.checking import mistakes_in
from tandem.simulation.scenario.file_format import Scenario
from tandem.simulation.scenario.mistakes import Mistake, NoSuchScenario, ScenarioRefused, line_of, mistake_of

SHELF = Path(__file__).with_name("shelf")


def names() -> tuple[str, ...]:
    """The scenarios on the shelf."""
    return tuple(sorted(path.stem for path in SHELF.glob("*.toml")))


def scenario_named(name: str) -> tuple[str, Scenario]:
    """A scenario by its name on the shelf or by the path of a file, with the name its truth bears.

    Refuses by `NoSuchScenario` and `ScenarioRefused`.
    """
    path = SHELF / f"{name}.toml" if name in names() else Path(name)
    if not path.is_file():
        raise NoSuchScenario(
            Text(
                ru="Сценария «{name}» нет: укажите путь к файлу .toml или одно из имён: {names}.",
                en="There is no scenario “{name}”: give the path of a .toml file, or one of these names: {names}.",
            ).format(name=name, names=", ".join(names()))
        )
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ScenarioRefused([Mistake(path.name, _NOT_UTF_8)]) from error
    return path.stem, read(text)


def read(text: str) -> Scenario:
    """The scenario that a TOML text is. Refuses by `ScenarioRefused`."""
    scenario = convert(document_of(text), text)
    found = mistakes_in(scenario)
    if found:
        raise ScenarioRefused([_placed(each, text) for each in found])
    return scenario


def document_of(text: str) -> dict[str, Any]:
    """The plain TOML of a text. Refuses by `ScenarioRefused`."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else None
        sentence = Text(ru="это не TOML: {error}.", en="this is no TOML: {error}.").format(error=error)
        raise ScenarioRefused([Mistake("TOML", sentence, line)]) from error


def convert(document: dict[str, Any], text: str) -> Scenario:
    """A scenario whose values are of the right kinds. Refuses by `ScenarioRefused`."""
    try:
        return msgspec.convert(document, Scenario)
    except msgspec.ValidationError as error:
        raise ScenarioRefused([mistake_of(error, text)]) from error


def _placed(mistake: Mistake, text: str) -> Mistake:
    return Mistake(mistake.place, mistake.text, line_of(text, mistake.place))


_NOT_UTF_8 = Text(ru="файл сценария пишут в UTF-8.", en="a scenario file is written in UTF-8.")
