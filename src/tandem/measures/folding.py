"""Folds facts into rows of the store, in DuckDB's SQL.

One definition serves four callers: the sealed base, the small delta in each process, ``tandem
verify`` and the undo of an import. The caller says where old rows are read (``old``, a prefix such
as ``base.``) and where new ones are put (``new``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from tandem.measures import folding_sql
from tandem.measures.parsed import run
from tandem.measures.picking import FEW, among, any_of, found
from tandem.measures.tables import COUNTS_AS, MERGED_INTO, OWN_CLIENT, Shape

#: Temporary table of the clients whose derived columns must be recomputed.
TOUCHED = "temp.touched_clients"
#: Temporary table of the clients who were merged or split since client ids were last set right.
MERGED = "temp.merged_clients"
#: Columns of a folded row that are looked at after the fold, whether any fact has told them or not.
_LOOKED_AT = frozenset({OWN_CLIENT, MERGED_INTO, "client_id", "lead_id"})


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
    run(connection, f"BEGIN; {'; '.join(texts)}; COMMIT")


def empty_tables(connection: duckdb.DuckDBPyConnection, shape: Shape, names: Iterable[str], *, new: str) -> None:
    """Put empty tables in place of some, and forget whose rows were touched; inside the caller's transaction."""
    texts = [f"DELETE FROM {new}{table}" for table in names]
    run(connection, "; ".join([*texts, f"DELETE FROM {TOUCHED}", f"DELETE FROM {MERGED}"]))


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
        for each in facts.group_by(["subject", "kind"]).aggregate([]).to_pylist():
            present.setdefault(each["subject"], set()).add(each["kind"])
        for name, table in shape.tables.items():
            if table.subject in present:
                _fold_table(connection, shape, name, facts, present[table.subject], old=old, new=new)
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


def _fold_table(
    connection: duckdb.DuckDBPyConnection,
    shape: Shape,
    name: str,
    facts: pa.Table,
    present: set[str],
    *,
    old: str,
    new: str,
) -> None:
    """Fold the facts of the kinds that are present into one table."""
    table = shape.tables[name]
    columns = shape.columns[name]
    kinds = sorted({kind for column in columns for kind in column.facts})
    if not kinds:
        return
    run(
        connection,
        "CREATE OR REPLACE TEMP TABLE subject_facts AS "
        "SELECT position, kind, subject_id, lead_id, CAST(happened_at AS TIMESTAMP) AS happened_at, "
        "CAST(recorded_at AS TIMESTAMP) AS recorded_at, actor_id, version, batch_id, payload "
        f"FROM incoming_facts WHERE subject = '{table.subject}' AND kind IN ({folding_sql.quoted(kinds)})",
    )
    keys = _subjects(facts, table.subject, kinds)
    few, wanted = len(keys) <= FEW, among(connection, table.key, keys, old=old, new=new)
    before = found(connection, shape, name, where=wanted, few=few, old=old, new=new)
    # Where nothing is known yet of any of them, as in a rebuild, no old value need be joined and compared.
    known = any_of(connection, before)
    selected, joins = [f"t.subject_id AS {table.key}"], [f"LEFT JOIN {before} o ON o.{table.key} = t.subject_id"]
    if not known:
        joins.clear()
    for number, (kept, of_kinds, group) in enumerate(folding_sql.groups(columns, present)):
        alias = f"g{number}" if of_kinds else None
        if alias:
            text = folding_sql.folded(shape, kept, of_kinds, group)
            run(connection, f"CREATE OR REPLACE TEMP TABLE {alias} AS {text}")
            joins.append(f"LEFT JOIN {alias} ON {alias}.subject_id = t.subject_id")
        # What no fact has told and no row has held is empty in the new row by itself.
        group = group if alias or known else [column for column in group if column.name in _LOOKED_AT]
        selected += [f"{folding_sql.told(column, alias, known=known)} AS {column.name}" for column in group]
    has_client = OWN_CLIENT in shape.columns_of(name)
    folded = {table.key} | {column.name for column in columns} | ({"client_id"} if has_client else set())
    if known:
        selected += [f"o.{column}" for column in shape.columns_of(name) if column not in folded]
    rows = f"SELECT {', '.join(selected)} FROM (SELECT DISTINCT subject_id FROM subject_facts) t {' '.join(joins)}"
    if has_client:
        rows = _with_client(connection, shape, rows, few=few, old=old, new=new)
    run(connection, f"CREATE OR REPLACE TEMP TABLE folded_rows AS {rows}")
    _note_touched(connection, shape, name, before if known else None, old=old)
    if known:
        run(connection, f"DELETE FROM {new}{name} WHERE {table.key} IN (SELECT {table.key} FROM folded_rows)")
    run(connection, f"INSERT INTO {new}{name} BY NAME SELECT * FROM folded_rows")


def _subjects(facts: pa.Table, subject: str, kinds: Sequence[str]) -> list[int]:
    """What the facts of some kinds are about, each once."""
    told = pc.and_(pc.equal(facts["subject"], subject), pc.is_in(facts["kind"], pa.array(kinds)))
    subjects: list[int] = facts["subject_id"].filter(told).unique().to_pylist()
    return subjects


def _note_touched(
    connection: duckdb.DuckDBPyConnection, shape: Shape, name: str, before: str | None, *, old: str
) -> None:
    """Note whose rows ``folded_rows`` changes, and whom they were ``before``; None where none of them was there."""
    if name == shape.clients:
        was = before or "(SELECT * FROM folded_rows LIMIT 0)"
        run(
            connection,
            f"INSERT INTO {MERGED} SELECT f.client_id FROM folded_rows f LEFT JOIN {was} o USING (client_id) "
            f"WHERE f.{MERGED_INTO} IS DISTINCT FROM o.{MERGED_INTO}",
        )

    def both(column: str) -> str:
        also = f" UNION ALL SELECT {column} FROM {before}" if before else ""
        return f"SELECT {column} FROM folded_rows{also}"

    if shape.by_client(name):
        run(connection, f"INSERT INTO {TOUCHED} {both('client_id')}")
    if "lead_id" in shape.columns_of(name) and shape.tables[name].key != "lead_id":
        # The lead may have moved to another client than the row names.
        run(
            connection,
            f"INSERT INTO {TOUCHED} SELECT l.client_id FROM {old}leads l WHERE l.lead_id IN ({both('lead_id')})",
        )


def _with_client(
    connection: duckdb.DuckDBPyConnection, shape: Shape, rows: str, *, few: bool, old: str, new: str
) -> str:
    """Folded rows with the client they count for: their own, or the one it counts as."""
    if shape.clients is None:
        return f"SELECT *, {OWN_CLIENT} AS client_id FROM ({rows})"
    merged = found(connection, shape, shape.clients, where=f"{COUNTS_AS} IS NOT NULL", few=few, old=old, new=new)
    if not any_of(connection, merged):
        return f"SELECT *, {OWN_CLIENT} AS client_id FROM ({rows})"
    return (
        f"SELECT f.*, coalesce(m.{COUNTS_AS}, f.{OWN_CLIENT}) AS client_id FROM ({rows}) f "
        f"LEFT JOIN (SELECT client_id AS merged_id, {COUNTS_AS} FROM {merged}) m ON m.merged_id = f.{OWN_CLIENT}"
    )
