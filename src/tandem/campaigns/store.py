"""What campaigns keep in the fact store: one row a line of ad spend, and one a launch."""

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

LAUNCHES = Table("launches", subject="launch", key="launch_id", state="campaigns.Launch")

_LAUNCH = ("launch_announced", "campaign_launched")

LAUNCH_COLUMNS = (
    Column("launches", "campaign", "VARCHAR", dict.fromkeys(_LAUNCH, "p.campaign"), state="campaigns.Launch.campaign"),
    Column(
        "launches", "announced_at", "TIMESTAMP", dict.fromkeys(_LAUNCH, "p.announced_at"),
        state="campaigns.Launch.announced_at",
    ),
    Column(
        "launches", "launched_at", "TIMESTAMP", {"campaign_launched": "happened_at"},
        state="campaigns.Launch.launched_at",
    ),
)  # fmt: skip
