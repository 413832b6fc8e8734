"""Guessing that several rows tell of one record, and how a draft gathers them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tandem.imports.shapes import BrokenRow, Cells, FieldType, RecordKind
from tandem.imports.values import text_of

#: So many ids, and such a part of all, that rows which differ share are no slips of an export.
_ENOUGH, _SHARE = 3, 0.01
#: What the latest row says of a record; of anything else the first that says something.
_LATEST = ("stage", "stage_at", "lost_reason")
_TIMES = (FieldType.INSTANT, FieldType.DAY)


def shared_key(id_column: str, headers: Sequence[str], rows: Sequence[Cells]) -> str:
    """The column of ids, where rows of the sample that differ share them; empty where each row has its own."""
    if id_column not in headers:
        return ""
    at = headers.index(id_column)
    contents: dict[str, set[tuple[str, ...]]] = {}
    for cells in rows:
        if not isinstance(cells, BrokenRow) and (key := text_of(cells[at])):
            contents.setdefault(key, set()).add(tuple(map(text_of, cells)))
    shared = sum(len(each) > 1 for each in contents.values())
    return id_column if shared >= max(_ENOUGH, _SHARE * len(contents)) else ""


def gathering(
    kind: RecordKind, columns: Mapping[str, str], key: str, *, unclear_times: bool
) -> dict[str, dict[str, str]]:
    """What each field of a draft takes of all rows that share a key: field → keys of a made column.

    ``columns``: field → column as guessed; a time told once a row is when the record began, and when it came to stand
    where it stands. ``unclear_times``: the order of the file is taken, as the times are read in a way of their own.
    """
    types = {field.name: field.type for field in kind.fields}
    time = next((column for field, column in columns.items() if types[field] in _TIMES), "")
    by = {} if unclear_times or not time else {"by": time}
    found: dict[str, dict[str, str]] = {}
    for field, column in columns.items():
        if column == key:
            continue
        if types[field] is FieldType.MONEY and "stage" not in columns:
            found[field] = {"of": key, "take": "sum", "column": column}
        else:
            take = (
                "last" if field in ("stage", "stage_at", "lost_reason") or types[field] is FieldType.MONEY else "first"
            )
            found[field] = {"of": key, "take": take, "column": column} | by
    if "stage" in columns and "stage_at" in types and "stage_at" not in columns and time:
        found["stage_at"] = {"of": key, "take": "last", "column": time} | by
    return found
