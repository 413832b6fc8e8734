"""A catalogue and an agreement for the tests of clauses: what a small firm would agree on."""

from __future__ import annotations

from tandem.agreement.clause_catalogue import ClauseField
from tandem.agreement.document import (
    Document,
    Grade,
    GradeRow,
    Grading,
    Portrait,
    Questions,
    ReturnReason,
    Status,
)
from tandem.basics.expression_values import Kind
from tandem.basics.text import Text


def _field(name: str, kind: Kind, column: str | None = None) -> ClauseField:
    return ClauseField(name, kind, Text(ru=name, en=name), state=f"shop.Lead.{name}", column=column)


#: Fields as rooms announce them; ``product`` shows that a field may be more than a column.
KNOWN = {
    each.name: each
    for each in (
        _field("quality", Kind.TEXT),
        _field("need", Kind.FLAG),
        _field("budget", Kind.NUMBER),
        _field("budget_ok", Kind.FLAG),
        _field("urgent", Kind.FLAG),
        _field("starts_within_days", Kind.INTEGER),
        _field("source", Kind.TEXT),
        _field("campaign", Kind.TEXT),
        _field("city", Kind.TEXT),
        _field("product", Kind.TEXT, column="lower(product_name)"),
        _field("stage", Kind.TEXT),
        _field("amount", Kind.NUMBER),
        _field("captured_on", Kind.DAY),
        _field("needed_on", Kind.DAY),
        _field("captured_at", Kind.INSTANT),
    )
}

#: The store's columns of these fields and their types.
STORED = {
    "quality": "VARCHAR",
    "need": "BOOLEAN",
    "budget": "DECIMAL(18,2)",
    "budget_ok": "BOOLEAN",
    "urgent": "BOOLEAN",
    "starts_within_days": "BIGINT",
    "source": "VARCHAR",
    "campaign": "VARCHAR",
    "city": "VARCHAR",
    "product_name": "VARCHAR",
    "stage": "VARCHAR",
    "amount": "DECIMAL(18,2)",
    "captured_on": "DATE",
    "needed_on": "DATE",
    "captured_at": "TIMESTAMP",
}

TABLE = (
    GradeRow(need=True, budget=True, urgency=True, grade="A"),
    GradeRow(need=True, budget=True, urgency=False, grade="B"),
    GradeRow(need=True, budget=True, urgency="unknown", grade="B"),
    GradeRow(need=True, budget=False, grade="C"),
    GradeRow(need=True, budget="unknown", grade="ask"),
    GradeRow(need=False, grade="D"),
    GradeRow(need="unknown", grade="ask"),
)

AGREEMENT = Document(
    portraits=(Portrait(key="shop", clause="product like 'crm%' and (city = 'Москва' or amount >= 50000)"),),
    grading=Grading(
        questions=Questions(
            need="need or quality in ('A', 'B', 'C')",
            budget="coalesce(budget_ok, budget >= 100000)",
            urgency="urgent or starts_within_days <= 14",
        ),
        grades=tuple(Grade(key=key) for key in "ABCD"),
        table=TABLE,
        target_lead=Status(clause="grade in ('A', 'B', 'C')"),
        mql=Status(clause="is_target and source <> 'spam'"),
        sql_lead=Status(clause="is_mql and has_budget and stage <> 'new'"),
    ),
    returns=(
        ReturnReason(key="any"),
        ReturnReason(key="not_target", clause="not is_target"),
        ReturnReason(key="no_money", clause="has_budget is null or not has_budget"),
        ReturnReason(key="not_urgent", clause="not is_urgent and date_diff('day', captured_on, needed_on) > 90"),
        ReturnReason(key="spam", clause="source = 'spam' or (product is null and campaign ilike '%бот%')"),
        ReturnReason(key="far", clause="city not in ('Москва', 'Казань') and grade <> 'A'"),
    ),
)
