"""What campaigns keep in the fact store: one row a line of ad spend, and the tables of campaigns and launches."""

from tandem.campaigns.campaign_store import CAMPAIGN_COLUMNS, CAMPAIGN_TABLES
from tandem.campaigns.launch_store import LAUNCH_COLUMNS, LAUNCH_TABLES
from tandem.measures.tables import Column, Table

__all__ = ["CAMPAIGN_COLUMNS", "CAMPAIGN_TABLES", "COLUMNS", "LAUNCH_COLUMNS", "LAUNCH_TABLES", "SPEND"]

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
