"""Many rows into one table at once, the fastest way each database offers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any

import msgspec
from django.db import DEFAULT_DB_ALIAS, connection, connections, models

from tandem.journal.pipelining import is_pipelined

type Row = Sequence[Any]
type _Adapters = list[tuple[int, Callable[[Any], Any]]]


#: Up to so many rows go to PostgreSQL as one text and one statement; a COPY costs it two answers more.
_FEW = 512


def insert_rows(model: type[models.Model], fields: Sequence[str], rows: Sequence[Row]) -> None:
    """Insert ``rows``, each a sequence of values in the order of ``fields``, inside the caller's transaction.

    SQLite gets one prepared statement for all rows, PostgreSQL one for a group of leads and a COPY for what an import
    brings. Values are what the model's fields hold in Python; every constraint and index of the table applies.
    """
    if not rows:
        return
    if connection.vendor == "postgresql":
        of_few = _insertion_of_few(model, tuple(fields)) if len(rows) <= _FEW or is_pipelined() else None
        if of_few is None:
            _copy(model, tuple(fields), rows)
        else:
            execute(of_few, [msgspec.json.encode(rows).decode()])
        return
    statement, adapters = _insertion(model, tuple(fields), "sqlite")
    database, raw = _sqlite()
    with database.wrap_database_errors:
        raw.executemany(statement, _adapted(rows, adapters))


def update_rows(model: type[models.Model], fields: Sequence[str], rows: Sequence[Row]) -> None:
    """Set ``fields`` of rows that are there, inside the caller's transaction: each row is its key, then the values.

    One prepared statement for all, where Django builds one a row. Every constraint and index of the table applies; a
    key that no row has changes nothing.
    """
    if not rows:
        return
    if connection.vendor == "postgresql":
        execute(_update_of_few(model, tuple(fields)), [msgspec.json.encode(rows).decode()])
        return
    statement, adapters = _update(model, tuple(fields))
    database, raw = _sqlite()
    with database.wrap_database_errors:
        # The key stands last in the statement.
        raw.executemany(statement, [(*row[1:], row[0]) for row in _adapted(rows, adapters)])


def ask(statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """The rows that a statement gives. For one of a few forms: the databases keep its plan."""
    # Whatever is asked of the proxy looks for it anew.
    database: Any = connections[DEFAULT_DB_ALIAS]
    if database.vendor == "postgresql":
        with database.wrap_database_errors, _planned_once(database) as (cursor,):
            return list(cursor.execute(statement, values, prepare=True).fetchall())
    database, raw = _sqlite()
    with database.wrap_database_errors:
        return list(raw.execute(statement.replace("%s", "?"), values))


def ask_all(questions: Sequence[tuple[str, Sequence[Any]]]) -> list[list[tuple[Any, ...]]]:
    """What ``ask`` gives for each of several questions, in their order; PostgreSQL is waited for once for all."""
    database: Any = connections[DEFAULT_DB_ALIAS]
    if database.vendor != "postgresql" or len(questions) == 1 or is_pipelined():
        return [ask(statement, values) for statement, values in questions]
    with database.wrap_database_errors, _planned_once(database, len(questions)) as cursors:
        with cursors[0].connection.pipeline():
            for cursor, (statement, values) in zip(cursors, questions, strict=True):
                cursor.execute(statement, values, prepare=True)
        return [list(cursor.fetchall()) for cursor in cursors]


def _sqlite() -> tuple[Any, Any]:
    """This thread's connection of Django's, and the driver's."""
    database: Any = connections[DEFAULT_DB_ALIAS]
    database.ensure_connection()
    return database, database.connection


def execute(statement: str, values: Sequence[Any] = ()) -> None:
    """Execute a statement of PostgreSQL whose rows nobody needs; ``pipelined`` does not wait for it."""
    database: Any = connections[DEFAULT_DB_ALIAS]
    with database.wrap_database_errors, _planned_once(database) as (cursor,):
        cursor.execute(statement, values, prepare=True)


def check_references() -> None:
    """Within ``pipelined``: let PostgreSQL look for what the rows written so far refer to, while the caller goes on.

    It would do so at the commit, for which everybody waits. Call it when all rows are written that refer to others.
    """
    if is_pipelined():
        execute("SET CONSTRAINTS ALL IMMEDIATE")
        execute("SET CONSTRAINTS ALL DEFERRED")


@contextmanager
def _planned_once(database: Any, count: int = 1) -> Iterator[list[Any]]:
    """Cursors of the driver's own, whose statements are planned once."""
    # Not there where only SQLite is used.
    import psycopg

    database.ensure_connection()
    raw = database.connection
    # Django forbids it for its own statements, each of which would be kept.
    raw.prepare_threshold = 0
    # Nobody closes them: what they hold goes with them.
    try:
        yield [psycopg.Cursor(raw) for _ in range(count)]
    finally:
        raw.prepare_threshold = None


def _copy(model: type[models.Model], fields: tuple[str, ...], rows: Sequence[Row]) -> None:
    statement, adapters = _insertion(model, fields, connection.vendor)
    # The driver's own errors as Django's: whoever calls tells a database that is away from a value that is wrong.
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.cursor.copy(statement) as copy:
        for row in _adapted(rows, adapters):
            copy.write_row(row)


@cache
def _insertion_of_few(model: type[models.Model], fields: tuple[str, ...]) -> str | None:
    """The statement that takes rows as one JSON text; None where a field's values do not go through JSON."""
    quote = connection.ops.quote_name
    columns = [model._meta.get_field(name) for name in fields]
    if any(isinstance(column, models.BinaryField | models.DurationField) for column in columns):
        return None
    names = ", ".join(quote(str(column.column)) for column in columns)  # type: ignore[union-attr]  # concrete
    values = ", ".join(_of_json(column, at) for at, column in enumerate(columns))
    return f"INSERT INTO {quote(model._meta.db_table)} ({names}) SELECT {values} FROM jsonb_array_elements(%s) AS row"


@cache
def _update_of_few(model: type[models.Model], fields: tuple[str, ...]) -> str:
    """The statement that takes keys and values as one JSON text."""
    quote = connection.ops.quote_name
    columns = [model._meta.get_field(name) for name in fields]
    sets = ", ".join(
        f"{quote(str(column.column))} = {_of_json(column, at)}"  # type: ignore[union-attr]  # concrete
        for at, column in enumerate(columns, start=1)
    )
    table, key = quote(model._meta.db_table), quote(str(model._meta.pk.column))
    return f"UPDATE {table} SET {sets} FROM jsonb_array_elements(%s) AS row WHERE {table}.{key} = (row->>0)::bigint"


@cache
def _update(model: type[models.Model], fields: tuple[str, ...]) -> tuple[str, _Adapters]:
    quote = connection.ops.quote_name
    columns = [model._meta.get_field(name) for name in fields]
    # Place 0 is the key.
    adapters = [(at, adapt) for at, column in enumerate(columns, start=1) if (adapt := _adapter(column))]
    sets = ", ".join(f"{quote(str(column.column))} = ?" for column in columns)  # type: ignore[union-attr]  # concrete
    table, key = quote(model._meta.db_table), quote(str(model._meta.pk.column))
    return f"UPDATE {table} SET {sets} WHERE {key} = ?", adapters


def _of_json(column: Any, at: int) -> str:
    if isinstance(column, models.JSONField):
        return f"nullif(row->{at}, 'null')"
    if isinstance(column, models.CharField | models.TextField):
        # A cast to its own type would cut what is too long.
        return f"row->>{at}"
    return f"(row->>{at})::{column.cast_db_type(connection)}"


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
    if connection.vendor == "postgresql":
        # Of the column's own type: a list of shorter numbers is compared one by one, instead of looked up.
        rows = ask(f"{statement} = ANY(%s::{_type_of(model, field)}[])", [list(among)])
    else:
        # As one value, so that the statement is the same for every group.
        rows = ask(f"{statement} IN (SELECT value FROM json_each(%s))", [msgspec.json.encode(list(among)).decode()])
    return [_converted(list(row), converters) for row in rows] if converters else rows


def array_of(keys: Collection[str | int]) -> str | list[str | int]:
    """Keys as PostgreSQL takes an array. Numbers as one text: the driver would look each over for what to quote."""
    if all(type(each) is int for each in keys):
        return f"{{{','.join(map(str, keys))}}}"
    return list(keys)


@cache
def _type_of(model: type[models.Model], field: str) -> str:
    column: Any = model._meta.get_field(field)
    return str(column.cast_db_type(connection))


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
    key = str(model._meta.pk.column)
    if connection.vendor == "postgresql":
        ((last,),) = ask(_reservation(table, key), [count - 1])
        return range(last - count + 1, last + 1)
    ((highest,),) = ask(
        f'SELECT max(coalesce((SELECT max("{key}") FROM "{table}"), 0), '
        "coalesce((SELECT seq FROM sqlite_sequence WHERE name = %s), 0))",
        [table],
    )
    return range(highest + 1, highest + 1 + count)


@cache
def _reservation(table: str, key: str) -> str:
    """The statement of PostgreSQL that takes a block of a table's keys."""
    ((sequence,),) = ask("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table}"', key])
    # The lock makes the block contiguous; it is held until the transaction ends.
    return (
        f"WITH locked AS MATERIALIZED (SELECT pg_advisory_xact_lock(hashtext('{table}'))) "
        f"SELECT setval('{sequence}', nextval('{sequence}') + %s) FROM locked"
    )


def _adapter(field: Any) -> Callable[[Any], Any] | None:
    """How a Python value of this field goes to the driver; None when it goes as it is."""
    if isinstance(field, models.JSONField):
        return lambda value: msgspec.json.encode(value).decode()
    if connection.vendor == "postgresql":
        # The driver would write each anew, in Python.
        return _zoned_text if isinstance(field, models.DateTimeField) else None
    if isinstance(field, models.DateTimeField):
        return _instant_text
    if isinstance(field, models.DateField | models.DecimalField):
        return str
    return None


# All facts of a lead that has just come in happened at one instant, and all of a chunk are recorded at one.
@lru_cache(maxsize=1_000)
def _zoned_text(instant: datetime) -> str:
    """An aware instant as PostgreSQL reads it: UTC, and says so."""
    return str(instant.astimezone(UTC))


def _instant_text(instant: datetime) -> str:
    """An aware instant as Django keeps it in SQLite: naive UTC text. Django's own way takes ten times as long."""
    return _zoned_text(instant)[:-6]


def _adapted(rows: Sequence[Row], adapters: _Adapters) -> Iterable[Row]:
    """The rows as the driver takes them. By columns, of which few are adapted: a row is made anew in no time."""
    if not adapters:
        return rows
    columns: list[Iterable[Any]] = list(zip(*rows, strict=True))
    for at, adapt in adapters:
        columns[at] = [None if value is None else adapt(value) for value in columns[at]]
    return zip(*columns, strict=True)
