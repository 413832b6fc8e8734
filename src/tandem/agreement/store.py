"""What the agreement keeps in the fact store: what was paid for closed months."""

from tandem.measures.tables import Column, Table

PAYOUTS = Table("payouts", subject="payout", key="payout_id", state="agreement.Payout")


def _column(name: str, type_: str, value: str, state: str = "") -> Column:
    return Column("payouts", name, type_, {"payout_counted": value}, state=f"agreement.Payout.{state or name}")


COLUMNS = (
    _column("month", "DATE", "p.month"),
    _column("person_id", "BIGINT", "p.person_id", "person"),
    _column("role", "VARCHAR", "p.role"),
    _column("version", "INTEGER", "version"),
    _column("amount", "DECIMAL(18,2)", "p.amount"),
    _column("receipt", "VARCHAR", "p.receipt"),
    _column("counted_at", "TIMESTAMP", "happened_at"),
    _column("counted_from", "BIGINT", "p.counted_from"),
)
