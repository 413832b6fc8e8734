"""Leads in the fact store, one row each, to which rooms above add their columns; and the touches before them."""

from tandem.measures.tables import Column, Table

LEADS = Table("leads", subject="lead", key="lead_id", state="intake.Lead")


def _described(name: str, type_: str = "VARCHAR") -> Column:
    """A column that comes in with the lead and may be corrected."""
    value = f"p.{name}"
    return Column("leads", name, type_, {"lead_captured": value, "lead_corrected": value}, state=f"intake.Lead.{name}")


_AT = {"lead_captured": "happened_at", "lead_corrected": "happened_at"}
_ON = {"lead_captured": "local_day(happened_at)", "lead_corrected": "local_day(happened_at)"}

COLUMNS = (
    Column(
        "leads", "own_client_id", "BIGINT", {"lead_captured": "p.client_id", "lead_corrected": "p.client_id"},
        state="intake.Lead.client",
    ),
    Column("leads", "captured_at", "TIMESTAMP", _AT, state="intake.Lead.captured_at"),
    Column("leads", "captured_on", "DATE", _ON),
    # When we heard of it, and whether an import brought it: then the delay says when somebody imported.
    Column("leads", "recorded_at", "TIMESTAMP", {"lead_captured": "recorded_at"}),
    Column("leads", "imported", "BOOLEAN", {"lead_captured": "batch_id IS NOT NULL"}),
    Column("leads", "missing", "VARCHAR", {"packet_checked": "p.missing"}),
    Column(
        "leads", "version", "INTEGER", {"lead_captured": "version", "lead_restamped": "version"},
        state="intake.Lead.version",
    ),
    _described("source"),
    _described("channel"),
    _described("campaign"),
    _described("ad_group"),
    _described("creative"),
    _described("offer"),
    _described("landing_page"),
    _described("product"),
    _described("segment"),
    _described("city"),
    _described("reported_response", "BIGINT"),
)  # fmt: skip

TOUCHES = Table("touches", subject="touch", key="touch_id", state="intake.Touch")

_TOUCH = "touch_made"

TOUCH_COLUMNS = (
    # Whose it is, the lead says: a client that is merged or split takes its touches along.
    Column("touches", "lead_id", "BIGINT", {_TOUCH: "lead_id"}, state="intake.Touch.lead"),
    Column("touches", "touched_at", "TIMESTAMP", {_TOUCH: "happened_at"}, state="intake.Touch.touched_at"),
    Column("touches", "touched_on", "DATE", {_TOUCH: "local_day(happened_at)"}),
    *(
        Column("touches", name, "VARCHAR", {_TOUCH: f"p.{name}"}, state=f"intake.Touch.{name}")
        for name in ("source", "channel", "campaign", "ad_group", "creative", "page", "referrer", "device", "offer")
    ),
)
