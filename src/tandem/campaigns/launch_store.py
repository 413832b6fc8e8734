"""Launches and who has read of them, as the journal tells it."""

from tandem.measures.tables import Column, Table

LAUNCH_TABLES = (
    Table("launches", subject="launch", key="launch_id", state="campaigns.Launch"),
    Table("launch_readings", subject="launch_reading", key="launch_reading_id", state="campaigns.LaunchReading"),
)

_DRAFTS = ("launch_drafted", "launch_redrafted")
_EVERY = (*_DRAFTS, "launch_announced", "campaign_launched")


def _launch(name: str, kind: str, facts: dict[str, str], state: str = "") -> Column:
    return Column("launches", name, kind, facts, state=f"campaigns.Launch.{state or name}")


def _reading(name: str, kind: str, facts: dict[str, str], state: str = "") -> Column:
    return Column("launch_readings", name, kind, facts, state=f"campaigns.LaunchReading.{state or name}")


LAUNCH_COLUMNS = (
    _launch("campaign", "VARCHAR", dict.fromkeys(_EVERY, "p.campaign")),
    _launch("campaign_id", "BIGINT", dict.fromkeys((*_DRAFTS, "campaign_launched"), "p.campaign_id"), "of_campaign"),
    _launch("offer_id", "BIGINT", dict.fromkeys(_DRAFTS, "p.offer_id"), "offer"),
    _launch("starts_at", "TIMESTAMP", dict.fromkeys(_DRAFTS, "p.starts_at")),
    _launch("ends_on", "DATE", dict.fromkeys(_DRAFTS, "p.ends_on")),
    _launch("drafted_at", "TIMESTAMP", {"launch_drafted": "happened_at"}),
    _launch(
        "announced_at", "TIMESTAMP", dict.fromkeys(("launch_announced", "campaign_launched"), "p.announced_at"),
    ),
    _launch("launched_at", "TIMESTAMP", {"campaign_launched": "happened_at"}),
    _launch("dropped_at", "TIMESTAMP", {"launch_dropped": "happened_at"}),
    # As the agreement of that day judged it; the ledger of promises judges anew under any version.
    Column("launches", "in_time", "BOOLEAN", {"campaign_launched": "p.in_time"}),
    Column("launches", "launched_on", "DATE", {"campaign_launched": "local_day(happened_at)"}),
    _reading("launch_id", "BIGINT", dict.fromkeys(("notice_given", "notice_read"), "p.launch_id"), "launch"),
    _reading("person_id", "BIGINT", dict.fromkeys(("notice_given", "notice_read"), "p.person_id"), "person"),
    _reading("on_shift", "BOOLEAN", {"notice_given": "p.on_shift"}),
    _reading("given_at", "TIMESTAMP", {"notice_given": "happened_at"}),
    _reading("read_at", "TIMESTAMP", {"notice_read": "happened_at"}),
    Column("launch_readings", "given_on", "DATE", {"notice_given": "local_day(happened_at)"}),
)  # fmt: skip
