"""Folds facts into rows of the store, in DuckDB's SQL.

One definition serves four callers: the sealed base, the small delta in each process, ``tandem
verify`` and the undo of an import. The caller says where old rows are read (``old``, a prefix such
as ``base.``) and where new ones are put (``new``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import duckdb
import pyarrow as pa

from tandem.measures import folding_sql
from tandem.measures.tables import COUNTS_AS, MERGED_INTO, OWN_CLIENT, Shape

#: Temporary table of the clients whose derived columns must be recomputed.
TOUCHED = "temp.touched_clients"
#: Temporary table of the clients who were merged or split since client ids were last set right.
MERGED = "temp.merged_clients"


def prepare(connection: duckdb.DuckDBPyConnection, *, zone: str) -> None:
    """Set up a connection for folding: time zone, the ``local_day`` macro and the temporary tables."""
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(
        f"CREATE OR REPLACE TEMP MACRO local_day(instant) AS CAST(timezone('{zone}', timezone('UTC', instant)) AS DATE)"
    )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {TOUCHED} (client_id BIGINT)")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {MERGED} (client_id BIGINT)")


def create_tables(connection: duckdb.DuckDBPyConnection, shape: Shape, *, new: str) -> None:
    """Create every table of the shape, empty, under a prefix."""
    # Asked for all at once: a transaction for each would cost more than the tables.
    texts = [f"CREATE TABLE {new}{table} ({_columns(shape, table)})" for table in shape.tables]
    connection.execute(f"BEGIN; {'; '.join(texts)}; COMMIT")


def empty_tables(connection: duckdb.DuckDBPyConnection, shape: Shape, names: Iterable[str], *, new: str) -> None:
    """Put empty tables in place of some, and forget whose rows were touched; inside the caller's transaction."""
    texts = [f"DELETE FROM {new}{table}" for table in names]
    connection.execute("; ".join([*texts, f"DELETE FROM {TOUCHED}", f"DELETE FROM {MERGED}"]))


def _columns(shape: Shape, table: str) -> str:
    return ", ".join(f'"{name}" {type_}' for name, type_ in shape.columns_of(table).items())


def fold(connection: duckdb.DuckDBPyConnection, shape: Shape, facts: pa.Table, *, old: str, new: str) -> set[str]:
    """Fold facts, all newer than those in ``old``, into the tables of ``new``; return the names of changed tables.

    Clients of changed rows are collected in ``TOUCHED`` for ``derive``.
    """
    connection.register("incoming_facts", facts)
    changed = set()
    try:
        present: dict[str, set[str]] = {}
        for subject, kind in connection.execute("SELECT DISTINCT subject, kind FROM incoming_facts").fetchall():
            present.setdefault(subject, set()).add(kind)
        for name, table in shape.tables.items():
            if table.subject in present:
                _fold_table(connection, shape, name, present[table.subject], old=old, new=new)
                changed.add(name)
    finally:
        connection.unregister("incoming_facts")
    return changed


def forget(
    connection: duckdb.DuckDBPyConnection, shape: Shape, subjects: Sequence[tuple[str, int]], *, new: str
) -> None:
    """Remove the rows of subjects altogether, before they are folded again from what remains."""
    by_subject: dict[str, list[int]] = {}
    for subject, key in subjects:
        by_subject.setdefault(subject, []).append(key)
    for name, table in shape.tables.items():
        keys = by_subject.get(table.subject)
        if not keys:
            continue
        connection.register("gone", pa.table({"key": pa.array(keys, type=pa.int64())}))
        if shape.by_client(name):
            connection.execute(
                f"INSERT INTO {TOUCHED} SELECT client_id FROM {new}{name} WHERE {table.key} IN (SELECT key FROM gone)"
            )
        connection.execute(f"DELETE FROM {new}{name} WHERE {table.key} IN (SELECT key FROM gone)")
        connection.unregister("gone")


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
        table = derivation.table
        key = shape.tables[table].key
        read = [
            name
            for name in shape.tables
            if shape.by_client(name) and (name == table or f"{{{name}}}" in derivation.sql)
        ]
        if every:
            relations = {name: f"{old}{name}" for name in read}
        else:
            relations = _of_clients(connection, shape, read, touched, old=old, new=new)
        derived = ", ".join(f"d.{column} AS {column}" for column in derivation.columns)
        rows = (
            f"WITH d AS ({derivation.sql.format_map(relations)}) "
            f"SELECT t.* REPLACE ({derived}) FROM {relations[table]} t "
            # A row of no client has nothing that could follow from the client's other rows.
            f"LEFT JOIN d ON d.{key} = t.{key} AND t.client_id IS NOT NULL"
        )
        if every:
            connection.execute(f"CREATE TABLE {new}{table}_derived AS {rows}")
            connection.execute(f"DROP TABLE {new}{table}")
            connection.execute(f"ALTER TABLE {new}{table}_derived RENAME TO {table}")
        else:
            connection.execute(f"CREATE OR REPLACE TEMP TABLE derived_rows AS {rows}")
            connection.execute(f"DELETE FROM {new}{table} WHERE {key} IN (SELECT {key} FROM derived_rows)")
            connection.execute(f"INSERT INTO {new}{table} BY NAME SELECT * FROM derived_rows")
        changed.add(table)
    connection.execute(f"DELETE FROM {TOUCHED}")
    return changed


def _count_merged(connection: duckdb.DuckDBPyConnection, shape: Shape, *, old: str, new: str) -> set[str]:
    """Let every row count for the client that its own client counts as now; return the names of changed tables."""
    clients = shape.clients
    if clients is None or not connection.execute(f"SELECT 1 FROM {MERGED} LIMIT 1").fetchall():
        return set()
    connection.execute(f"DELETE FROM {MERGED}")
    merged = _picked_out(
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
        picked = _picked_out(connection, shape, name, where=_among(connection, own, ids), old=old, new=new)
        key = shape.tables[name].key
        connection.execute(f"DELETE FROM {new}{name} WHERE {key} IN (SELECT {key} FROM {picked})")
        connection.execute(
            f"INSERT INTO {new}{name} BY NAME SELECT p.* REPLACE ({value} AS {column}) FROM {picked} p "
            f"JOIN recounted r ON r.client_id = p.{own}"
        )
        changed.add(name)
    return changed


def _touched_clients(connection: duckdb.DuckDBPyConnection) -> list[int]:
    rows = connection.execute(f"SELECT DISTINCT client_id FROM {TOUCHED} WHERE client_id IS NOT NULL").fetchnumpy()
    touched: list[int] = rows["client_id"].tolist()
    return touched


def _is_most(connection: duckdb.DuckDBPyConnection, shape: Shape, touched: Sequence[int], *, old: str) -> bool:
    """Whether at least half of the rows that could be derived belong to the touched clients."""
    tables = {derivation.table for derivation in shape.derivations}
    rows = sum(connection.execute(f"SELECT count(*) FROM {old}{table}").fetchall()[0][0] for table in tables)
    return bool(len(touched) * 2 >= rows)


def _of_clients(
    connection: duckdb.DuckDBPyConnection,
    shape: Shape,
    names: Sequence[str],
    clients: Sequence[int],
    *,
    old: str,
    new: str,
) -> dict[str, str]:
    """The rows of some clients in each table: by the client they name, or by a lead that is the client's now."""
    by_client = _among(connection, "client_id", clients)
    # Read more than once: picked out in any case.
    picked = {"leads": _picked_out(connection, shape, "leads", where=by_client, old=old, new=new)}
    leads = connection.execute(f"SELECT lead_id FROM {picked['leads']}").fetchnumpy()["lead_id"].tolist()
    by_lead = _among(connection, "lead_id", leads, wanted="wanted_leads")
    for name in names:
        if name != "leads":
            either = f"({by_client} OR {by_lead})" if "lead_id" in shape.columns_of(name) else by_client
            picked[name] = _found(connection, shape, name, where=either, few=len(leads) <= _FEW, old=old, new=new)
    return picked


#: So few keys stand in the statement itself: a table of them would cost more than the search.
_FEW = 64


def _found(
    connection: duckdb.DuckDBPyConnection, shape: Shape, name: str, *, where: str, few: bool, old: str, new: str
) -> str:
    """The rows that meet a condition, as a relation to be read before anything changes in the table.

    They are picked out first, unless they are ``few`` of one table alone: then each statement looks for them anew.
    """
    if few and old == new:
        return f"(SELECT * FROM {old}{name} WHERE {where})"
    return _picked_out(connection, shape, name, where=where, old=old, new=new)


def _picked_out(
    connection: duckdb.DuckDBPyConnection, shape: Shape, name: str, *, where: str, old: str, new: str
) -> str:
    """The rows that meet a condition on id columns, in a temporary table; return its name.

    Rows that stand in the delta already are taken from there, and only the others are looked for in the base:
    first their places, by the narrow id columns, then the wide rows at those places.
    """
    picked = f"temp.picked_{name}"
    if old == new:
        rows = f"SELECT * FROM {old}{name} WHERE {where}"
    else:
        key = shape.tables[name].key
        places = (
            f"SELECT b.rowid FROM base.{name} b WHERE {where} "
            f"AND NOT EXISTS (SELECT 1 FROM {new}{name} d WHERE d.{key} = b.{key})"
        )
        rows = f"SELECT * FROM {new}{name} WHERE {where} UNION ALL SELECT * FROM base.{name} WHERE rowid IN ({places})"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE picked_{name} AS {rows}")
    return picked


def _among(connection: duckdb.DuckDBPyConnection, column: str, values: Sequence[int], *, wanted: str = "wanted") -> str:
    """A condition that a column has one of the values; many stand in the temporary table ``wanted`` meanwhile."""
    if len(values) <= _FEW:
        return f"{column} IN ({', '.join(map(str, values)) or 'NULL'})"
    connection.register("wanted_keys", pa.table({"key": pa.array(values, type=pa.int64())}))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {wanted} AS FROM wanted_keys")
    connection.unregister("wanted_keys")
    return f"{column} IN (SELECT key FROM temp.{wanted})"


def _fold_table(
    connection: duckdb.DuckDBPyConnection, shape: Shape, name: str, present: set[str], *, old: str, new: str
) -> None:
    """Fold the facts of the kinds that are present into one table."""
    table = shape.tables[name]
    columns = shape.columns[name]
    kinds = sorted({kind for column in columns for kind in column.facts})
    if not kinds:
        return
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE subject_facts AS "
        "SELECT position, kind, subject_id, lead_id, CAST(happened_at AS TIMESTAMP) AS happened_at, "
        "CAST(recorded_at AS TIMESTAMP) AS recorded_at, actor_id, version, batch_id, payload "
        f"FROM incoming_facts WHERE subject = '{table.subject}' AND kind IN ({folding_sql.quoted(kinds)})"
    )
    keys = connection.execute("SELECT DISTINCT subject_id FROM subject_facts").fetchnumpy()["subject_id"].tolist()
    few, wanted = len(keys) <= _FEW, _among(connection, table.key, keys)
    before = _found(connection, shape, name, where=wanted, few=few, old=old, new=new)
    # Where nothing is known yet of any of them, as in a rebuild, no old value need be joined and compared.
    known = _any(connection, before)
    selected, joins = [f"t.subject_id AS {table.key}"], [f"LEFT JOIN {before} o ON o.{table.key} = t.subject_id"]
    if not known:
        joins.clear()
    for number, (kept, of_kinds, group) in enumerate(folding_sql.groups(columns, present)):
        alias = f"g{number}" if of_kinds else None
        if alias:
            connection.execute(
                f"CREATE OR REPLACE TEMP TABLE {alias} AS " + folding_sql.folded(shape, kept, of_kinds, group)
            )
            joins.append(f"LEFT JOIN {alias} ON {alias}.subject_id = t.subject_id")
        selected += [f"{folding_sql.told(column, alias, known=known)} AS {column.name}" for column in group]
    has_client = OWN_CLIENT in shape.columns_of(name)
    folded = {table.key} | {column.name for column in columns} | ({"client_id"} if has_client else set())
    if known:
        selected += [f"o.{column}" for column in shape.columns_of(name) if column not in folded]
    rows = f"SELECT {', '.join(selected)} FROM (SELECT DISTINCT subject_id FROM subject_facts) t {' '.join(joins)}"
    if has_client:
        rows = _with_client(connection, shape, rows, few=few, old=old, new=new)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE folded_rows AS {rows}")
    if name == shape.clients:
        connection.execute(
            f"INSERT INTO {MERGED} SELECT f.client_id FROM folded_rows f LEFT JOIN {before} o USING (client_id) "
            f"WHERE f.{MERGED_INTO} IS DISTINCT FROM o.{MERGED_INTO}"
        )
    if shape.by_client(name):
        connection.execute(
            f"INSERT INTO {TOUCHED} SELECT client_id FROM folded_rows UNION ALL SELECT client_id FROM {before}"
        )
    if "lead_id" in shape.columns_of(name) and table.key != "lead_id":
        # The lead may have moved to another client than the row names.
        connection.execute(
            f"INSERT INTO {TOUCHED} SELECT l.client_id FROM {old}leads l WHERE l.lead_id IN "
            f"(SELECT lead_id FROM folded_rows UNION ALL SELECT lead_id FROM {before})"
        )
    if known:
        connection.execute(f"DELETE FROM {new}{name} WHERE {table.key} IN (SELECT {table.key} FROM folded_rows)")
    connection.execute(f"INSERT INTO {new}{name} BY NAME SELECT * FROM folded_rows")


def _any(connection: duckdb.DuckDBPyConnection, rows: str) -> bool:
    return bool(connection.execute(f"SELECT 1 FROM {rows} LIMIT 1").fetchall())


def _with_client(
    connection: duckdb.DuckDBPyConnection, shape: Shape, rows: str, *, few: bool, old: str, new: str
) -> str:
    """Folded rows with the client they count for: their own, or the one it counts as."""
    if shape.clients is None:
        return f"SELECT *, {OWN_CLIENT} AS client_id FROM ({rows})"
    merged = _found(connection, shape, shape.clients, where=f"{COUNTS_AS} IS NOT NULL", few=few, old=old, new=new)
    if not _any(connection, merged):
        return f"SELECT *, {OWN_CLIENT} AS client_id FROM ({rows})"
    return (
        f"SELECT f.*, coalesce(m.{COUNTS_AS}, f.{OWN_CLIENT}) AS client_id FROM ({rows}) f "
        f"LEFT JOIN (SELECT client_id AS merged_id, {COUNTS_AS} FROM {merged}) m ON m.merged_id = f.{OWN_CLIENT}"
    )
