"""What campaigns keep in the fact store: a row for each line of ad spend, each launch and each mended name."""

from tandem.measures.tables import Column, Keep, Renaming, Table

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

#: When an ad system first told of the line, and what; and when it last told, which is later for a corrected one.
RESTATED = (
    Column(
        "spend", "first_told", "STRUCT(told_at TIMESTAMP, spend DECIMAL(18,2))",
        {"spend_reported": "{'told_at': recorded_at, 'spend': p.spend}"}, keep=Keep.FIRST,
    ),
    Column("spend", "last_told", "TIMESTAMP", {"spend_reported": "recorded_at"}),
)  # fmt: skip

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

CAMPAIGN_NAMES = Table(
    "campaign_names", subject="campaign_name", key="campaign_name_id", state="campaigns.CampaignName"
)

_MENDED, _RESTORED = "campaign_name_mended", "campaign_name_restored"

NAME_COLUMNS = (
    Column(
        "campaign_names", "said", "VARCHAR", {_MENDED: "p.said", _RESTORED: "p.said"},
        state="campaigns.CampaignName.said",
    ),
    Column(
        "campaign_names", "counts_as", "VARCHAR", {_MENDED: "p.campaign", _RESTORED: "NULL"},
        state="campaigns.CampaignName.campaign",
    ),
    Column(
        "campaign_names", "how", "VARCHAR", {_MENDED: "p.how", _RESTORED: "''"}, state="campaigns.CampaignName.how",
    ),
)  # fmt: skip

#: Rows keep the name they came with; all that is asked of them reads the campaign it counts as.
COUNTED = Renaming("campaign_names", column="campaign", tables=("leads", "spend", "touches"))
