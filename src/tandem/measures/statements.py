"""One SQL statement for everything that is asked of one table of the store."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tandem.basics.periods import Grain, Period
from tandem.measures.catalogue import Cohort, Leaf, Quantile, Total
from tandem.measures.currencies import WITH_CURRENCY, Currencies
from tandem.measures.dimensions import LEAD_ALIAS, Dimension
from tandem.measures.expressions import ALIAS, aggregate, expression

#: How far from the asked quantile its neighbours are read: from them comes its interval.
_AROUND = (0.03, 0.1)
_PARAMETER = re.compile(r"\$([a-z_][a-z_0-9]*)")


@dataclass(frozen=True, slots=True)
class Scope:
    """What a statement is about: which rows, split how."""

    period: Period
    by: tuple[Dimension, ...]
    grain: Grain | None
    #: Filters that this table can answer.
    where: tuple[tuple[Dimension, tuple[Any, ...]], ...]
    currencies: Currencies
    until: dt.date
    as_of: dt.datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """A leaf with what else its value needs."""

    key: str
    leaf: Leaf
    money: bool
    spread: bool

    @property
    def adds_up(self) -> bool:
        """Whether the figure of the whole is the sum of its lines'."""
        return isinstance(self.leaf, Total) and not aggregate(self.leaf.expression).distinct

    @property
    def currency(self) -> bool:
        return self.money and self.leaf.table in WITH_CURRENCY


@dataclass(slots=True)
class Statement:
    """SQL under construction with its named parameters."""

    parameters: dict[str, Any] = field(default_factory=dict)

    def value(self, value: Any) -> str:
        """A parameter of its own for a value."""
        name = f"v{len(self.parameters)}"
        self.parameters[name] = value
        return f"${name}"

    def used_in(self, sql: str) -> dict[str, Any]:
        """Only the parameters the text names: the engine refuses any other."""
        named = set(_PARAMETER.findall(sql))
        return {name: value for name, value in self.parameters.items() if name in named}


def totals_sql(table: str, asked: Sequence[Asked], scope: Scope) -> tuple[str, dict[str, Any]]:
    """The statement for all totals and quantiles of a table.

    Its columns: ``branch, m0…, no_members, bucket, no_bucket``, then those that ``columns_of`` names for each
    measure. One pass answers all counts and sums, and gives lines only: the caller adds them up to wholes.
    Quantiles and counts of different things do not add up; they have a branch of their own, which gives the
    wholes as well. Split over time each day column has its branch.
    """
    statement = begun(scope)
    branches: dict[int, list[Asked]] = {}
    for each, number in zip(asked, branch_of(asked, scope).values(), strict=True):
        branches.setdefault(number, []).append(each)
    sql = " UNION ALL BY NAME ".join(
        _branch(number, table, branch, scope, statement) for number, branch in branches.items()
    )
    return sql, statement.used_in(sql)


def branch_of(asked: Sequence[Asked], scope: Scope) -> Mapping[str, int]:
    """Which branch of ``totals_sql`` answers which measure."""
    marks = {each.key: (each.adds_up, each.leaf.day if scope.grain else "") for each in asked}
    numbers = list(dict.fromkeys(marks.values()))
    return {key: numbers.index(mark) for key, mark in marks.items()}


def columns_of(each: Asked, scope: Scope) -> list[str]:
    """Names of the columns of one measure: its value, its n, and what else was asked for."""
    key = each.key
    names = [key, f"{key}__n"]
    if isinstance(each.leaf, Quantile) and each.leaf.open:
        names.append(f"{key}__open")
    if each.spread:
        names += [f"{key}__second", f"{key}__third"]
    if each.currency:
        names += [f"{key}__other{number}" for number, _ in enumerate(scope.currencies.others)]
    return names


def begun(scope: Scope) -> Statement:
    """A statement that knows the period, the reach of the data and the currency."""
    statement = Statement()
    statement.parameters |= {
        "start": scope.period.start,
        "finish": scope.period.end,
        "until": scope.until,
        "as_of": scope.as_of,
        "currency": scope.currencies.counted,
    }
    return statement


def _branch(number: int, table: str, asked: Sequence[Asked], scope: Scope, statement: Statement) -> str:
    days = list(dict.fromkeys(each.leaf.day for each in asked))
    one_day = len(days) == 1
    aggregates: list[str] = []
    for each in asked:
        aggregates += _aggregates(each, scope, statement, with_day=not one_day)
    conditions = filters_sql(table, scope, statement)
    # Also where each measure looks at its own day: rows of other times are then neither merged nor grouped.
    conditions.append(f"({' OR '.join(map(_in_period, days))})")
    members = [dimension.expression(table) or "NULL" for dimension in scope.by]
    bucket = _bucket(days[0], scope.grain) if scope.grain else ""
    source = table_with_lead(table, " ".join([*members, *conditions, *aggregates]))
    adds_up = all(each.adds_up for each in asked)
    columns = [f"{number} AS branch", *_key_columns(members, bucket, adds_up=adds_up), *aggregates]
    grouped = _lines(members, bucket) if adds_up else _lines_and_wholes(members, bucket)
    return f"SELECT {', '.join(columns)} FROM {source} WHERE {' AND '.join(conditions)}{grouped}"


def _key_columns(members: Sequence[str], bucket: str, *, adds_up: bool) -> list[str]:
    """The members and the piece of time of a row, and whether it has none of them because it is a whole."""

    def is_whole(sql: str) -> str:
        return "0" if adds_up else f"GROUPING({sql})"

    return [
        *(f"{sql} AS m{at}" for at, sql in enumerate(members)),
        f"{is_whole(members[0]) if members else 1} AS no_members",
        f"{bucket or 'CAST(NULL AS DATE)'} AS bucket",
        f"{is_whole(bucket) if bucket else 1} AS no_bucket",
    ]


def _lines(members: Sequence[str], bucket: str) -> str:
    keys = [*members, *([bucket] if bucket else [])]
    return f" GROUP BY {', '.join(keys)}" if keys else ""


def _lines_and_wholes(members: Sequence[str], bucket: str) -> str:
    """The whole, by member, over time, and both."""
    wanted: list[list[str]] = [[]]
    if members:
        wanted.append(list(members))
    if bucket:
        wanted += [[*each, bucket] for each in list(wanted)]
    return f" GROUP BY GROUPING SETS ({', '.join(f'({", ".join(each)})' for each in wanted)})"


def table_with_lead(table: str, used: str) -> str:
    """The table as ``t``, with its lead as ``l`` when the text of the statement asks the lead anything."""
    columns = sorted(set(re.findall(rf"\b{LEAD_ALIAS}\.(\w+)", used)))
    if not columns:
        return f"{table} {ALIAS}"
    return (
        f"{table} {ALIAS} LEFT JOIN (SELECT lead_id, {', '.join(columns)} FROM leads) {LEAD_ALIAS} "
        f"ON {LEAD_ALIAS}.lead_id = {ALIAS}.lead_id"
    )


def condition_of(dimension_sql: str, values: Sequence[Any], statement: Statement) -> str:
    """Rows whose member is one of ``values``; None among them means rows without one."""
    given = [value for value in values if value is not None]
    parts = []
    if given:
        listed = ", ".join(statement.value(value) for value in given)
        parts.append(f"{dimension_sql} IN ({listed})")
    if len(given) < len(values):
        parts.append(f"{dimension_sql} IS NULL")
    return f"({' OR '.join(parts)})" if parts else "false"


def filters_sql(table: str, scope: Scope, statement: Statement) -> list[str]:
    """The question's filters as conditions on a table that can answer them."""
    conditions = []
    for dimension, values in scope.where:
        sql = dimension.expression(table)
        assert sql is not None, "the caller leaves out tables that cannot answer a filter"
        conditions.append(condition_of(sql, values, statement))
    return conditions


def _bucket(day: str, grain: Grain) -> str:
    sql = expression(day).sql
    return sql if grain is Grain.DAY else f"CAST(date_trunc('{grain.value}', {sql}) AS DATE)"


def _in_period(day: str) -> str:
    return f"{expression(day).sql} BETWEEN $start AND $finish"


def _aggregates(each: Asked, scope: Scope, statement: Statement, *, with_day: bool) -> list[str]:
    leaf, names = each.leaf, columns_of(each, scope)
    conditions = [_in_period(leaf.day)] if with_day else []
    if leaf.where:
        conditions.append(f"({expression(leaf.where).sql})")
    counted = [*conditions]
    if each.currency:
        counted.append("(t.currency = $currency OR coalesce(t.currency, '') = '')")
    match leaf:
        case Total():
            columns = _total(leaf, counted, spread=each.spread)
        case Quantile():
            columns = _quantile(leaf, counted, scope.grain)
        case Cohort():
            raise TypeError("a cohort is asked by itself")
    if each.currency:
        argument = aggregate(leaf.expression).argument
        for other in scope.currencies.others:
            theirs = [*conditions, f"t.currency = {statement.value(other)}"]
            columns.append(_over("sum", argument.sql if argument else "1", theirs))
    return [f'{sql} AS "{name}"' for sql, name in zip(columns, names, strict=True)]


def _total(leaf: Total, conditions: list[str], *, spread: bool) -> list[str]:
    asked = aggregate(leaf.expression)
    if asked.argument is None:
        counted = _over("count", "1", conditions)
        return [counted, counted]
    inner = asked.argument.sql
    columns = [
        _over(asked.function, inner, conditions, distinct=asked.distinct),
        _over("count", inner, conditions),
    ]
    if spread:
        amount = f"CAST({inner} AS DOUBLE)"
        columns += [
            _over("sum", f"{amount} * {amount}", conditions),
            _over("sum", f"{amount} * {amount} * {amount}", conditions),
        ]
    return columns


def levels(q: float, grain: Grain | None) -> list[float]:
    """The quantiles read for one that is asked, in order, from the smallest value to the largest.

    Split over time only the asked one: an interval for each day would cost more than the rest of the report.
    """
    if grain:
        return [q]
    around = {q + sign * step for step in _AROUND for sign in (-1, 1)}
    return sorted({0.0, q, 1.0, *(round(level, 6) for level in around if 0 < level < 1)})


def _quantile(leaf: Quantile, conditions: list[str], grain: Grain | None) -> list[str]:
    inner = expression(leaf.expression).sql
    read = ", ".join(map(str, levels(leaf.q, grain)))
    columns = [
        _over("quantile_cont", inner, conditions, more=f", [{read}]"),
        _over("count", inner, conditions),
    ]
    if leaf.open:
        columns.append(_over("count", "1", [*conditions, f"({expression(leaf.open).sql})"]))
    return columns


def _over(function: str, inner: str, conditions: Sequence[str], *, distinct: bool = False, more: str = "") -> str:
    """An aggregate over the rows that fulfil the conditions; CASE is twice as fast here as FILTER."""
    if conditions:
        inner = f"CASE WHEN {' AND '.join(conditions)} THEN {inner} END"
    return f"{function}({'DISTINCT ' if distinct else ''}{inner}{more})"
