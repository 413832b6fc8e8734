"""``tandem verify``: everything that follows from the journal is rebuilt on the side and compared."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa
from django.apps import apps
from django.conf import settings
from django.db import models

from tandem.journal import queries as journal
from tandem.measures import folding
from tandem.measures.renaming import as_told
from tandem.measures.sealing import build_within, sync
from tandem.measures.state import checked_columns
from tandem.measures.store import Reading, store
from tandem.measures.tables import shape

_BATCH = 50_000
_SHOWN = 5
_TRIES = 3
#: What a difference is, as scripts read it; the command says it in the reader's language.
ONLY_LIVE = "only in the live store"
ONLY_REBUILT = "only in the rebuilt store"
LEFT_OVER = "missing or left over"
DIFFERS_FROM = "differs from "


@dataclass(frozen=True, slots=True)
class Difference:
    """Rows that disagree: in which table, about which columns, and a few keys to look at."""

    where: str
    what: str
    rows: int
    keys: list[int]


@dataclass(frozen=True, slots=True)
class Verification:
    """What was compared and what differed; ``differences`` is empty when all is well."""

    position: int
    tables: dict[str, int]
    state_columns: int
    differences: list[Difference] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Whether store and state say exactly what the journal says."""
        return not self.differences


def verify() -> Verification:
    """Rebuild the store from the journal beside the live one; compare store with store and state with store."""
    for _ in range(_TRIES):
        if store.read().freshness.behind:
            sync()
        reading = store.read()
        found = _compared_with(reading)
        # What was recorded while we looked stands in the state already and not in what we rebuilt.
        if found.clean or journal.position() == reading.freshness.position:
            break
    return found


def _compared_with(reading: Reading) -> Verification:
    with tempfile.TemporaryDirectory(dir=settings.HOME) as place:
        # In memory: what does not fit is spilled into the folder.
        fresh = duckdb.connect(config={"temp_directory": place})
        try:
            folding.prepare(fresh, zone=settings.TIME_ZONE)
            position = build_within(fresh, upto=reading.freshness.position)
            tables = dict(fresh.execute(_counted({name: f"main.{name}" for name in shape().tables})).fetchall())
            differences = [*_store_differences(fresh, reading, tables), *_state_differences(fresh, tables)]
            compared = sum(len(columns) for _, _, columns in checked_columns(shape()))
        finally:
            fresh.close()
    return Verification(position, tables, compared, differences)


def _counted(relations: Mapping[str, str]) -> str:
    """How many rows each has, in one statement: most tables of a small house are empty."""
    return " UNION ALL ".join(f"SELECT '{name}', count(*) FROM {relation}" for name, relation in relations.items())


def _store_differences(
    fresh: duckdb.DuckDBPyConnection, reading: Reading, rebuilt: Mapping[str, int]
) -> Iterator[Difference]:
    shown = dict(reading.rows(_counted({name: as_told(shape(), name) for name in shape().tables})))
    for name, table in shape().tables.items():
        if not shown[name] and not rebuilt[name]:
            continue
        columns = ", ".join(shape().columns_of(name))
        live = reading.cursor.sql(f"SELECT {columns} FROM {as_told(shape(), name)}").to_arrow_table()
        fresh.register("live_rows", live)
        for side, sql in (
            (ONLY_LIVE, f"FROM live_rows EXCEPT ALL SELECT {columns} FROM main.{name}"),
            (ONLY_REBUILT, f"SELECT {columns} FROM main.{name} EXCEPT ALL FROM live_rows"),
        ):
            sql = sql if sql.startswith("SELECT") else f"SELECT {columns} {sql}"
            keys = [row[0] for row in fresh.execute(f"SELECT {table.key} FROM ({sql})").fetchall()]
            if keys:
                yield Difference(f"store {name}", side, len(keys), sorted(keys)[:_SHOWN])
        fresh.unregister("live_rows")


def _state_differences(fresh: duckdb.DuckDBPyConnection, rebuilt: Mapping[str, int]) -> Iterator[Difference]:
    for name, table in shape().tables.items():
        model = apps.get_model(table.state)
        if rebuilt[name] or model._default_manager.exists():
            yield from _compared(fresh, name, model, {}, whole=True)
    for name, model, columns in checked_columns(shape()):
        # Of a table without rows there is nothing that a column could say otherwise.
        if columns and rebuilt[name]:
            yield from _compared(fresh, name, model, columns, whole=False)


def _compared(
    fresh: duckdb.DuckDBPyConnection,
    name: str,
    model: type[models.Model],
    columns: Mapping[str, str],
    *,
    whole: bool,
) -> Iterator[Difference]:
    """Compare one state model with the rebuilt table: which rows exist, and what each column says."""
    key = shape().tables[name].key
    types = shape().columns_of(name)
    made = ", ".join([f"{key} BIGINT", *(f"{column} {types[column]}" for column in columns)])
    fresh.execute(f"CREATE OR REPLACE TEMP TABLE state_rows ({made})")
    for rows in _state_rows(model, list(columns.values())):
        fresh.register(
            "state_batch",
            pa.table([pa.array(values) for values in zip(*rows, strict=True)], names=[key, *columns]),
        )
        fresh.execute("INSERT INTO state_rows SELECT * FROM state_batch")
        fresh.unregister("state_batch")
    if whole:
        both = f"main.{name} b FULL JOIN state_rows s ON b.{key} = s.{key}"
        differing = f"b.{key} IS NULL OR s.{key} IS NULL"
        yield from _found(fresh, f"state {model._meta.label}", LEFT_OVER, key, both, differing)
        return
    both = f"main.{name} b LEFT JOIN state_rows s ON b.{key} = s.{key}"
    differing_by = {column: _differing(column, _unset(model, columns[column])) for column in columns}
    # All columns in one look; what differs is looked at again, one by one, for its keys.
    counted = ", ".join(f"count(*) FILTER ({differing})" for differing in differing_by.values())
    counts = fresh.execute(f"SELECT {counted} FROM {both}").fetchall()[0]
    for column, count in zip(columns, counts, strict=True):
        if count:
            where, what = f"state {model._meta.label}.{columns[column]}", f"{DIFFERS_FROM}{name}.{column}"
            yield from _found(fresh, where, what, key, both, differing_by[column])


def _differing(column: str, default: str | None) -> str:
    if default is None:
        return f"s.{column} IS DISTINCT FROM b.{column}"
    return f"coalesce(s.{column}, {default}) IS DISTINCT FROM coalesce(b.{column}, {default})"


def _found(
    fresh: duckdb.DuckDBPyConnection, where: str, what: str, key: str, both: str, differing: str
) -> Iterator[Difference]:
    rows = fresh.execute(f"SELECT coalesce(b.{key}, s.{key}) FROM {both} WHERE {differing}").fetchall()
    if rows:
        yield Difference(where, what, len(rows), sorted(row[0] for row in rows)[:_SHOWN])


def _unset(model: type[models.Model], attribute: str) -> str | None:
    """What an absent text is in the state tables: empty."""
    found = model._meta.get_field(attribute)
    return "''" if isinstance(found, models.CharField | models.TextField) else None


def _state_rows(model: type[models.Model], attributes: list[str]) -> Iterator[list[tuple[Any, ...]]]:
    rows = model._default_manager.order_by("pk").values_list("pk", *attributes)
    batch = []
    for row in rows.iterator(chunk_size=_BATCH):
        batch.append(tuple(_plain(value) for value in row))
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _plain(value: Any) -> Any:
    """As Arrow and DuckDB compare it: instants in UTC without a zone, money as text."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None)
    return str(value) if isinstance(value, Decimal) else value
