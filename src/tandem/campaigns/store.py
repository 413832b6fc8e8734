"""What campaigns keep in the fact store: a row a line of ad spend and a mended name; campaigns and launches."""

from tandem.campaigns.campaign_store import CAMPAIGN_COLUMNS, CAMPAIGN_TABLES
from tandem.campaigns.launch_store import LAUNCH_COLUMNS, LAUNCH_TABLES
from tandem.measures.tables import Column, Keep, Renaming, Table

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

#: When an ad system first told of the line, and what; and when it last told, which is later for a corrected one.
RESTATED = (
    Column(
        "spend", "first_told", "STRUCT(told_at TIMESTAMP, spend DECIMAL(18,2))",
        {"spend_reported": "{'told_at': recorded_at, 'spend': p.spend}"}, keep=Keep.FIRST,
    ),
    Column("spend", "last_told", "TIMESTAMP", {"spend_reported": "recorded_at"}),
)  # fmt: skip

MENDED_NAMES = Table("mended_names", subject="mended_name", key="mended_name_id", state="campaigns.MendedName")

_MENDED, _RESTORED = "campaign_name_mended", "campaign_name_restored"

NAME_COLUMNS = (
    Column(
        "mended_names", "said", "VARCHAR", {_MENDED: "p.said", _RESTORED: "p.said"},
        state="campaigns.MendedName.said",
    ),
    Column(
        "mended_names", "counts_as", "VARCHAR", {_MENDED: "p.campaign", _RESTORED: "NULL"},
        state="campaigns.MendedName.campaign",
    ),
    Column(
        "mended_names", "how", "VARCHAR", {_MENDED: "p.how", _RESTORED: "coalesce(p.how, '')"},
        state="campaigns.MendedName.how",
    ),
)  # fmt: skip

#: Rows keep the name they came with; all that is asked of them reads the campaign it counts as.
COUNTED = Renaming("mended_names", column="campaign", tables=("leads", "spend", "touches"))
