"""The text of the queries behind a measure, for those who read SQL."""

from __future__ import annotations

import re

import sqlglot

from tandem.basics.periods import Period
from tandem.measures.catalogue import Cohort, Measure, Unit, leaves, measure
from tandem.measures.currencies import Currencies, currencies
from tandem.measures.expressions import expression
from tandem.measures.horizon import Horizon
from tandem.measures.statements import Asked, Scope, totals_sql
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
            sql = _fates(leaf)
            parameters = {"start": period.start, "finish": period.end, "until": reach.until}
        else:
            money = measure(key).unit is Unit.MONEY
            sql, parameters = totals_sql(leaf.table, [Asked(key, leaf, money=money, spread=False)], scope)
        said = ", ".join(f"${name} = {value}" for name, value in parameters.items())
        pretty = _LIST.sub(_on_one_line, sqlglot.transpile(sql, read="duckdb", write="duckdb", pretty=True)[0])
        texts.append((measure(key), f"-- {said}\n{pretty}" if said else pretty))
    return texts


def _fates(cohort: Cohort) -> str:
    """Leads of a cohort by fate and age in days: the counts from which its share is estimated.

    The engine counts the same in one pass for all cohorts of a page, and not by this statement.
    """
    start, reached, lost = (expression(text).sql for text in (cohort.start, cohort.reached, cohort.lost))
    condition = f" AND ({expression(cohort.where).sql})" if cohort.where else ""
    return (
        f"SELECT CASE WHEN {reached} IS NOT NULL THEN 'reached' WHEN {lost} IS NOT NULL THEN 'lost' ELSE 'open' END "
        f"AS fate, greatest(0, date_diff('day', {start}, coalesce({reached}, {lost}, $until))) AS age, "
        "count(*) AS leads FROM leads t WHERE t.captured_on BETWEEN $start AND $finish "
        f"AND {start} IS NOT NULL{condition} GROUP BY ALL ORDER BY ALL"
    )


def _on_one_line(listed: re.Match[str]) -> str:
    return " ".join(listed[0].split())
