"""What campaigns keep in the fact store: one row a line of ad spend."""

from tandem.measures.tables import Column, Table

SPEND = Table("spend", subject="spend", key="spend_id", state="campaigns.Spend")

_TYPES = {
    "spent_on": "DATE",
    "source": "VARCHAR",
    "channel": "VARCHAR",
    "campaign": "VARCHAR",
    "ad_group": "VARCHAR",
    "creative": "VARCHAR",
    "impressions": "BIGINT",
    "clicks": "BIGINT",
    "visits": "BIGINT",
    "spend": "DECIMAL(18,2)",
    "currency": "VARCHAR",
}

COLUMNS = tuple(
    Column("spend", name, type_, {"spend_reported": f"p.{name}"}, state=f"campaigns.Spend.{name}")
    for name, type_ in _TYPES.items()
)
