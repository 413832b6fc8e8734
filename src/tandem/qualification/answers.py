"""Answers as they are kept: the fields everybody knows as columns, the rest in one JSON text.

What is known of a lead is a mapping of field to value. ``None`` as a value says that the client was asked and could
not or would not tell; a field that is absent was not answered yet. Both executions of a clause see NULL in either case.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

type Value = str | bool | int | float | Decimal | None
"""A key of an option, a flag, a number; None: asked, and not told."""
type Known = Mapping[str, Value]

#: The fields that are columns of ``models.Answers``, with what stands there when nobody has told them.
COLUMNS: Mapping[str, Value] = MappingProxyType(
    {"quality": "", "need": None, "budget": None, "budget_ok": None, "urgent": None, "starts_within_days": None}
)


def unpacked(columns: Mapping[str, Value], said: str) -> dict[str, Value]:
    """What is known, of the columns and the JSON text of a row."""
    known: dict[str, Value] = dict(json.loads(said)) if said else {}
    for name, value in columns.items():
        if value is not None and value != "":
            known[name] = value
    return known


def packed(known: Known) -> tuple[dict[str, Value], str]:
    """The columns and the JSON text of what is known; equal knowledge gives the same text.

    Whole numbers are written as such, so that a number of days is the same number in every engine.
    """
    columns = {name: known[name] if known.get(name) is not None else empty for name, empty in COLUMNS.items()}
    rest = {name: _plain(value) for name, value in known.items() if name not in COLUMNS or value is None}
    return columns, json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=True) if rest else ""


def _plain(value: Value) -> str | bool | int | float | None:
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    return value
