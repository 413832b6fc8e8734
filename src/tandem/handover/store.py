"""What the hand-over keeps in the fact store: who answers for each lead, and which came back."""

from tandem.measures.tables import Column, Table

COLUMNS = (
    Column("leads", "seller_id", "BIGINT", {"lead_assigned": "p.seller_id"}, state="handover.Assignment.seller"),
    Column(
        "leads", "assigned_at", "TIMESTAMP", {"lead_assigned": "happened_at"}, state="handover.Assignment.assigned_at"
    ),
)

RETURNS = Table("returns", subject="return", key="return_id", state="handover.LeadReturn")

_RETURN = "handover.LeadReturn"

RETURN_COLUMNS = (
    Column("returns", "lead_id", "BIGINT", {"lead_returned": "lead_id"}, state=f"{_RETURN}.lead"),
    Column("returns", "own_client_id", "BIGINT", {"lead_returned": "p.client_id"}),
    Column("returns", "seller_id", "BIGINT", {"lead_returned": "p.seller_id"}, state=f"{_RETURN}.seller"),
    Column("returns", "reason", "VARCHAR", {"lead_returned": "p.reason"}, state=f"{_RETURN}.reason"),
    Column("returns", "commented", "BOOLEAN", {"lead_returned": "p.commented"}),
    Column("returns", "returned_at", "TIMESTAMP", {"lead_returned": "happened_at"}, state=f"{_RETURN}.returned_at"),
    Column("returns", "returned_on", "DATE", {"lead_returned": "local_day(happened_at)"}),
    Column("returns", "answered_at", "TIMESTAMP", {"return_answered": "happened_at"}, state=f"{_RETURN}.answered_at"),
    Column("returns", "objected", "BOOLEAN", {"return_answered": "NOT p.accepted"}),
    # An objection leaves it open until the ruling.
    Column(
        "returns",
        "accepted",
        "BOOLEAN",
        {"return_answered": "CASE WHEN p.accepted THEN true END", "return_stood": "true", "return_ruled": "p.stands"},
        state=f"{_RETURN}.accepted",
    ),
    Column("returns", "ruled_at", "TIMESTAMP", {"return_ruled": "happened_at"}),
)

_AUDIT = "handover.ReturnAudit"

AUDIT_COLUMNS = (
    Column("returns", "drawn_at", "TIMESTAMP", {"return_drawn": "happened_at"}, state=f"{_AUDIT}.drawn_at"),
    Column("returns", "audit_chance", "DOUBLE", {"return_drawn": "p.chance"}, state=f"{_AUDIT}.chance"),
    Column("returns", "auditor_id", "BIGINT", {"auditor_named": "p.auditor_id"}, state=f"{_AUDIT}.auditor"),
    Column("returns", "audit_verdict", "VARCHAR", {"return_audited": "p.verdict"}, state=f"{_AUDIT}.verdict"),
    Column("returns", "audit_code", "VARCHAR", {"return_audited": "p.code"}, state=f"{_AUDIT}.code"),
    Column("returns", "audited_at", "TIMESTAMP", {"return_audited": "happened_at"}, state=f"{_AUDIT}.audited_at"),
)

CLOCKS = Table("clocks", subject="clock", key="clock_id", state="handover.Clock")

_CLOCK = "handover.Clock"
_STARTED, _STOPPED, _BROKEN = "clock_started", "clock_stopped", "clock_broken"

CLOCK_COLUMNS = (
    Column("clocks", "lead_id", "BIGINT", {_STARTED: "lead_id"}, state=f"{_CLOCK}.lead"),
    Column("clocks", "promise", "VARCHAR", {_STARTED: "p.promise"}, state=f"{_CLOCK}.promise"),
    Column("clocks", "version", "INTEGER", {_STARTED: "version"}, state=f"{_CLOCK}.version"),
    Column("clocks", "started_at", "TIMESTAMP", {_STARTED: "happened_at"}, state=f"{_CLOCK}.started_at"),
    Column("clocks", "due_at", "TIMESTAMP", {_STARTED: "p.due_at"}, state=f"{_CLOCK}.due_at"),
    # A hand-over starts a clock anew, and what was broken before was nobody's fault.
    Column("clocks", "broken", "BOOLEAN", {_STARTED: "false", _BROKEN: "true"}, state=f"{_CLOCK}.broken"),
    Column("clocks", "stopped_at", "TIMESTAMP", {_STOPPED: "happened_at"}, state=f"{_CLOCK}.stopped_at"),
    Column("clocks", "kept", "BOOLEAN", {_STOPPED: "p.kept"}, state=f"{_CLOCK}.kept"),
)
