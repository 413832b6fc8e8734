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

#: Quantiles read beside the asked one: from them comes its interval.
QUANTILES = tuple(step / 40 for step in range(41))

#: A status and an age in days in one number; no lead is older than this many days.
AGES = 100_000
_FOR_GRAIN = {Grain.DAY: "{day}"}
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

    Its columns: ``branch, no_bucket, bucket, no_members, m0…``, then those that ``columns_of`` names for each
    measure. Split over time, each day column of the table needs a branch of its own; otherwise one
    pass answers all.
    """
    statement = _begun(scope)
    if scope.grain is None:
        branches = [list(asked)]
    else:
        days: dict[str, list[Asked]] = {}
        for each in asked:
            days.setdefault(each.leaf.day, []).append(each)
        branches = list(days.values())
    sql = " UNION ALL BY NAME ".join(
        _branch(number, table, branch, scope, statement) for number, branch in enumerate(branches)
    )
    return sql, statement.used_in(sql)


def branch_of(asked: Sequence[Asked], scope: Scope) -> Mapping[str, int]:
    """Which branch of ``totals_sql`` answers which measure."""
    if scope.grain is None:
        return {each.key: 0 for each in asked}
    days = list(dict.fromkeys(each.leaf.day for each in asked))
    return {each.key: days.index(each.leaf.day) for each in asked}


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


def cohort_sql(cohort: Cohort, scope: Scope) -> tuple[str, dict[str, Any]]:
    """The statement for one cohort: leads by fate and age.

    Columns as in ``totals_sql``, then ``code`` (fate × ``AGES`` + age in days; fate 0 reached, 1 lost, 2 open)
    and ``n``.
    """
    statement = _begun(scope)
    start, reached, lost = (expression(text).sql for text in (cohort.start, cohort.reached, cohort.lost))
    code = (
        f"CASE WHEN {reached} IS NOT NULL THEN 0 WHEN {lost} IS NOT NULL THEN {AGES} ELSE {2 * AGES} END"
        f" + greatest(0, date_diff('day', {start}, coalesce({reached}, {lost}, $until)))"
    )
    conditions = [_in_period(cohort.day), f"{start} IS NOT NULL", *_filters(cohort.table, scope, statement)]
    if cohort.where:
        conditions.append(expression(cohort.where).sql)
    selected, sets = _split(cohort.table, cohort.day, scope, extra=["code"])
    sql = (
        f"SELECT {', '.join(selected)}, code, count(*) AS n FROM "
        f"(SELECT *, {code} AS code FROM {cohort.table} t WHERE {' AND '.join(conditions)}) t GROUP BY {sets}"
    )
    return sql, statement.used_in(sql)


def _begun(scope: Scope) -> Statement:
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
    conditions = _filters(table, scope, statement)
    conditions.append(" OR ".join(_in_period(day) for day in days) if one_day else _any_day(days))
    selected, sets = _split(table, days[0], scope)
    source = table_with_lead(table, " ".join([*selected, *conditions, *aggregates]))
    return (
        f"SELECT {number} AS branch, {', '.join([*selected, *aggregates])} FROM {source} "
        f"WHERE {' AND '.join(conditions)} GROUP BY {sets}"
    )


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


def _filters(table: str, scope: Scope, statement: Statement) -> list[str]:
    conditions = []
    for dimension, values in scope.where:
        sql = dimension.expression(table)
        assert sql is not None, "the caller leaves out tables that cannot answer a filter"
        conditions.append(condition_of(sql, values, statement))
    return conditions


def _split(table: str, day: str, scope: Scope, extra: Sequence[str] = ()) -> tuple[list[str], str]:
    """The selected split columns and the grouping sets: whole, by member, over time, and both."""
    members = [dimension.expression(table) or "NULL" for dimension in scope.by]
    bucket = _bucket(day, scope.grain) if scope.grain else None
    selected = [f"{sql} AS m{at}" for at, sql in enumerate(members)]
    selected.append(f"GROUPING({members[0]}) AS no_members" if members else "1 AS no_members")
    selected += (
        [f"{bucket} AS bucket", f"GROUPING({bucket}) AS no_bucket"]
        if bucket
        else ["CAST(NULL AS DATE) AS bucket", "1 AS no_bucket"]
    )
    wanted: list[list[str]] = [[]]
    if members:
        wanted.append(members)
    if bucket:
        wanted += [[*each, bucket] for each in list(wanted)]
    sets = ", ".join(f"({', '.join([*each, *extra])})" for each in wanted)
    return selected, f"GROUPING SETS ({sets})"


def _bucket(day: str, grain: Grain) -> str:
    sql = expression(day).sql
    return sql if grain is Grain.DAY else f"CAST(date_trunc('{grain.value}', {sql}) AS DATE)"


def _in_period(day: str) -> str:
    return f"{expression(day).sql} BETWEEN $start AND $finish"


def _any_day(days: Sequence[str]) -> str:
    return f"({' OR '.join(_in_period(day) for day in days)})"


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
            columns = _quantile(leaf, counted)
        case Cohort():
            raise TypeError("a cohort is asked by itself")
    if each.currency:
        argument = aggregate(leaf.expression).argument
        for other in scope.currencies.others:
            theirs = [*conditions, f"t.currency = {statement.value(other)}"]
            columns.append(_filtered(f"sum({argument.sql if argument else '1'})", theirs))
    return [f'{sql} AS "{name}"' for sql, name in zip(columns, names, strict=True)]


def _total(leaf: Total, conditions: list[str], *, spread: bool) -> list[str]:
    asked = aggregate(leaf.expression)
    if asked.argument is None:
        counted = _filtered("count(*)", conditions)
        return [counted, counted]
    inner = asked.argument.sql
    value = f"{asked.function}({'DISTINCT ' if asked.distinct else ''}{inner})"
    columns = [_filtered(value, conditions), _filtered(f"count({inner})", conditions)]
    if spread:
        amount = f"CAST({inner} AS DOUBLE)"
        columns += [
            _filtered(f"sum({amount} * {amount})", conditions),
            _filtered(f"sum({amount} * {amount} * {amount})", conditions),
        ]
    return columns


def _quantile(leaf: Quantile, conditions: list[str]) -> list[str]:
    inner = expression(leaf.expression).sql
    levels = sorted({*QUANTILES, leaf.q})
    columns = [
        _filtered(f"quantile_cont(CAST({inner} AS DOUBLE), {levels})", conditions),
        _filtered(f"count({inner})", conditions),
    ]
    if leaf.open:
        columns.append(_filtered("count(*)", [*conditions, f"({expression(leaf.open).sql})"]))
    return columns


def _filtered(sql: str, conditions: Sequence[str]) -> str:
    return f"{sql} FILTER (WHERE {' AND '.join(conditions)})" if conditions else sql
