"""The leads behind a figure: the condition under which a lead was counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tandem.basics.periods import Period
from tandem.measures.catalogue import Cohort, Difference, Leaf, Measure, PeriodRatio, PerUnit, Rate, measure
from tandem.measures.dimensions import BY_LEAD, dimension
from tandem.measures.expressions import expression
from tandem.measures.statements import Statement, condition_of, table_with_lead


def has_leads(asked: Measure) -> bool:
    """Whether the figure rests on rows that name leads."""
    return all(leaf.table == "leads" or leaf.table in BY_LEAD for leaf in _leaves(asked))


def behind(asked: Measure, period: Period | None, where: Mapping[str, Sequence[Any]], statement: Statement) -> str:
    """SQL condition on ``leads t``: the leads a figure of that period and those members was counted from.

    Of a share or a mean these are the cases it is taken of, so that one sees who is missing as well.
    """
    return "(" + " OR ".join(_condition(leaf, period, where, statement) for leaf in _leaves(asked)) + ")"


def _leaves(asked: Measure) -> list[Leaf]:
    match asked.value:
        case Rate(denominator=whole) | PerUnit(denominator=whole):
            return _leaves(measure(whole))
        case PeriodRatio(one, other) | Difference(one, other):
            return list(dict.fromkeys([*_leaves(measure(one)), *_leaves(measure(other))]))
        case leaf:
            return [leaf]


def _condition(leaf: Leaf, period: Period | None, where: Mapping[str, Sequence[Any]], statement: Statement) -> str:
    parts = [f"{expression(leaf.day).sql} IS NOT NULL"]
    if period is not None:
        first, last = statement.value(period.start), statement.value(period.end)
        parts.append(f"{expression(leaf.day).sql} BETWEEN {first} AND {last}")
    if leaf.where:
        parts.append(f"({expression(leaf.where).sql})")
    if isinstance(leaf, Cohort):
        parts.append(f"{expression(leaf.start).sql} IS NOT NULL")
    for key, members in where.items():
        sql = dimension(key).expression(leaf.table)
        # What a table cannot tell it does not narrow by; no figure could have been shown of it either.
        if sql is not None:
            parts.append(condition_of(sql, members, statement))
    condition = " AND ".join(parts)
    if leaf.table == "leads":
        return f"({condition})"
    return f"t.lead_id IN (SELECT t.lead_id FROM {table_with_lead(leaf.table, condition)} WHERE {condition})"
