"""The SQL texts of the fold: how facts of some kinds become a group of columns, and what an old row and new facts say.

Facts are read from the temporary table ``subject_facts``; each text gives one row a subject.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence

from tandem.measures.tables import Column, Keep, Shape

#: A field of the payload as a column's expression names it.
_FIELD = re.compile(r"\bp\.(\w+)")


def groups(columns: Sequence[Column], present: set[str]) -> list[tuple[Keep, tuple[str, ...], list[Column]]]:
    """Columns decided by the same of the kinds that are ``present``, which are read together; kinds may be none."""
    grouped: dict[tuple[Keep, tuple[str, ...]], list[Column]] = {}
    for column in columns:
        grouped.setdefault((column.keep, tuple(sorted(column.facts.keys() & present))), []).append(column)
    return [(keep, kinds, group) for (keep, kinds), group in grouped.items()]


def folded(shape: Shape, keep: Keep, kinds: tuple[str, ...], group: list[Column]) -> str:
    """The text that reads one group of columns out of the facts: ``subject_id`` and a value for each column."""
    return _FOLDS[keep](shape, kinds, group)


def told(column: Column, alias: str | None, *, known: bool) -> str:
    """A column's value after its group of new facts, ``alias``, if there are any, and the old row ``o``, if known."""
    if alias is None:
        return f"o.{column.name}" if known else f"CAST(NULL AS {column.type})"
    if not known:
        return f"{alias}.{column.name}"
    if column.keep is Keep.LAST:
        return f"CASE WHEN {alias}.subject_id IS NULL THEN o.{column.name} ELSE {alias}.{column.name} END"
    if column.keep is Keep.FIRST:
        return f"least(o.{column.name}, {alias}.{column.name})"
    return _smaller_of_each(f"o.{column.name}", f"{alias}.{column.name}")


def _last_of(shape: Shape, kinds: tuple[str, ...], group: list[Column]) -> str:
    values = ", ".join(f"{_value(column, kinds)} AS {column.name}" for column in group)
    among = f"kind IN ({quoted(kinds)})"
    last = f"SELECT max(position) FROM subject_facts WHERE {among} GROUP BY subject_id"
    return f"SELECT subject_id, {values} FROM {_read(shape, kinds, group, f'{among} AND position IN ({last})')}"


def _first_of(shape: Shape, kinds: tuple[str, ...], group: list[Column]) -> str:
    values = ", ".join(f"min({_value(column, kinds)}) AS {column.name}" for column in group)
    read = _read(shape, kinds, group, f"kind IN ({quoted(kinds)})")
    return f"SELECT subject_id, {values} FROM {read} GROUP BY subject_id"


def _first_of_each(shape: Shape, kinds: tuple[str, ...], group: list[Column]) -> str:
    read = _read(shape, kinds, group, f"kind IN ({quoted(kinds)})")
    subjects = f"SELECT DISTINCT subject_id FROM subject_facts WHERE kind IN ({quoted(kinds)})"
    selected, joins = ["s.subject_id"], []
    for number, column in enumerate(group):
        (pair,) = set(column.facts.values())
        # In the order of the names: a map built part by part is then the same as one built at once.
        joins.append(
            f"LEFT JOIN (SELECT subject_id, map_from_entries(list_sort(list({{'k': k, 'v': v}}))) AS m FROM "
            f"(SELECT subject_id, e.name AS k, min(e.value) AS v FROM (SELECT subject_id, {pair} AS e FROM {read}) "
            f"WHERE e.name IS NOT NULL AND e.value IS NOT NULL GROUP BY ALL) GROUP BY subject_id) m{number} "
            f"ON m{number}.subject_id = s.subject_id"
        )
        selected.append(f"CAST(m{number}.m AS {column.type}) AS {column.name}")
    return f"SELECT {', '.join(selected)} FROM ({subjects}) s {' '.join(joins)}"


def _smaller_of_each(old: str, new: str) -> str:
    """Two maps as one, with the smaller value of each name, in the order of the names."""
    names = f"list_sort(list_distinct(list_concat(map_keys({old}), map_keys({new}))))"
    return (
        f"CASE WHEN {old} IS NULL THEN {new} WHEN {new} IS NULL THEN {old} ELSE map_from_entries("
        f"list_transform({names}, lambda n: {{'k': n, 'v': least({old}[n], {new}[n])}})) END"
    )


_FOLDS: dict[Keep, Callable[[Shape, tuple[str, ...], list[Column]], str]] = {
    Keep.LAST: _last_of,
    Keep.FIRST: _first_of,
    Keep.FIRST_OF_EACH: _first_of_each,
}


def _read(shape: Shape, kinds: tuple[str, ...], group: Sequence[Column], condition: str) -> str:
    """Facts of some kinds with their payload read as ``p``; only what a column needs is ever parsed."""
    payload = json.dumps(_payload(shape, kinds, group))
    return (
        f"(SELECT * EXCLUDE (payload), json_transform(payload, '{payload}') AS p FROM subject_facts WHERE {condition})"
    )


def _value(column: Column, kinds: tuple[str, ...]) -> str:
    if len({column.facts[kind] for kind in kinds}) == 1:
        return f"CAST({column.facts[kinds[0]]} AS {column.type})"
    cases = " ".join(f"WHEN '{kind}' THEN CAST({column.facts[kind]} AS {column.type})" for kind in kinds)
    return f"CASE kind {cases} END"


def quoted(kinds: Sequence[str]) -> str:
    return ", ".join(f"'{kind}'" for kind in kinds)


def _payload(shape: Shape, kinds: Sequence[str], group: Sequence[Column]) -> dict[str, str]:
    """The payload fields that a group of columns reads from facts of several kinds, as one JSON structure.

    Only these: to parse a field that no column asks for costs as much as one that is asked for.
    """
    read = {name for column in group for kind in kinds for name in _FIELD.findall(column.facts[kind])}
    merged: dict[str, str] = {}
    for kind in kinds:
        merged |= {name: type_ for name, type_ in shape.payloads[kind].items() if name in read}
    return merged or {"_": "VARCHAR"}
