"""Recomputes what follows from other rows of the same client, and for which client every row counts.

Called after facts were folded, with the same ``old`` and ``new`` places as the fold.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import duckdb

from tandem.measures.folding import MERGED, TOUCHED
from tandem.measures.parsed import run
from tandem.measures.picking import FEW, among, found, picked_out, places
from tandem.measures.tables import COUNTS_AS, MERGED_INTO, OWN_CLIENT, Derivation, Shape


def derive(connection: duckdb.DuckDBPyConnection, shape: Shape, *, old: str, new: str) -> set[str]:
    """Recompute the derived columns of all rows of the touched clients; return the names of changed tables.

    When most clients were touched, as in a rebuild, all rows are recomputed: that is as right, and one
    pass over whole tables is then quicker than picking rows out of them.
    """
    changed = _count_merged(connection, shape, old=old, new=new)
    touched = _touched_clients(connection)
    if not touched:
        return changed
    every = old == new and _is_most(connection, shape, touched, old=old)
    for derivation in shape.derivations:
        if every:
            _derive_all(connection, shape, derivation, place=new)
            changed.add(derivation.table)
        elif _derive_some(connection, shape, derivation, touched, old=old, new=new):
            changed.add(derivation.table)
    connection.execute(f"DELETE FROM {TOUCHED}")
    return changed


def _derive_all(connection: duckdb.DuckDBPyConnection, shape: Shape, derivation: Derivation, *, place: str) -> None:
    table, key = derivation.table, shape.tables[derivation.table].key
    relations = {name: f"{place}{name}" for name in _read_by(shape, derivation)}
    derived = ", ".join(f"d.{column} AS {column}" for column in derivation.columns)
    run(
        connection,
        f"CREATE TABLE {place}{table}_derived AS WITH d AS ({derivation.sql.format_map(relations)}) "
        f"SELECT t.* REPLACE ({derived}) FROM {place}{table} t "
        # A row of no client has nothing that could follow from the client's other rows.
        f"LEFT JOIN d ON d.{key} = t.{key} AND t.client_id IS NOT NULL",
    )
    run(connection, f"DROP TABLE {place}{table}; ALTER TABLE {place}{table}_derived RENAME TO {table}")


def _derive_some(
    connection: duckdb.DuckDBPyConnection,
    shape: Shape,
    derivation: Derivation,
    touched: Sequence[int],
    *,
    old: str,
    new: str,
) -> bool:
    """Write the rows of some clients whose derived columns are others now; return whether there are any.

    Most rows of a touched client stay as they are: only the columns that the derivation reads are looked at to know.
    """
    table, key = derivation.table, shape.tables[derivation.table].key
    relations = _of_clients(connection, shape, derivation, touched, old=old, new=new)
    said = ", ".join(f"d.{column}" for column in derivation.columns)
    differs = " OR ".join(f"d.{column} IS DISTINCT FROM t.{column}" for column in derivation.columns)
    run(
        connection,
        f"CREATE OR REPLACE TEMP TABLE derived AS WITH d AS ({derivation.sql.format_map(relations)}) "
        f"SELECT t.{key}, {said} FROM {relations[table]} t "
        f"LEFT JOIN d ON d.{key} = t.{key} AND t.client_id IS NOT NULL WHERE {differs}",
    )
    keys = connection.execute(f"SELECT {key} FROM temp.derived").fetchnumpy()[key].tolist()
    if not keys:
        return False
    if old != new:
        _bring_in(connection, shape, derivation, keys, new=new)
    values = ", ".join(f"{column} = d.{column}" for column in derivation.columns)
    run(connection, f"UPDATE {new}{table} t SET {values} FROM temp.derived d WHERE d.{key} = t.{key}")
    return True


def _bring_in(
    connection: duckdb.DuckDBPyConnection, shape: Shape, derivation: Derivation, keys: Sequence[int], *, new: str
) -> None:
    """Copy into the delta those of the rows that stand in the base alone; mostly none does, and no row is read."""
    table = derivation.table
    key = shape.tables[table].key
    lie = places(shape, table, where=among(connection, key, keys, old="base.", new=new), new=new)
    others = connection.execute(lie).fetchnumpy()["rowid"].tolist()
    if others:
        where = among(connection, "rowid", others, wanted="wanted_places", old="base.", new=new)
        connection.execute(f"INSERT INTO {new}{table} BY NAME SELECT * FROM base.{table} WHERE {where}")


def _read_by(shape: Shape, derivation: Derivation) -> list[str]:
    """The tables of clients' rows that a derivation reads, its own among them."""
    return [
        name
        for name in shape.tables
        if shape.by_client(name) and (name == derivation.table or f"{{{name}}}" in derivation.sql)
    ]


def _columns_read(shape: Shape, derivation: Derivation, name: str) -> list[str]:
    """The columns of one of its tables that a derivation names, those that say whose a row is, and its own results."""
    named = {*re.findall(r"\w+", derivation.sql), *derivation.columns, shape.tables[name].key, "client_id", "lead_id"}
    return [column for column in shape.columns_of(name) if column in named]


def _of_clients(
    connection: duckdb.DuckDBPyConnection,
    shape: Shape,
    derivation: Derivation,
    clients: Sequence[int],
    *,
    old: str,
    new: str,
) -> dict[str, str]:
    """The rows of some clients in each table: by the client they name, or by a lead that is the client's now."""

    def columns(name: str) -> list[str]:
        return _columns_read(shape, derivation, name)

    by_client = among(connection, "client_id", clients, old=old, new=new)
    # Read more than once: picked out in any case.
    picked = {
        "leads": picked_out(connection, shape, "leads", where=by_client, old=old, new=new, columns=columns("leads"))
    }
    leads = connection.execute(f"SELECT lead_id FROM {picked['leads']}").fetchnumpy()["lead_id"].tolist()
    by_lead = among(connection, "lead_id", leads, wanted="wanted_leads", old=old, new=new)
    few = len(leads) <= FEW
    for name in _read_by(shape, derivation):
        if name != "leads":
            either = f"({by_client} OR {by_lead})" if "lead_id" in shape.columns_of(name) else by_client
            picked[name] = found(
                connection, shape, name, where=either, few=few, old=old, new=new, columns=columns(name)
            )
    return picked


def _touched_clients(connection: duckdb.DuckDBPyConnection) -> list[int]:
    rows = connection.execute(f"SELECT DISTINCT client_id FROM {TOUCHED} WHERE client_id IS NOT NULL").fetchnumpy()
    touched: list[int] = rows["client_id"].tolist()
    return touched


def _is_most(connection: duckdb.DuckDBPyConnection, shape: Shape, touched: Sequence[int], *, old: str) -> bool:
    """Whether at least half of the rows that could be derived belong to the touched clients."""
    tables = {derivation.table for derivation in shape.derivations}
    rows = sum(connection.execute(f"SELECT count(*) FROM {old}{table}").fetchall()[0][0] for table in tables)
    return bool(len(touched) * 2 >= rows)


def _count_merged(connection: duckdb.DuckDBPyConnection, shape: Shape, *, old: str, new: str) -> set[str]:
    """Let every row count for the client that its own client counts as now; return the names of changed tables."""
    clients = shape.clients
    if clients is None or not connection.execute(f"SELECT 1 FROM {MERGED} LIMIT 1").fetchall():
        return set()
    connection.execute(f"DELETE FROM {MERGED}")
    merged = picked_out(
        connection, shape, clients, where=f"({MERGED_INTO} IS NOT NULL OR {COUNTS_AS} IS NOT NULL)", old=old, new=new
    )
    # Up from each client to the one nobody took in; a younger client is merged into an older, so the way ends.
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE recounted AS "
        f"WITH RECURSIVE into_whom AS (SELECT client_id, {MERGED_INTO} AS above FROM {merged} "
        f"WHERE {MERGED_INTO} IS NOT NULL), "
        "up(client_id, whole) AS (SELECT client_id, above FROM into_whom "
        "UNION ALL SELECT up.client_id, i.above FROM up JOIN into_whom i ON i.client_id = up.whole), "
        "top AS (SELECT client_id, whole FROM up WHERE whole NOT IN (SELECT client_id FROM into_whom)) "
        f"SELECT m.client_id, m.{COUNTS_AS} AS before, top.whole AS now FROM {merged} m "
        f"LEFT JOIN top USING (client_id) WHERE m.{COUNTS_AS} IS DISTINCT FROM top.whole"
    )
    ids = connection.execute("SELECT client_id FROM recounted").fetchnumpy()["client_id"].tolist()
    if not ids:
        return set()
    connection.execute(
        f"INSERT INTO {TOUCHED} SELECT coalesce(before, client_id) FROM recounted "
        "UNION ALL SELECT coalesce(now, client_id) FROM recounted"
    )
    changed = set()
    for name in shape.tables:
        if name == clients:
            column, own, value = COUNTS_AS, "client_id", "r.now"
        elif OWN_CLIENT in shape.columns_of(name):
            column, own, value = "client_id", OWN_CLIENT, "coalesce(r.now, r.client_id)"
        else:
            continue
        picked = picked_out(
            connection, shape, name, where=among(connection, own, ids, old=old, new=new), old=old, new=new
        )
        key = shape.tables[name].key
        connection.execute(f"DELETE FROM {new}{name} WHERE {key} IN (SELECT {key} FROM {picked})")
        connection.execute(
            f"INSERT INTO {new}{name} BY NAME SELECT p.* REPLACE ({value} AS {column}) FROM {picked} p "
            f"JOIN recounted r ON r.client_id = p.{own}"
        )
        changed.add(name)
    return changed
