"""Under which names the store is read: rows as facts told them, and over them texts as they count now.

A table that a ``Renaming`` is about has two views. ``told.leads`` shows rows as they were folded; ``main.leads``, which
every question reads, the same rows with their texts read as what they count as. As long as nothing is renamed the
second is a plain look at the first and costs nothing; a renaming costs a join of a small table, some 40 nanoseconds a
row. Any other table has the second view only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import duckdb

from tandem.measures.parsed import run
from tandem.measures.tables import Shape

#: The schema of rows as facts told them.
TOLD = "told"


def create_schema(connection: duckdb.DuckDBPyConnection) -> None:
    """Make room for the views of rows as facts told them."""
    connection.execute(f"CREATE SCHEMA {TOLD}")


def show(connection: duckdb.DuckDBPyConnection, shape: Shape, rows: Mapping[str, str]) -> None:
    """Show ``rows``, a statement for each table, under the tables' names; ``read_renamed`` comes after it.

    Inside a transaction: who reads meanwhile sees all views as they were, or all as they are now.
    """
    renamed = _renamed(shape)
    texts = [f"CREATE OR REPLACE VIEW {as_told(shape, table)} AS {statement}" for table, statement in rows.items()]
    texts += [f"CREATE OR REPLACE VIEW main.{table} AS FROM {TOLD}.{table}" for table in rows if table in renamed]
    if texts:
        run(connection, "; ".join(texts))


def as_told(shape: Shape, table: str) -> str:
    """Where a table's rows stand as facts told them, under the names they came with."""
    return f"{TOLD if table in _renamed(shape) else 'main'}.{table}"


def _renamed(shape: Shape) -> set[str]:
    return {name for renaming in shape.renamings for name in (renaming.names, *renaming.tables)}


def read_renamed(connection: duckdb.DuckDBPyConnection, shape: Shape, changed: Iterable[str]) -> None:
    """Let the tables that a renaming is about be read anew where it, or one of them, is among the ``changed``."""
    concerned = set(changed)
    for renaming in shape.renamings:
        if concerned.isdisjoint((renaming.names, *renaming.tables)):
            continue
        names = f"{TOLD}.{renaming.names}"
        if not connection.execute(f"SELECT 1 FROM {names} WHERE counts_as IS NOT NULL LIMIT 1").fetchall():
            continue
        for table in renaming.tables:
            connection.execute(
                f"CREATE OR REPLACE VIEW main.{table} AS "
                f"SELECT t.* REPLACE (coalesce(n.counts_as, t.{renaming.column}) AS {renaming.column}) "
                f"FROM {TOLD}.{table} t LEFT JOIN (SELECT said, any_value(counts_as) AS counts_as FROM {names} "
                f"WHERE counts_as IS NOT NULL GROUP BY said) n ON n.said = t.{renaming.column}"
            )
