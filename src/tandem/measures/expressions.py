"""Expressions of measures: a small, readable subset of SQL, checked when the house starts.

An expression speaks of the columns of one table of the store by their plain names. ``as_of`` stands for the
moment the data reaches to (an instant in UTC) and ``until`` for its day.

This list of what is allowed is not that of clauses (``basics/expressions``) on purpose. A clause is written by people
of the company, so each node of it has types, a meaning in Python that equals its SQL, and a refusal that names the
place. A measure is written by programmers, runs in the store alone, and needs what no clause may have: aggregates,
casts, differences of dates. One list for both would widen what users may write.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import sqlglot
from sqlglot import expressions as exp

#: The table a measure is about stands under this alias in every statement of the engine.
ALIAS = "t"
MOMENTS = frozenset({"as_of", "until"})


class BadExpression(Exception):
    """The text is no expression of the subset; the message names what is not allowed."""


_ALLOWED: tuple[type[exp.Expr], ...] = (
    exp.Column, exp.Identifier, exp.Literal, exp.Boolean, exp.Null, exp.Star, exp.Paren,
    exp.And, exp.Or, exp.Not, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Is, exp.In, exp.Between,
    exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Neg, exp.Coalesce, exp.Nullif, exp.Case, exp.If, exp.Abs,
    exp.Greatest, exp.Least, exp.Cast, exp.DataType, exp.DateDiff, exp.Var,
)  # fmt: skip
_AGGREGATES = (exp.Count, exp.Sum)


@dataclass(frozen=True, slots=True)
class Expression:
    """A checked expression: its SQL over the alias ``t``, the columns it reads, and how it was written."""

    text: str
    sql: str
    columns: frozenset[str]


@dataclass(frozen=True, slots=True)
class Aggregate:
    """``count(*)``, ``count(DISTINCT x)`` or ``sum(x)``; ``argument`` is None for ``count(*)``."""

    function: str
    distinct: bool
    argument: Expression | None

    @property
    def columns(self) -> frozenset[str]:
        return self.argument.columns if self.argument else frozenset()


@functools.cache
def expression(text: str) -> Expression:
    """Check a value or a condition; refuses by ``BadExpression``."""
    return _checked(_parsed(text), text)


@functools.cache
def aggregate(text: str) -> Aggregate:
    """Check an aggregate; refuses by ``BadExpression``."""
    tree = _parsed(text)
    if not isinstance(tree, _AGGREGATES):
        raise BadExpression(f"{text!r} must be count(*), count(DISTINCT x) or sum(x)")
    function = "count" if isinstance(tree, exp.Count) else "sum"
    inner = tree.this
    if isinstance(inner, exp.Star):
        return Aggregate(function, distinct=False, argument=None)
    if isinstance(inner, exp.Distinct):
        if function == "sum" or len(inner.expressions) != 1:
            raise BadExpression(f"{text!r}: only count(DISTINCT x) of one value is allowed")
        return Aggregate(function, distinct=True, argument=_checked(inner.expressions[0], text))
    return Aggregate(function, distinct=False, argument=_checked(inner, text))


def conjuncts(text: str | None) -> frozenset[str]:
    """The parts of a condition joined by AND, each as normal SQL: to see that one condition implies another."""
    if text is None:
        return frozenset()
    tree = _parsed(text)
    parts = tree.flatten() if isinstance(tree, exp.And) else [tree]
    return frozenset(part.unnest().sql(dialect="duckdb") for part in parts)


def _parsed(text: str) -> exp.Expr:
    try:
        return sqlglot.parse_one(text, dialect="duckdb")
    except sqlglot.errors.SqlglotError as error:
        raise BadExpression(f"{text!r} is not an expression: {error}") from None


def _checked(tree: exp.Expr, text: str) -> Expression:
    columns = set()
    for node in tree.walk():
        if not isinstance(node, _ALLOWED):
            raise BadExpression(f"{text!r} uses {type(node).__name__}, which a measure may not use")
        if isinstance(node, exp.Column):
            if node.table:
                raise BadExpression(f"{text!r} names a table: write the column's plain name {node.name!r}")
            if node.name not in MOMENTS:
                columns.add(node.name)
    qualified = tree.transform(_qualified)
    return Expression(text=text, sql=qualified.sql(dialect="duckdb"), columns=frozenset(columns))


def _qualified(node: exp.Expr) -> exp.Expr:
    if not isinstance(node, exp.Column):
        return node
    if node.name in MOMENTS:
        return exp.Parameter(this=exp.Var(this=node.name))
    return exp.column(node.name, table=ALIAS)
