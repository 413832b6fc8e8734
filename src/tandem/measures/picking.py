"""Rows of the store picked out by their keys, from the delta and the base behind it."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pyarrow as pa

from tandem.measures.tables import Shape

#: So few keys stand in the statement itself: a table of them would cost more than the search.
FEW = 64
#: For so many keys DuckDB goes through an index (its own ``index_scan_max_count``), one row at a time; for more it
#: unpacks every block of every column.
BY_INDEX = 2_048
#: A table of fewer rows is read whole as quickly.
LARGE = 50_000


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
    if old == new:
        rows = f"SELECT {read} FROM {old}{name} WHERE {where}"
    else:
        rows = f"SELECT {read} FROM {new}{name} WHERE {where} UNION ALL "
        rows += (
            f"SELECT {read} FROM base.{name} b WHERE {where} AND {not_in_delta(shape, name, new=new)}"
            if columns
            else f"SELECT * FROM base.{name} WHERE rowid IN ({places(shape, name, where=where, new=new)})"
        )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE picked_{name} AS {rows}")
    return picked


def with_keys(
    connection: duckdb.DuckDBPyConnection, shape: Shape, name: str, keys: Sequence[int], *, old: str, new: str
) -> str:
    """Whole rows by their keys, as a relation to be read before anything changes in the table.

    Those that stand in no delta yet are read from the base, row by row where an index helps with so many.
    """
    wanted = among(connection, shape.tables[name].key, keys)
    if old == new:
        return found(connection, shape, name, where=wanted, few=len(keys) <= FEW, old=old, new=new)
    others = of_base(connection, shape, name, keys_behind(connection, shape, name, keys, new=new))
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE picked_{name} AS SELECT * FROM {new}{name} WHERE {wanted} UNION ALL {others}"
    )
    return f"temp.picked_{name}"


def keys_behind(
    connection: duckdb.DuckDBPyConnection, shape: Shape, name: str, keys: Sequence[int], *, new: str
) -> list[int]:
    """Those of some keys that have no row in the delta: whatever is known of them stands in the base."""
    key = shape.tables[name].key
    wanted = among(connection, key, keys)
    known = connection.execute(f"SELECT {key} FROM {new}{name} WHERE {wanted}").fetchnumpy()[key].tolist()
    return sorted(set(keys).difference(known))


def of_base(connection: duckdb.DuckDBPyConnection, shape: Shape, name: str, keys: Sequence[int]) -> str:
    """A text that yields the whole rows of the base with some keys."""
    key = shape.tables[name].key
    if len(keys) <= BY_INDEX:
        # Only values that stand in the statement lead through the index: a join with a table of them does not.
        return f"SELECT * FROM base.{name} WHERE {key} IN ({', '.join(map(str, keys)) or 'NULL'})"
    wanted = among(connection, key, keys, wanted="wanted_of_base")
    return f"SELECT * FROM base.{name} WHERE rowid IN (SELECT rowid FROM base.{name} WHERE {wanted})"


def index_keys(connection: duckdb.DuckDBPyConnection, shape: Shape) -> None:
    """Make what single rows of the base's large tables are found by.

    A table that was derived anew has lost its index, and one that has grown has none yet; others keep theirs.
    """
    sizes = connection.execute("SELECT table_name, estimated_size FROM duckdb_tables() WHERE database_name = 'base'")
    texts = [
        f"CREATE INDEX IF NOT EXISTS {name}_by_key ON base.{name} ({shape.tables[name].key})"
        for name, rows in sizes.fetchall()
        if rows >= LARGE
    ]
    if texts:
        connection.execute(f"BEGIN; {'; '.join(texts)}; COMMIT")


def places(shape: Shape, name: str, *, where: str, new: str) -> str:
    """A text that yields where rows of the base lie that meet a condition and stand in no delta yet."""
    return f"SELECT b.rowid FROM base.{name} b WHERE {where} AND {not_in_delta(shape, name, new=new)}"


def not_in_delta(shape: Shape, name: str, *, new: str) -> str:
    """The condition that a row ``b`` of the base stands in no delta yet."""
    key = shape.tables[name].key
    return f"NOT EXISTS (SELECT 1 FROM {new}{name} d WHERE d.{key} = b.{key})"


def among(connection: duckdb.DuckDBPyConnection, column: str, values: Sequence[int], *, wanted: str = "wanted") -> str:
    """A condition that a column has one of the values; many stand in the temporary table ``wanted`` meanwhile."""
    if len(values) <= FEW:
        return f"{column} IN ({', '.join(map(str, values)) or 'NULL'})"
    connection.register("wanted_keys", pa.table({"key": pa.array(values, type=pa.int64())}))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {wanted} AS FROM wanted_keys")
    connection.unregister("wanted_keys")
    return f"{column} IN (SELECT key FROM temp.{wanted})"


def any_of(connection: duckdb.DuckDBPyConnection, rows: str) -> bool:
    """Whether a relation has a row."""
    return bool(connection.execute(f"SELECT 1 FROM {rows} LIMIT 1").fetchall())
