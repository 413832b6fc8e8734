"""What planning keeps in the fact store: one row a planned value."""

from tandem.measures.tables import Column, Table

PLANS = Table("plans", subject="plan", key="plan_id", state="planning.Plan")


def _column(name: str, type_: str, state: str | None = None) -> Column:
    return Column("plans", name, type_, {"plan_set": f"p.{name}"}, state=f"planning.Plan.{state or name}")


COLUMNS = (
    _column("measure", "VARCHAR"),
    _column("starts_on", "DATE"),
    _column("ends_on", "DATE"),
    _column("seller_id", "BIGINT", "seller"),
    _column("department", "VARCHAR"),
    _column("value", "DECIMAL(18,2)"),
)
