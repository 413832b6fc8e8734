"""Whose turn it is: imports and undos write one after another."""

from __future__ import annotations

from django.db import connection

from tandem.journal.rows import execute


def one_at_a_time() -> None:
    """Wait, as the first statement of a transaction, until no other chunk or undo is being written.

    Two that met an unknown phone at once would register its client twice, and each would wait for the other's
    rows. SQLite has one writer anyway; on PostgreSQL a lock that lasts until the transaction ends does the same.
    """
    if connection.vendor == "postgresql":
        execute("SELECT pg_advisory_xact_lock(hashtext('tandem imports'))")
