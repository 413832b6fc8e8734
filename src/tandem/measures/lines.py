"""Rows of a statement as lines, and lines added up to wholes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence, Set
from typing import Any

from tandem.measures.statements import Scope

#: The members and the piece of time of a line; None where it is over all of them.
type Line = tuple[tuple[Any, ...] | None, dt.date | None]


def lines_and_wholes(
    rows: Iterable[Sequence[Any]], scope: Scope, adding: Set[int]
) -> Iterator[tuple[int, Line, Sequence[Any]]]:
    """``(branch, line, row)`` for each row of ``totals_sql``, and for the wholes of the branches ``adding`` up.

    Adding here is as exact as in the store, and spares its planner the grouping sets, which cost more than
    the handful of lines does.
    """
    first = 4 + len(scope.by)
    wholes: dict[tuple[int, Line], list[Any]] = {}
    for row in rows:
        branch, line = row[0], _line_of(row, scope)
        yield branch, line, row
        if branch in adding:
            for whole in _wholes_of(line):
                held = wholes.get((branch, whole))
                wholes[branch, whole] = list(row[first:] if held is None else map(_added, held, row[first:]))
    for (branch, line), figures in wholes.items():
        yield branch, line, [None] * first + figures


def _line_of(row: Sequence[Any], scope: Scope) -> Line:
    """The columns before the figures."""
    _, *members, no_members, bucket, no_bucket = row[: 4 + len(scope.by)]
    # The first piece of time may be cut: its week or month began before the period.
    return None if no_members else tuple(members), None if no_bucket else max(bucket, scope.period.start)


def _wholes_of(line: Line) -> set[Line]:
    members, bucket = line
    return {(None, bucket), (members, None), (None, None)} - {line}


def _added(one: Any, other: Any) -> Any:
    """The sum as SQL has it: what is absent is passed over."""
    if one is None or other is None:
        return other if one is None else one
    return one + other
