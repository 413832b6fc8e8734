"""Where recipes are: shipped ones in the rooms' ``recipes/`` folders, the company's own in the data folder."""

from __future__ import annotations

import functools
import importlib
from dataclasses import replace
from pathlib import Path

from django.conf import settings

from tandem.basics.discovery import modules_named, rooms
from tandem.basics.text import Text
from tandem.imports.recipe_loading import load_recipe
from tandem.imports.recipes import Recipe
from tandem.imports.refusals import ImportRefused
from tandem.imports.shapes import RecordKind


class RecipeUnknown(ImportRefused):
    """There is no recipe of that name, and no file either."""


@functools.cache
def record_kinds() -> dict[str, RecordKind]:
    """Every kind of record some room takes in, by name."""
    return {kind.name: kind for module in modules_named("record_kinds") for kind in module.RECORD_KINDS}


def own_folder() -> Path:
    """The folder of the company's own recipes."""
    folder = Path(settings.HOME) / "recipes"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def recipe_paths() -> dict[str, Path]:
    """Name → file of every recipe; one's own comes before a shipped one of the same name."""
    found: dict[str, Path] = {}
    for room in rooms():
        (place,) = importlib.import_module(room).__path__
        found |= {path.stem: path for path in sorted(Path(place, "recipes").glob("*.toml"))}
    return found | {path.stem: path for path in sorted(own_folder().glob("*.toml"))}


def recipe_text(name_or_path: str) -> str:
    """The text of a recipe, by its name on the shelf or by its file. Raises ``RecipeUnknown``."""
    path = recipe_paths().get(name_or_path, Path(name_or_path))
    if path.suffix != ".toml" or not path.is_file():
        known = ", ".join(sorted(recipe_paths()))
        raise RecipeUnknown(
            Text(
                ru=f"Рецепта «{name_or_path}» нет. Есть: {known}; или укажите файл .toml.",
                en=f"There is no recipe “{name_or_path}”. There are: {known}; or name a .toml file.",
            )
        )
    return path.read_text(encoding="utf-8")


def recipe_of(text: str) -> Recipe:
    """A recipe from its text, checked against what the rooms take in."""
    return load_recipe(text, record_kinds())


def unfinished_recipe(text: str) -> Recipe:
    """A recipe from its text that may still lack required fields: to be shown and completed, not to be run."""
    return load_recipe(text, _undemanding_kinds())


@functools.cache
def _undemanding_kinds() -> dict[str, RecordKind]:
    return {
        name: replace(kind, fields=tuple(replace(field, required=False) for field in kind.fields))
        for name, kind in record_kinds().items()
    }


def recipes() -> list[Recipe]:
    """All recipes on the shelf that can be read, by name."""
    return list(shelved()[0].values())


def shelved() -> tuple[dict[str, Recipe], dict[str, ImportRefused]]:
    """Name → recipe of all that can be read, and name → refusal of those with mistakes, both by name."""
    found: dict[str, Recipe] = {}
    broken: dict[str, ImportRefused] = {}
    for name, path in sorted(recipe_paths().items()):
        loaded = _loaded(path, path.stat().st_mtime_ns)
        if isinstance(loaded, Recipe):
            found[name] = loaded
        else:
            broken[name] = loaded
    return found, broken


def is_own(name: str) -> bool:
    """Whether a recipe lies in the company's own folder."""
    path = recipe_paths().get(name)
    return path is not None and path.parent == own_folder()


@functools.lru_cache(maxsize=500)
def _loaded(path: Path, _changed_at: int) -> Recipe | ImportRefused:
    try:
        return recipe_of(path.read_text(encoding="utf-8"))
    except ImportRefused as refused:
        return refused
