"""Reads facts out of an SQLite file and writes them to standard output as a stream of Arrow.

``python -m tandem.journal.sqlite_reader FILE AFTER UPTO``: the facts behind AFTER, up to UPTO. It is a process
of its own because the Arrow driver brings its own copy of SQLite: two copies in one process undo each other's
locks on the file (https://sqlite.org/howtocorrupt.html#_multiple_copies_of_sqlite_linked_into_the_same_application).
"""

from __future__ import annotations

import sys
from urllib.parse import quote

import adbc_driver_sqlite.dbapi
import pyarrow as pa

from tandem.journal.followed import SCHEMA, in_order

# So many rows to a piece: measured quickest, and small enough for the types to be seen soon.
_PIECE = 8192
# So many rows to a query: no read stands so long that the write-ahead log could not be cleared behind it.
_QUERY = 250_000


def main(file: str, after: int, upto: int) -> None:
    """Write the facts between two positions to standard output."""
    address = f"file:{quote(file)}?mode=ro"
    options = {"adbc.sqlite.query.batch_rows": str(_PIECE)}
    with (
        adbc_driver_sqlite.dbapi.connect(address, autocommit=True) as connection,
        connection.cursor(adbc_stmt_kwargs=options) as cursor,
        pa.ipc.new_stream(sys.stdout.buffer, SCHEMA) as stream,
    ):
        cursor.execute("PRAGMA busy_timeout=30000")
        for start in range(after, upto, _QUERY):
            cursor.execute(in_order("sqlite", start, min(start + _QUERY, upto)))
            for piece in cursor.fetch_record_batch():
                if piece.num_rows:
                    stream.write_batch(piece.cast(SCHEMA))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
