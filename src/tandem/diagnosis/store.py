"""What the diagnosis keeps in the fact store: who was under watch, and what was warned of and done."""

from tandem.diagnosis.claims_store import CLAIM_ANSWER_COLUMNS, CLAIM_ANSWERS, CLAIM_COLUMNS, CLAIMS
from tandem.measures.tables import Column, Table

__all__ = [
    "CLAIMS",
    "CLAIM_ANSWERS",
    "CLAIM_ANSWER_COLUMNS",
    "CLAIM_COLUMNS",
    "COLUMNS",
    "WATCH_COLUMNS",
]

_WATCH, _WARNING = "diagnosis.AudienceWatch", "diagnosis.AudienceWarning"

AUDIENCE_WATCHES = Table("audience_watches", subject="audience_watch", key="watch_id", state=_WATCH)
AUDIENCE_WARNINGS = Table("audience_warnings", subject="audience_warning", key="warning_id", state=_WARNING)

_CONDITION, _FIRING = "diagnosis.ConditionalWatch", "diagnosis.WatchFiring"
CONDITIONAL_WATCHES = Table("conditional_watches", subject="conditional_watch", key="watch_id", state=_CONDITION)
WATCH_FIRINGS = Table("watch_firings", subject="watch_firing", key="firing_id", state=_FIRING)

_OPENED = {
    "campaign": "VARCHAR", "creative": "VARCHAR", "since": "DATE", "planned": "DOUBLE", "basis": "VARCHAR",
    "basis_leads": "INTEGER", "paying": "DOUBLE", "believed_days": "DOUBLE",
}  # fmt: skip
_RAISED = {
    "changed_on": "DATE", "earliest": "DATE", "latest": "DATE", "chance": "DOUBLE", "speaks": "VARCHAR",
    "share": "DOUBLE", "low": "DOUBLE", "high": "DOUBLE", "labelled": "INTEGER", "at_stake": "DECIMAL(18,2)",
    "currency": "VARCHAR",
}  # fmt: skip


def _watch(name: str, type_: str, kind: str, value: str) -> Column:
    return Column("audience_watches", name, type_, {kind: value}, state=f"{_WATCH}.{name}")


def _warning(name: str, type_: str, values: dict[str, str], state: str = "") -> Column:
    return Column("audience_warnings", name, type_, values, state=f"{_WARNING}.{state or name}")


COLUMNS = (
    *(_watch(name, type_, "audience_watch_opened", f"p.{name}") for name, type_ in _OPENED.items()),
    _watch("opened_at", "TIMESTAMP", "audience_watch_opened", "happened_at"),
    _watch("closed_at", "TIMESTAMP", "audience_watch_closed", "happened_at"),
    _warning("watch_id", "BIGINT", {"audience_warned": "p.watch_id"}, "watch"),
    _warning("raised_at", "TIMESTAMP", {"audience_warned": "happened_at"}),
    *(_warning(name, type_, {"audience_warned": f"p.{name}"}) for name, type_ in _RAISED.items()),
    _warning("seen_at", "TIMESTAMP", {"audience_warning_seen": "happened_at"}),
    _warning("seer_id", "BIGINT", {"audience_warning_seen": "p.person_id"}, "seen_by"),
    _warning("answered_at", "TIMESTAMP", {"audience_warning_answered": "happened_at"}),
    _warning("answerer_id", "BIGINT", {"audience_warning_answered": "p.person_id"}, "answered_by"),
    # Nothing is answered until it is: the state keeps an empty text.
    _warning("outcome", "VARCHAR", {"audience_warned": "''", "audience_warning_answered": "p.outcome"}),
)

WATCH_COLUMNS = (
    Column("conditional_watches", "written_at", "TIMESTAMP", {"watch_written": "happened_at"},
           state=f"{_CONDITION}.written_at"),
    Column("conditional_watches", "writer_id", "BIGINT", {"watch_written": "p.person_id"},
           state=f"{_CONDITION}.written_by"),
    Column("conditional_watches", "every", "VARCHAR", {"watch_written": "p.every"}, state=f"{_CONDITION}.every"),
    Column("conditional_watches", "asked", "VARCHAR", {"watch_written": "p.asked"}, state=f"{_CONDITION}.asked"),
    Column("conditional_watches", "paused_at", "TIMESTAMP", {"watch_paused": "happened_at", "watch_resumed": "NULL"},
           state=f"{_CONDITION}.paused_at"),
    Column("watch_firings", "watch_id", "BIGINT", {"watch_fired": "p.watch_id"}, state=f"{_FIRING}.watch"),
    Column("watch_firings", "begins_on", "DATE", {"watch_fired": "p.begins_on"}, state=f"{_FIRING}.begins_on"),
    Column("watch_firings", "fired_at", "TIMESTAMP", {"watch_fired": "happened_at"}, state=f"{_FIRING}.fired_at"),
    Column("watch_firings", "figures", "VARCHAR", {"watch_fired": "p.figures"}, state=f"{_FIRING}.figures"),
    Column("watch_firings", "answered_at", "TIMESTAMP", {"watch_answered": "happened_at"},
           state=f"{_FIRING}.answered_at"),
    Column("watch_firings", "answerer_id", "BIGINT", {"watch_answered": "p.person_id"},
           state=f"{_FIRING}.answered_by"),
)  # fmt: skip
