"""Statements that PostgreSQL works on while whoever sent them goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


@contextmanager
def pipelined() -> Iterator[None]:
    """Within a transaction: let PostgreSQL insert what ``insert_rows`` is given while the caller goes on.

    What is asked or done by Django is waited for, as ever. A row that cannot be inserted raises at one of these, or at
    the end. SQLite inserts at once.
    """
    if connection.vendor != "postgresql":
        yield
        return
    connection.ensure_connection()
    raw: Any = connection.connection

    def waited_for(go_on: Callable[..., Any], *arguments: Any) -> Any:
        # Django asks how many rows were changed.
        answer = go_on(*arguments)
        pipeline.sync()
        return answer

    with connection.wrap_database_errors, raw.pipeline() as pipeline, connection.execute_wrapper(waited_for):
        yield


def is_pipelined() -> bool:
    """Whether a statement may be sent without waiting for the one before."""
    if connection.vendor != "postgresql":
        return False
    raw: Any = connection.connection
    return raw is not None and bool(raw.pgconn.pipeline_status)
