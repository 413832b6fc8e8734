"""Which leads match, how many, and in which order: asked of the fact store, whatever the filters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tandem.agreement.rules import NEW
from tandem.basics.periods import Period
from tandem.measures.behind import leads_behind
from tandem.measures.catalogue import Total, measure
from tandem.measures.dimensions import dimension
from tandem.measures.expressions import expression
from tandem.measures.statements import Statement, condition_of
from tandem.measures.store import Reading
from tandem.portrait.queries import portrayed_sql
from tandem.selling.lead_filters import LeadFilters

#: SQL of each sort; ``$sellers``, ``$stages`` and ``$grades`` are their members in the wanted order, ``{portrait}`` is
#: whether a portrait of the agreement in force is true of the lead.
SORTS: Mapping[str, str] = {
    "captured": "t.captured_at",
    "grade": "list_position($grades, t.grade)",
    # Inside a grade, which the chance never overrides.
    "chance": "coalesce(list_position($grades, t.grade), 1000) * 1e6 - coalesce(t.score_points, -1e5)",
    "portrait": "CASE WHEN {portrait} THEN 0 WHEN NOT {portrait} THEN 1 END",
    "stage": "list_position($stages, coalesce(nullif(t.stage, ''), 'new'))",
    "seller": "list_position($sellers, t.seller_id)",
    "source": "nullif(t.source, '')",
    "campaign": "nullif(t.campaign, '')",
    "product": "nullif(t.product, '')",
    "amount": "t.amount",
    "response": "t.response_seconds",
    "paid": "t.paid_amount",
}


#: The period of a figure that names none.
_EVER = Period(dt.date(1990, 1, 1), dt.date(2999, 12, 31))


@dataclass(frozen=True, slots=True)
class SelectedLead:
    """A lead in its place in the list, with what only the store knows of it."""

    lead_id: int
    response: dt.timedelta | None
    #: Nobody has done anything with it yet.
    waiting: bool
    paid: Any


@dataclass(frozen=True, slots=True)
class Selection:
    """Part of the matching leads in their order, and how many match in all."""

    total: int
    leads: tuple[SelectedLead, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """What narrows a selection besides its filters: ``seller_id`` is what a seller may see.

    ``client_ids`` and ``lead_ids`` are what a search found: leads of one or of the other; None without a search.
    """

    seller_id: int | None = None
    client_ids: Collection[int] | None = None
    lead_ids: Collection[int] = ()
    #: Only leads that came after this one.
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Orders:
    """Members in the order people expect, the first first."""

    sellers: Sequence[int]
    stages: Sequence[str]
    grades: Sequence[str]


def leads_matching(
    reading: Reading, filters: LeadFilters, *, scope: Scope, orders: Orders, offset: int, limit: int
) -> Selection:
    """One page of the matching leads."""
    statement, where = conditions(reading, filters, scope)
    total = count_matching(reading, filters, scope=scope)
    if total <= offset:
        return Selection(total, ())
    statement.parameters |= {"offset": offset, "limit": limit}
    sql = (
        f"SELECT t.lead_id, t.response_seconds, {untouched()}, t.paid_amount FROM leads t WHERE {where} "
        f"{_order(filters.sort, statement, orders)} LIMIT $limit OFFSET $offset"
    )
    rows = reading.rows(sql, statement.used_in(sql))
    return Selection(total, tuple(_selected(row) for row in rows))


def count_matching(reading: Reading, filters: LeadFilters, *, scope: Scope) -> int:
    """How many leads match."""
    statement, where = conditions(reading, filters, scope)
    sql = f"SELECT count(*) FROM leads t WHERE {where}"
    ((total,),) = reading.rows(sql, statement.used_in(sql))
    return int(total)


def all_matching(reading: Reading, filters: LeadFilters, *, scope: Scope, orders: Orders) -> list[SelectedLead]:
    """Every matching lead, for an export."""
    statement, where = conditions(reading, filters, scope)
    sql = (
        f"SELECT t.lead_id, t.response_seconds, {untouched()}, t.paid_amount FROM leads t WHERE {where} "
        f"{_order(filters.sort, statement, orders)}"
    )
    return [_selected(row) for row in reading.rows(sql, statement.used_in(sql))]


def newest_lead(reading: Reading) -> int:
    """The lead that came last; 0 without any."""
    ((newest,),) = reading.rows("SELECT max(lead_id) FROM leads")
    return newest or 0


def members(reading: Reading, keys: Sequence[str], *, seller_id: int | None, limit: int) -> dict[str, list[Any]]:
    """For each dimension the members that occur, the most frequent first; None stands for "not given"."""
    statement = Statement()
    where = f"t.seller_id = {statement.value(seller_id)}" if seller_id is not None else "true"
    found: dict[str, list[Any]] = {}
    for key in keys:
        sql = (
            f"SELECT {dimension(key).expression('leads')} AS member, count(*) AS n FROM leads t "
            f"WHERE {where} GROUP BY ALL ORDER BY n DESC, member LIMIT {int(limit)}"
        )
        found[key] = [member for member, _ in reading.rows(sql, statement.used_in(sql))]
    return found


def conditions(reading: Reading, filters: LeadFilters, scope: Scope) -> tuple[Statement, str]:
    """What a lead must meet to match, as SQL over ``leads t``, with its parameters."""
    statement = Statement()
    parts = ["true"]
    where = {key: _members(key, wanted) for key, wanted in filters.where.items()}
    if filters.measure:
        # Behind a figure the filters and the days mean what they mean to the figure.
        period = filters.period or _EVER
        parts.append(leads_behind(filters.measure, period, reading=reading, statement=statement, where=where))
    else:
        for key, wanted in where.items():
            sql = dimension(key).expression("leads")
            assert sql is not None, "every dimension knows leads"
            parts.append(condition_of(sql, wanted, statement))
        if filters.period is not None:
            first, last = statement.value(filters.period.start), statement.value(filters.period.end)
            parts.append(f"t.captured_on BETWEEN {first} AND {last}")
    if filters.target:
        parts.append(condition_of("t.target", filters.target, statement))
    if filters.portrait:
        parts.append(condition_of(portrayed_sql(), filters.portrait, statement))
    if filters.waiting:
        parts.append(f"({untouched()})")
    if filters.incomplete:
        parts.append("t.missing IS NOT NULL")
    if filters.step:
        parts.append(_by_step(filters, statement))
    if scope.seller_id is not None:
        parts.append(f"t.seller_id = {statement.value(scope.seller_id)}")
    if scope.after is not None:
        parts.append(f"t.lead_id > {statement.value(scope.after)}")
    if scope.client_ids is not None:
        clients, leads = statement.value(list(scope.client_ids)), statement.value(list(scope.lead_ids))
        parts.append(
            f"(t.client_id IN (SELECT unnest({clients}::BIGINT[])) OR t.lead_id IN (SELECT unnest({leads}::BIGINT[])))"
        )
    return statement, " AND ".join(parts)


def _by_step(filters: LeadFilters, statement: Statement) -> str:
    """Open leads without a next step, or with one that is due."""
    due = "t.next_step_on IS NULL"
    if filters.step == "due":
        due = f"t.next_step_on <= {statement.value(filters.today)}"
    return f"t.won_on IS NULL AND t.lost_on IS NULL AND {due}"


def _members(key: str, wanted: Sequence[Any]) -> Sequence[Any]:
    """A lead nobody has moved yet stands on the first stage."""
    return (*wanted, None) if key == "stage" and NEW in wanted else wanted


def untouched() -> str:
    """Nothing done yet: the definition of the measure "not processed"."""
    counted = measure("untouched").value
    assert isinstance(counted, Total)
    assert counted.where is not None
    return expression(counted.where).sql


def _order(sort: str, statement: Statement, orders: Orders) -> str:
    statement.parameters |= {
        "sellers": list(orders.sellers),
        "stages": list(orders.stages),
        "grades": list(orders.grades),
    }
    direction = "DESC" if sort.startswith("-") else "ASC"
    # Without a value comes last either way; the newest lead breaks a tie, so that pages do not overlap.
    by = SORTS[sort.removeprefix("-")]
    if "{portrait}" in by:
        by = by.replace("{portrait}", portrayed_sql())
    return f"ORDER BY {by} {direction} NULLS LAST, t.captured_at DESC, t.lead_id DESC"


def _selected(row: tuple[Any, ...]) -> SelectedLead:
    lead_id, seconds, waiting, paid = row
    return SelectedLead(lead_id, None if seconds is None else dt.timedelta(seconds=seconds), waiting, paid)
