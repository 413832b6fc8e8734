"""Rows of several tables at once, for what every group of leads asks."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec
from django.db import connection

from tandem.journal.rows import array_of, ask


def joined_rows(statement: str, *, among: Collection[int], values: Collection[Any] = ()) -> list[tuple[Any, ...]]:
    """The rows of a statement in which ``{among}`` follows the column whose keys are looked for.

    Cells are as the driver has them: an instant is text in SQLite.
    ``values`` are those of its places behind the keys. One of a few forms, so that the databases keep its plan.
    """
    if not among:
        return []
    if connection.vendor == "postgresql":
        # Of the column's own type: a list of shorter numbers is compared one by one, instead of looked up.
        return ask(statement.replace("{among}", "= ANY(%s::bigint[])"), [array_of(among), *values])
    keys = msgspec.json.encode(list(among)).decode()
    return ask(statement.replace("{among}", "IN (SELECT value FROM json_each(%s))"), [keys, *values])
