"""The columns in which facts are followed, the same from every database.

No Django here: ``sqlite_reader`` starts without it.
"""

from __future__ import annotations

import pyarrow as pa

#: The columns and their types; the instants are UTC text ``YYYY-MM-DD HH:MM:SS[.ffffff]``.
SCHEMA = pa.schema(
    {
        "position": pa.int64(),
        "kind": pa.string(),
        "subject": pa.string(),
        "subject_id": pa.int64(),
        "lead_id": pa.int64(),
        "happened_at": pa.string(),
        "recorded_at": pa.string(),
        "actor_id": pa.int64(),
        "version": pa.int32(),
        "batch_id": pa.int64(),
        "payload": pa.string(),
    }
)
FOLLOWED: tuple[str, ...] = tuple(SCHEMA.names)

# Text, not instants: the store reads millions of them, and makes instants of them itself.
_INSTANTS = frozenset({"happened_at", "recorded_at"})
_AS_TEXT = {"postgresql": "({} AT TIME ZONE 'UTC')::text", "sqlite": "{} || ''"}


def columns_sql(vendor: str) -> str:
    """The columns as a SELECT list for a database, named as Django names it."""
    return ", ".join(f"{_AS_TEXT[vendor].format(name)} AS {name}" if name in _INSTANTS else name for name in FOLLOWED)


def in_order(vendor: str, after: int, upto: int) -> str:
    """The query for the facts behind one position and up to another, oldest first."""
    return (
        f"SELECT {columns_sql(vendor)} FROM journal_fact "
        f"WHERE position > {int(after)} AND position <= {int(upto)} ORDER BY position"
    )
