"""Finds the rooms of the house and what each announces, so that nothing has to be listed by hand."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from types import ModuleType

import tandem


def rooms() -> list[str]:
    """Dotted names of all slices, floors unsorted, e.g. ``tandem.journal``."""
    return [f"tandem.{found.name}" for found in pkgutil.iter_modules(tandem.__path__) if found.ispkg]


def modules_named(name: str) -> list[ModuleType]:
    """Import ``<room>.<name>`` from every room that has such a module."""
    found = []
    for room in rooms():
        path = f"{room}.{name}"
        if importlib.util.find_spec(path) is not None:
            found.append(importlib.import_module(path))
    return found
