"""A clause tried while one writes it: the newest rows it takes, those it refuses, and those it cannot tell.

Nothing personal can be shown: a trial reads the row's number and the announced fields that the clause speaks of.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb
from sqlglot import exp

from tandem.agreement.checks.found import Scope
from tandem.agreement.clause_catalogue import ClauseField
from tandem.agreement.clause_scopes import known_in, table_of
from tandem.agreement.clauses import Clauses, clause_of, sql_of
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.measures.store import Reading
from tandem.measures.tables import shape

#: So many rows of each answer are shown, and so many seconds may it take.
SHOWN, LONGEST = 10, 2.0

#: The newest rows come first by this column.
_NEWEST = {"leads": "captured_at", "returns": "returned_at", "launches": "launched_at"}


class TookTooLong(Refusal):
    """The trial was stopped."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            Text(
                ru=f"Проба не уложилась в {seconds:g} с и остановлена. Упростите условие.",
                en=f"The trial did not finish within {seconds:g} s and was stopped. Simplify the clause.",
            )
        )


@dataclass(frozen=True, slots=True)
class TriedRow:
    """One row: its number, the lead it is about, and the values of the fields the clause reads, in their order."""

    key: int
    lead_id: int | None
    values: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """All rows of one answer: how many, which share of all (None of nothing), and the newest."""

    count: int
    share: float | None
    newest: tuple[TriedRow, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """What a clause says of all history."""

    table: str
    fields: tuple[ClauseField, ...]
    total: int
    taken: Answered
    refused: Answered
    untold: Answered


def try_clause(
    text: str,
    reading: Reading,
    *,
    scope: Scope = Scope.QUESTION,
    draft: Clauses | None = None,
    agreed: Mapping[str, ClauseField] | None = None,
    shown: int = SHOWN,
    seconds: float = LONGEST,
) -> Trial:
    """Ask the clause about every row of the store.

    What is decided of leads (``grade``, ``is_target``…) is read as ``draft`` decides it; without a draft, as the store
    keeps it. ``agreed`` are the fields that versions of the agreement bring. Refuses by `ExpressionError` what is no
    clause, and by `TookTooLong` what does not finish in ``seconds``.
    """
    known = known_in(scope, agreed)
    columns = sql_of(known)
    if draft is not None and scope is Scope.STATUS:
        condition = draft.clause(text)
        asked = draft.sql(condition)
        columns |= draft.columns
    else:
        condition = clause_of(text, known=known)
        asked = condition.sql
    table, sql = table_of(scope), asked.sql(dialect="duckdb")
    read = {name: columns.get(name, exp.column(name, quoted=True)) for name in known if name in condition.columns}
    values = [each.sql(dialect="duckdb") for each in read.values()]
    with _stopped_after(seconds, reading):
        total, taken, refused = reading.rows(
            "SELECT count(*), count(*) FILTER (told), count(*) FILTER (NOT told) "
            f"FROM (SELECT ({sql}) AS told FROM {table})"
        )[0]
        told = {
            answer: _newest(reading, table, condition=f"({sql}) {answer}", values=values, shown=shown)
            for answer in ("IS TRUE", "IS FALSE", "IS NULL")
        }
    return Trial(
        table=table,
        fields=tuple(known[name] for name in read),
        total=total,
        taken=_answered(taken, total, told["IS TRUE"]),
        refused=_answered(refused, total, told["IS FALSE"]),
        untold=_answered(total - taken - refused, total, told["IS NULL"]),
    )


def _newest(reading: Reading, table: str, *, condition: str, values: list[str], shown: int) -> tuple[TriedRow, ...]:
    key = shape().tables[table].key
    lead = "lead_id" if "lead_id" in shape().columns_of(table) else "NULL"
    rows = reading.rows(
        f"SELECT {', '.join([key, lead, *values])} FROM {table} WHERE {condition} "
        f"ORDER BY {_NEWEST[table]} DESC NULLS LAST, {key} DESC LIMIT {shown:d}"
    )
    return tuple(TriedRow(row[0], row[1], tuple(row[2:])) for row in rows)


def _answered(count: int, total: int, newest: tuple[TriedRow, ...]) -> Answered:
    return Answered(count, count / total if total else None, newest)


@contextmanager
def _stopped_after(seconds: float, reading: Reading) -> Iterator[None]:
    """Queries of the reading that still run by then are interrupted."""
    stopped = threading.Event()

    def stop() -> None:
        stopped.set()
        reading.cursor.interrupt()

    timer = threading.Timer(seconds, stop)
    timer.start()
    try:
        yield
        if stopped.is_set():
            raise TookTooLong(seconds)
    except duckdb.InterruptException:
        raise TookTooLong(seconds) from None
    finally:
        timer.cancel()


def common_values(
    fields: Sequence[ClauseField], reading: Reading, *, table: str, most: int = 30, seconds: float = LONGEST
) -> dict[str, tuple[str, ...]]:
    """The most frequent values of text fields, to choose from; of fields that took too long there are none."""
    expressions = sql_of({field.name: field for field in fields})
    found: dict[str, tuple[str, ...]] = {}
    try:
        with _stopped_after(seconds, reading):
            for field in fields:
                sql = expressions.get(field.name, exp.column(field.name, quoted=True)).sql(dialect="duckdb")
                rows = reading.rows(
                    f"SELECT {sql} AS value FROM {table} WHERE {sql} IS NOT NULL AND {sql} <> '' "
                    f"GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT {most:d}"
                )
                found[field.name] = tuple(str(row[0]) for row in rows)
    except TookTooLong:
        pass
    return found
