"""Many rows into one table at once, the fastest way each database offers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any

import msgspec
from django.db import connection, models

type Row = Sequence[Any]
type _Adapters = list[tuple[int, Callable[[Any], Any]]]


def insert_rows(model: type[models.Model], fields: Sequence[str], rows: Sequence[Row]) -> None:
    """Insert ``rows``, each a sequence of values in the order of ``fields``, inside the caller's transaction.

    SQLite gets one prepared statement for all rows, PostgreSQL a COPY. Values are what the model's
    fields hold in Python; every constraint and index of the table applies.
    """
    if not rows:
        return
    statement, adapters = _insertion(model, tuple(fields), connection.vendor)
    if connection.vendor == "postgresql":
        # The driver's own errors as Django's: whoever calls tells a database that is away from a value that is wrong.
        with connection.wrap_database_errors, connection.cursor() as cursor, cursor.cursor.copy(statement) as copy:
            for row in _adapted(rows, adapters):
                copy.write_row(row)
        return
    connection.ensure_connection()
    assert connection.connection is not None
    with connection.wrap_database_errors:
        connection.connection.executemany(statement, _adapted(rows, adapters))


@cache
def _insertion(model: type[models.Model], fields: tuple[str, ...], vendor: str) -> tuple[str, _Adapters]:
    """The statement that takes the rows, and which of their values are adapted: looked up once, not for every lead."""
    quote = connection.ops.quote_name
    meta = model._meta
    columns = [meta.get_field(name) for name in fields]
    names = ", ".join(quote(str(column.column)) for column in columns)  # type: ignore[union-attr]  # concrete
    table = quote(meta.db_table)
    adapters = [(at, adapt) for at, column in enumerate(columns) if (adapt := _adapter(column))]
    if vendor == "postgresql":
        return f"COPY {table} ({names}) FROM STDIN", adapters
    places = ", ".join(["?"] * len(columns))
    return f"INSERT INTO {table} ({names}) VALUES ({places})", adapters


def rows_with(
    model: type[models.Model], fields: Sequence[str], *, field: str, among: Collection[str | int]
) -> list[tuple[Any, ...]]:
    """The rows whose ``field`` is one of ``among``, as tuples of what ``fields`` hold in Python; in no order.

    For what every group of leads asks: Django builds such a query for longer than the database answers it.
    """
    if not among:
        return []
    statement, converters = _selection(model, tuple(fields), field, connection.vendor)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"{statement} = ANY(%s)", [list(among)])
        else:
            places = ", ".join(["%s"] * len(among))
            cursor.execute(f"{statement} IN ({places})", list(among))
        rows = cursor.fetchall()
    return [_converted(list(row), converters) for row in rows] if converters else rows


type _Converters = list[tuple[int, Callable[..., Any], Any]]


@cache
def _selection(model: type[models.Model], fields: tuple[str, ...], field: str, vendor: str) -> tuple[str, _Converters]:
    """The statement as far as it is the same for every group, and how Django makes of a cell what the field holds."""
    quote = connection.ops.quote_name
    meta = model._meta
    columns = [meta.get_field(name).get_col(meta.db_table) for name in fields]  # type: ignore[union-attr]  # concrete
    converters = [
        (at, convert, column)
        for at, column in enumerate(columns)
        for convert in (*connection.ops.get_db_converters(column), *column.get_db_converters(connection))
    ]
    names = ", ".join(quote(str(column.target.column)) for column in columns)
    asked = quote(str(meta.get_field(field).column))  # type: ignore[union-attr]  # concrete
    return f"SELECT {names} FROM {quote(meta.db_table)} WHERE {asked}", converters


def _converted(row: list[Any], converters: _Converters) -> tuple[Any, ...]:
    for at, convert, column in converters:
        row[at] = convert(row[at], column, connection)
    return tuple(row)


def next_ids(model: type[models.Model], count: int) -> range:
    """Reserve ``count`` consecutive-looking primary keys for rows inserted by ``insert_rows``.

    Call inside the writing transaction: SQLite's single writer and PostgreSQL's sequence then keep
    others from taking the same ones.
    """
    table = model._meta.db_table
    key = model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # The lock makes the block contiguous; it is held until the transaction ends.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [table])
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), nextval(pg_get_serial_sequence(%s, %s)) + %s)",
                [f'"{table}"', key, f'"{table}"', key, count - 1],
            )
            last: int = cursor.fetchone()[0]
            return range(last - count + 1, last + 1)
        cursor.execute(
            f'SELECT max(coalesce((SELECT max("{key}") FROM "{table}"), 0), '
            "coalesce((SELECT seq FROM sqlite_sequence WHERE name = %s), 0))",
            [table],
        )
        first: int = cursor.fetchone()[0] + 1
        return range(first, first + count)


def _adapter(field: Any) -> Callable[[Any], Any] | None:
    """How a Python value of this field goes to the driver; None when it goes as it is."""
    if isinstance(field, models.JSONField):
        return lambda value: msgspec.json.encode(value).decode()
    if connection.vendor == "postgresql":
        return None
    if isinstance(field, models.DateTimeField):
        return _instant_text
    if isinstance(field, models.DateField | models.DecimalField):
        return str
    return None


# All facts of a lead that has just come in happened at one instant, and all of a chunk are recorded at one.
@lru_cache(maxsize=1_000)
def _instant_text(instant: datetime) -> str:
    """An aware instant as Django keeps it in SQLite: naive UTC text. Django's own way takes ten times as long."""
    return str(instant.astimezone(UTC))[:-6]


def _adapted(rows: Iterable[Row], adapters: _Adapters) -> Iterable[Row]:
    if not adapters:
        return rows
    return (_adapted_row(list(row), adapters) for row in rows)


def _adapted_row(row: list[Any], adapters: _Adapters) -> list[Any]:
    for at, adapt in adapters:
        if row[at] is not None:
            row[at] = adapt(row[at])
    return row
