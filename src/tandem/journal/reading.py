"""Reading many facts at once, as Arrow: no Python object is made of any of them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from typing import Any

import pyarrow as pa
from django.db import connection

from tandem.journal.followed import FOLLOWED, SCHEMA, columns_sql, in_order

#: Fewer facts than this come over Django's connection: a reader of its own takes a third of a second to start.
FEW = 50_000


class JournalUnread(Exception):
    """The reader ended before it had read all facts."""


def facts_table(rows: Sequence[tuple[Any, ...]]) -> pa.Table:
    """Raw rows of ``FOLLOWED`` as an Arrow table."""
    columns = list(zip(*rows, strict=True)) if rows else [() for _ in FOLLOWED]
    arrays = [pa.array(values, type=type_) for values, type_ in zip(columns, SCHEMA.types, strict=True)]
    return pa.table(arrays, schema=SCHEMA)


def steps(after: int, upto: int, *, step: int) -> Generator[pa.Table]:
    """The facts behind a position and up to another, oldest first, in tables of about ``step``, the first shorter.

    Raises ``JournalUnread`` when a reader of its own fails on the way.
    """
    # Facts of a transaction that is still open are seen by its own connection only.
    if upto - after < FEW or connection.in_atomic_block:
        pieces = _by_django(after, upto, step=min(step, FEW))
    elif connection.vendor == "postgresql":
        pieces = _from_postgresql(after, upto)
    else:
        pieces = _from_sqlite(after, upto)
    with closing(pieces):
        yield from _gathered(pieces, step=step)


def _gathered(pieces: Iterable[pa.RecordBatch], *, step: int) -> Iterator[pa.Table]:
    """The pieces put together to tables of at least ``step`` rows; the first has a quarter, the last may have fewer.

    Whoever works on one table while the next is read begins sooner with a short first.
    """
    waiting: list[pa.RecordBatch] = []
    rows, wanted = 0, step // 4
    for piece in pieces:
        waiting.append(piece)
        rows += piece.num_rows
        if rows >= wanted:
            yield pa.Table.from_batches(waiting, SCHEMA)
            waiting, rows, wanted = [], 0, step
    if waiting:
        yield pa.Table.from_batches(waiting, SCHEMA)


def _by_django(after: int, upto: int, *, step: int) -> Generator[pa.RecordBatch]:
    while after < upto:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {columns_sql(connection.vendor)} FROM journal_fact "
                "WHERE position > %s AND position <= %s ORDER BY position LIMIT %s",
                [after, upto, step],
            )
            rows = cursor.fetchall()
        if not rows:
            return
        yield from facts_table(rows).to_batches()
        after = rows[-1][0]


def _from_sqlite(after: int, upto: int) -> Generator[pa.RecordBatch]:
    file = str(connection.settings_dict["NAME"])
    command = [sys.executable, "-m", "tandem.journal.sqlite_reader", file, str(after), str(upto)]
    # Our own program, and no shell. A wide pipe: the two change places less often.
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, pipesize=1 << 20) as reader:  # noqa: S603
        assert reader.stdout is not None
        try:
            with pa.ipc.open_stream(reader.stdout) as stream:
                yield from stream
            failed = reader.wait() != 0
        except (pa.ArrowInvalid, OSError):  # nothing came, or a piece that ends in the middle
            failed = True
        finally:
            # Whoever stops asking, or fails, needs no more of it.
            reader.kill()
        if failed:
            raise JournalUnread(f"The reader of the journal in {file} ended with code {reader.wait()}.")


def _from_postgresql(after: int, upto: int) -> Generator[pa.RecordBatch]:
    # Only here: an installation on SQLite never loads them.
    import adbc_driver_postgresql.dbapi
    from psycopg.conninfo import make_conninfo

    connection.ensure_connection()
    assert connection.connection is not None
    info = connection.connection.info
    address = make_conninfo(info.dsn, password=info.password)
    with (
        adbc_driver_postgresql.dbapi.connect(address, autocommit=True) as reading,
        reading.cursor() as cursor,
    ):
        cursor.execute(in_order("postgresql", after, upto))
        # Closed before the connection is, also by whoever stops asking: an open reader would keep the session.
        with cursor.fetch_record_batch() as pieces:
            for piece in pieces:
                yield piece.cast(SCHEMA)
