"""The leads behind a figure: from a number on a page to the list it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tandem.basics.periods import Period
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.measures.catalogue import Cohort, Leaf, Measure, leaves, measure
from tandem.measures.currencies import WITH_CURRENCY, currencies
from tandem.measures.dimensions import BY_LEAD, dimension
from tandem.measures.expressions import expression
from tandem.measures.horizon import horizon
from tandem.measures.statements import Statement, condition_of, table_with_lead
from tandem.measures.store import Reading


class NoLeadsBehind(Refusal):
    """The figure is not counted over leads."""


def has_leads(asked: Measure) -> bool:
    """Whether any part of the measure is counted over leads or over what names a lead."""
    return any(_names_leads(leaf) for leaf in leaves((asked.key,)).values())


def leads_behind(
    key: str,
    period: Period,
    *,
    reading: Reading,
    statement: Statement,
    where: Mapping[str, Sequence[Any]] | None = None,
) -> str:
    """A condition on ``leads t`` that holds for exactly the leads a figure rests on.

    ``where`` are the figure's filters and the members of its line. The leads of a ratio are those of its
    denominator, or of its numerator where the denominator is no count of leads. Parameters are added to
    ``statement``. Refuses by ``NoLeadsBehind`` and ``UnknownMeasure``.
    """
    leaf = _leaf(measure(key))
    reach = horizon(reading)
    statement.parameters |= {
        "start": period.start,
        "finish": period.end,
        "until": reach.until,
        "as_of": reach.as_of,
    }
    conditions = [f"{expression(leaf.day).sql} BETWEEN $start AND $finish"]
    if leaf.where:
        conditions.append(f"({expression(leaf.where).sql})")
    if isinstance(leaf, Cohort):
        conditions.append(f"({expression(leaf.start).sql}) IS NOT NULL")
    if leaf.table in WITH_CURRENCY and measure(key).unit == "money":
        statement.parameters["currency"] = currencies(reading).counted
        conditions.append("(t.currency = $currency OR coalesce(t.currency, '') = '')")
    for name, members in (where or {}).items():
        sql = dimension(name).expression(leaf.table)
        if sql is None:
            raise _refusal(measure(key))
        conditions.append(condition_of(sql, members, statement))
    held = " AND ".join(conditions)
    if leaf.table == "leads":
        return held
    # The inner table takes the name ``t`` for itself; the lead of the list is the one outside.
    return f"t.lead_id IN (SELECT t.lead_id FROM {table_with_lead(leaf.table, held)} WHERE {held})"


def _leaf(asked: Measure) -> Leaf:
    for part in (*reversed(asked.parts[:2]), asked.key):
        for leaf in leaves((part,)).values():
            if _names_leads(leaf):
                return leaf
    raise _refusal(asked)


def _names_leads(leaf: Leaf) -> bool:
    return leaf.table == "leads" or leaf.table in BY_LEAD


def _refusal(asked: Measure) -> NoLeadsBehind:
    return NoLeadsBehind(
        Text(
            ru=f"За показателем «{asked.name.ru}» не стоят лиды: он считается по другим строкам.",
            en=f"There are no leads behind “{asked.name.en}”: it is counted over other rows.",
        )
    )
