"""The SQL expression subset of clauses and recipes: one text, two executions, one meaning.

    rule = compile_expression("budget >= 100000 and need is not null", {"budget": Decimal, "need": str})
    rule({"budget": Decimal(150000), "need": "CRM"})      # True, False or None (SQL's NULL)
    rule.columns                                          # frozenset({"budget", "need"})
    to_sql("budget >= 100000", {"budget": Decimal})       # the same for DuckDB

What is in it: texts, numbers, true, false, null; columns ("With blanks" in double quotes); and, or, not; = <> < <= >
>=; is [not] null; [not] in (…); [not] between; [not] like, ilike with a written pattern; + - * / %; ||; case;
coalesce, nullif, lower, upper, trim, replace, substring, split_part, length, round, abs;
cast(… as text, integer, decimal, date); date_diff('day', a, b). Nothing else, and never ``eval``.

Where engines differ, the subset decides, and the tests hold both executions to it:

- Arithmetic is done in double precision; division and remainder by zero give NULL.
- A text beside a number is read as a number, beside a day as a day (``2024-01-31``); one that is none gives NULL.
  So does ``cast``. ``decimal`` is a number with a fraction, ``integer`` a whole one.
- ``strict``, the way of clauses: a text beside a number or a day is refused unless it is written in the expression and
  is one, and so is a comparison with null.
- ``upper`` and ``lower`` change a sign only where one sign becomes one sign; ``trim`` takes blanks (U+0020).
- An instant is compared with instants, and falls on its day in UTC.

Nothing runs long: texts, nesting, patterns, products and the growth of texts are bounded, and there are no loops.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlglot import exp

from tandem.basics import expression_values as on
from tandem.basics.expression_building import Builder
from tandem.basics.expression_nodes import Node, as_flag
from tandem.basics.expression_text import ExpressionError, parsed
from tandem.basics.expression_values import Kind, Row, Run, Value

__all__ = ["Columns", "Compiled", "Condition", "ExpressionError", "compile_condition", "compile_expression", "to_sql"]

type Columns = Mapping[str, type | Kind] | AbstractSet[str]
"""Names with their Python types; a bare set means that all are texts."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A compiled expression. Call it with a mapping of column to value; a column that is not there is NULL.

    The answer is ``bool``, ``str``, ``int``, ``float``, ``date``, ``datetime`` or None, according to ``kind``.
    """

    text: str
    columns: frozenset[str]
    kind: Kind
    run: Callable[[Row], Value]

    def __call__(self, row: Mapping[str, object]) -> object:
        return self.run(row)


@dataclass(frozen=True, slots=True)
class Condition:
    """A strict condition in both executions.

    ``run`` reads a prepared row: one that has every column, each value gone through ``expression_values.reader``.
    """

    text: str
    columns: frozenset[str]
    run: Run
    sql: exp.Expr


def compile_expression(text: str, columns: Columns, *, strict: bool = False) -> Compiled:
    """Compile to Python. Raises `ExpressionError`."""
    builder = Builder(_kinds(columns), strict=strict)
    node = _built(text, builder)
    return Compiled(text, frozenset(builder.used), node.kind, node.run)


def to_sql(text: str, columns: Columns, *, table: str | None = None, strict: bool = False) -> str:
    """The same expression for DuckDB; columns are quoted, and of ``table`` where it is given.

    Columns must have these types in DuckDB: str VARCHAR, int BIGINT, Decimal and float any number (DOUBLE is what it
    is compared as), bool BOOLEAN, date DATE, datetime TIMESTAMP in UTC. Raises `ExpressionError`.
    """
    return _built(text, Builder(_kinds(columns), strict=strict, table=table)).sql.sql(dialect="duckdb")


def compile_condition(text: str, columns: Columns, sql_of: Mapping[str, exp.Expr] | None = None) -> Condition:
    """Compile a clause, strictly, for both executions; anything but a condition is refused by `ExpressionError`.

    ``sql_of`` gives the SQL of columns that have no column of their own name.
    """
    builder = Builder(_kinds(columns), strict=True, sql_of=sql_of, read=on.prepared_column)
    node = _built(text, builder, condition=True)
    return Condition(text, frozenset(builder.used), node.run, node.sql)


def _built(text: str, builder: Builder, *, condition: bool = False) -> Node:
    try:
        node = builder.build(parsed(text))
        return as_flag(node) if condition else node
    except ExpressionError as error:
        error.source = text
        if error.position is None:
            error.position = 0
        raise


def _kinds(columns: Columns) -> dict[str, Kind]:
    if not isinstance(columns, Mapping):
        return dict.fromkeys(columns, Kind.TEXT)
    return {name: kind if isinstance(kind, Kind) else _KIND_OF[kind] for name, kind in columns.items()}


_KIND_OF: dict[type, Kind] = {
    str: Kind.TEXT,
    bool: Kind.FLAG,
    int: Kind.INTEGER,
    float: Kind.NUMBER,
    Decimal: Kind.NUMBER,
    date: Kind.DAY,
    datetime: Kind.INSTANT,
}
