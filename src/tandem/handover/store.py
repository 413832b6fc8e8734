"""What the hand-over keeps in the fact store: who answers for each lead, and which came back."""

from tandem.measures.tables import Column, Derivation, Keep, Table

COLUMNS = (
    Column("leads", "seller_id", "BIGINT", {"lead_assigned": "p.seller_id"}, state="handover.Assignment.seller"),
    Column(
        "leads", "assigned_at", "TIMESTAMP", {"lead_assigned": "happened_at"}, state="handover.Assignment.assigned_at"
    ),
)

#: The first hand-over: what came before it is the system's delay, what came after it people's.
FIRST_ASSIGNED = Column("leads", "first_assigned_at", "TIMESTAMP", {"lead_assigned": "happened_at"}, keep=Keep.FIRST)

#: The first hand-over whose moment is known: an export that names the seller only tells nothing of the way there.
HANDED_OVER = Column(
    "leads", "handed_over_at", "TIMESTAMP",
    {"lead_assigned": "CASE WHEN coalesce(p.dated, true) THEN happened_at END"}, keep=Keep.FIRST,
)  # fmt: skip

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

#: Whether a lead is back with marketing for good.
GONE_BACK = Derivation(
    "leads",
    {"gone_back": "BOOLEAN"},
    """
    SELECT l.lead_id, coalesce(bool_or(r.accepted), false) AS gone_back
    FROM {leads} l LEFT JOIN {returns} r ON r.lead_id = l.lead_id GROUP BY l.lead_id
    """,
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
_STARTED, _STOPPED, _REOPENED, _BROKEN = "clock_started", "clock_stopped", "clock_reopened", "clock_broken"
_LIFTED = "clock_lifted"
_REMINDED, _TOLD, _PASSED_ON = "clock_reminded", "head_told", "clock_passed_on"
_PAUSED, _RESUMED = "clock_paused", "clock_resumed"


def _clock(name: str, kind: str, facts: dict[str, str], state: str = "") -> Column:
    return Column("clocks", name, kind, facts, state=f"{_CLOCK}.{state or name}")


def _moved(name: str) -> Column:
    """An instant that is set with the deadline and moved with it."""
    return _clock(name, "TIMESTAMP", dict.fromkeys((_STARTED, _PAUSED, _RESUMED), f"p.{name}"))


CLOCK_COLUMNS = (
    _clock("lead_id", "BIGINT", {_STARTED: "lead_id"}, "lead"),
    _clock("promise", "VARCHAR", {_STARTED: "p.promise"}),
    _clock("version", "INTEGER", {_STARTED: "version"}),
    _clock("started_at", "TIMESTAMP", {_STARTED: "happened_at"}),
    _moved("due_at"),
    _moved("remind_at"),
    _moved("tell_at"),
    _moved("pass_on_at"),
    # A hand-over starts a clock anew, and what was broken before was nobody's fault.
    _clock("broken", "BOOLEAN", {_STARTED: "false", _BROKEN: "true"}),
    _clock("reminded", "BOOLEAN", {_STARTED: "false", _REMINDED: "true"}),
    _clock("told", "BOOLEAN", {_STARTED: "false", _TOLD: "true"}),
    _clock("passed_on", "BOOLEAN", {_STARTED: "false", _PASSED_ON: "true"}),
    # Whether it was to be passed on and nobody was there to take it.
    Column("clocks", "nobody", "BOOLEAN", {_STARTED: "false", _PASSED_ON: "p.seller_id IS NULL"}),
    # Who had the lead when its first deadline passed stays, whoever gets it afterwards.
    Column("clocks", "missed_by", "BIGINT", {_BROKEN: "p.seller_id"}),
    Column(
        "clocks",
        "missed_at",
        "TIMESTAMP",
        {_BROKEN: "CASE WHEN p.seller_id IS NOT NULL THEN happened_at END"},
        keep=Keep.FIRST,
    ),
    _clock(
        "stopped_at",
        "TIMESTAMP",
        {_STARTED: "NULL", _STOPPED: "happened_at", _LIFTED: "happened_at", _REOPENED: "NULL"},
    ),
    _clock("kept", "BOOLEAN", {_STARTED: "NULL", _STOPPED: "p.kept", _LIFTED: "NULL", _REOPENED: "NULL"}),
    Column("clocks", "lifted_at", "TIMESTAMP", {_LIFTED: "happened_at"}),
    _clock("renewed", "BOOLEAN", {_STARTED: "coalesce(p.renewed, false)"}),
    # The deadline of before the first ruling.
    *(
        Column("clocks", name, "TIMESTAMP", {_STARTED: f"p.{name}"}, keep=Keep.FIRST)
        for name in ("before_started_at", "before_due_at")
    ),
    _clock("paused_at", "TIMESTAMP", {_STARTED: "NULL", _PAUSED: "happened_at", _RESUMED: "NULL"}),
    _clock("paused_until", "TIMESTAMP", {_STARTED: "NULL", _PAUSED: "p.until", _RESUMED: "NULL"}),
    _clock("pause", "VARCHAR", {_STARTED: "''", _PAUSED: "p.reason", _RESUMED: "''"}),
    _clock("waited", "DOUBLE", {_STARTED: "0", _PAUSED: "p.waited", _RESUMED: "p.waited"}),
    _clock(
        "look_at",
        "TIMESTAMP",
        {_STARTED: "coalesce(p.next_at, p.due_at)"}
        | dict.fromkeys((_REOPENED, _BROKEN, _REMINDED, _TOLD, _PASSED_ON, _PAUSED, _RESUMED), "p.next_at"),
    ),
)

LAUNCH_INCIDENTS = Table(
    "launch_incidents", subject="launch_incident", key="launch_incident_id", state="handover.LaunchIncident"
)

_LEARNED = "learned_from_client"

LAUNCH_INCIDENT_COLUMNS = (
    *(
        Column("launch_incidents", name, kind, {_LEARNED: value}, state=f"handover.LaunchIncident.{state}")
        for name, kind, value, state in (
            ("launch_id", "BIGINT", "p.launch_id", "launch"),
            ("seller_id", "BIGINT", "p.seller_id", "seller"),
            ("lead_id", "BIGINT", "lead_id", "lead"),
            ("campaign", "VARCHAR", "p.campaign", "campaign"),
            ("announced_at", "TIMESTAMP", "p.announced_at", "announced_at"),
            ("learned_at", "TIMESTAMP", "happened_at", "learned_at"),
        )
    ),
    Column("launch_incidents", "learned_on", "DATE", {_LEARNED: "local_day(happened_at)"}),
)
