"""The text of the queries behind a measure, as the engine runs them, for those who read SQL."""

from __future__ import annotations

import re

import sqlglot

from tandem.basics.periods import Period
from tandem.measures.catalogue import Cohort, Measure, Unit, leaves, measure
from tandem.measures.currencies import Currencies, currencies
from tandem.measures.horizon import Horizon
from tandem.measures.statements import Asked, Scope, cohort_sql, totals_sql
from tandem.measures.store import Reading

_LIST = re.compile(r"\[[\s\d.,]+\]")


def sql_texts(asked: Measure, period: Period, reading: Reading, reach: Horizon) -> list[tuple[Measure, str]]:
    """Each computed part of a measure with its statement, its parameters in a comment above."""
    found = leaves((asked.key,))
    money = any(measure(key).unit is Unit.MONEY for key in found)
    scope = Scope(
        period=period,
        by=(),
        grain=None,
        where=(),
        currencies=currencies(reading) if money else Currencies(""),
        until=reach.until,
        as_of=reach.as_of,
    )
    texts = []
    for key, leaf in found.items():
        if isinstance(leaf, Cohort):
            sql, parameters = cohort_sql(leaf, scope)
        else:
            money = measure(key).unit is Unit.MONEY
            sql, parameters = totals_sql(leaf.table, [Asked(key, leaf, money=money, spread=False)], scope)
        said = ", ".join(f"${name} = {value}" for name, value in parameters.items())
        pretty = _LIST.sub(_on_one_line, sqlglot.transpile(sql, read="duckdb", write="duckdb", pretty=True)[0])
        texts.append((measure(key), f"-- {said}\n{pretty}" if said else pretty))
    return texts


def _on_one_line(listed: re.Match[str]) -> str:
    return " ".join(listed[0].split())
