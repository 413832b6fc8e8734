"""Statements parsed once: to parse a text of some kilobytes costs DuckDB as much as to plan and run it over few rows.

Only texts that come again belong here: those whose values are parameters or stand in tables and variables.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from threading import Lock
from typing import Any

import duckdb

#: Texts whose statements are kept, and the characters of the longest: a parsed one takes some sixteen times their room.
_KEPT, _LONGEST = 256, 16_000
_lock = Lock()


def run(
    connection: duckdb.DuckDBPyConnection, text: str, parameters: Sequence[Any] | dict[str, Any] = ()
) -> duckdb.DuckDBPyConnection:
    """Run a text on a connection: one statement with its parameters, or several without; return what the last gives.

    Raises:
        duckdb.Error: What the text itself would raise there.
    """
    if len(text) > _LONGEST:
        return connection.execute(text, parameters)
    *first, last = _statements(text)
    for statement in first:
        connection.execute(statement)
    return connection.execute(last, parameters)


def parsed(text: str) -> duckdb.Statement | str:
    """The one statement of a text, which any connection may run, any number of times; a very long text as it is.

    Raises:
        duckdb.ParserException: It is none.
        ValueError: It has several.
    """
    if len(text) > _LONGEST:
        return text
    (statement,) = _statements(text)
    return statement


@lru_cache(maxsize=_KEPT)
def _statements(text: str) -> tuple[duckdb.Statement, ...]:
    with _lock:
        return tuple(_parser().extract_statements(text))


@cache
def _parser() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": 1})
