"""Rows of the store picked out by their keys, from the delta and the base behind it."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pyarrow as pa

from tandem.measures.parsed import run
from tandem.measures.tables import Shape

#: So few keys stand in the statement or a variable: a table of them would cost more than the search.
FEW = 64
#: Where a process keeps what it has read of the journal itself: in memory, and never much.
DELTA = "delta."


def found(
    connection: duckdb.DuckDBPyConnection,
    shape: Shape,
    name: str,
    *,
    where: str,
    few: bool,
    old: str,
    new: str,
    columns: Sequence[str] = (),
) -> str:
    """The rows that meet a condition, as a relation to be read before anything changes in the table.

    They are picked out first, unless they are ``few`` of one table alone: then each statement looks for them anew.
    """
    if few and old == new:
        return f"(SELECT {', '.join(columns) or '*'} FROM {old}{name} WHERE {where})"
    return picked_out(connection, shape, name, where=where, old=old, new=new, columns=columns)


def picked_out(
    connection: duckdb.DuckDBPyConnection,
    shape: Shape,
    name: str,
    *,
    where: str,
    old: str,
    new: str,
    columns: Sequence[str] = (),
) -> str:
    """The rows that meet a condition on id columns, in a temporary table; return its name.

    Rows that stand in the delta already are taken from there, and only the others are looked for in the base. Whole
    rows, of a hundred columns, are read at the places that the narrow id columns tell; a few ``columns``, at once.
    """
    picked, read = f"temp.picked_{name}", ", ".join(columns) or "*"
    begun = f"CREATE OR REPLACE TEMP TABLE picked_{name} AS SELECT"
    if old == new:
        run(connection, f"{begun} {read} FROM {old}{name} WHERE {where}")
    else:
        others = (
            f"SELECT {read} FROM base.{name} b WHERE {where} AND {not_in_delta(shape, name, new=new)}"
            if columns
            else f"SELECT * FROM base.{name} WHERE rowid IN ({places(shape, name, where=where, new=new)})"
        )
        connection.execute(f"{begun} {read} FROM {new}{name} WHERE {where} UNION ALL {others}")
    return picked


def places(shape: Shape, name: str, *, where: str, new: str) -> str:
    """A text that yields where rows of the base lie that meet a condition and stand in no delta yet."""
    return f"SELECT b.rowid FROM base.{name} b WHERE {where} AND {not_in_delta(shape, name, new=new)}"


def not_in_delta(shape: Shape, name: str, *, new: str) -> str:
    """The condition that a row ``b`` of the base stands in no delta yet."""
    key = shape.tables[name].key
    return f"NOT EXISTS (SELECT 1 FROM {new}{name} d WHERE d.{key} = b.{key})"


def among(
    connection: duckdb.DuckDBPyConnection,
    column: str,
    values: Sequence[int],
    *,
    old: str,
    new: str,
    wanted: str = "wanted",
) -> str:
    """A condition that a column has one of the values; they stand under the name ``wanted`` meanwhile.

    A few stand in a variable where the delta alone is read, so that the statement is always the same and parsed once.
    Elsewhere they stand in the statement, which then reads no block of a base that has none of them.
    """
    if len(values) <= FEW:
        listed = ", ".join(map(str, values))
        if old == new == DELTA:
            connection.execute(f"SET VARIABLE {wanted} = CAST([{listed}] AS BIGINT[])")
            return f"{column} IN getvariable('{wanted}')"
        return f"{column} IN ({listed or 'NULL'})"
    connection.register("wanted_keys", pa.table({"key": pa.array(values, type=pa.int64())}))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {wanted} AS FROM wanted_keys")
    connection.unregister("wanted_keys")
    return f"{column} IN (SELECT key FROM temp.{wanted})"


def any_of(connection: duckdb.DuckDBPyConnection, rows: str) -> bool:
    """Whether a relation has a row."""
    return bool(run(connection, f"SELECT 1 FROM {rows} LIMIT 1").fetchall())
