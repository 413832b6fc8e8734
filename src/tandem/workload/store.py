"""What the sampling of work keeps in the fact store."""

from tandem.measures.tables import Column, Table

_MOMENT = "workload.Moment"

MOMENTS = Table("moments", subject="moment", key="moment_id", state=_MOMENT)

COLUMNS = (
    Column("moments", "person_id", "BIGINT", {"moment_asked": "p.person_id"}, state=f"{_MOMENT}.person"),
    Column("moments", "asked_at", "TIMESTAMP", {"moment_asked": "happened_at"}, state=f"{_MOMENT}.asked_at"),
    Column("moments", "asked_on", "DATE", {"moment_asked": "local_day(happened_at)"}, state=f"{_MOMENT}.day"),
    Column("moments", "number", "INTEGER", {"moment_asked": "p.number"}, state=f"{_MOMENT}.number"),
    Column("moments", "chance", "DOUBLE", {"moment_asked": "p.chance"}, state=f"{_MOMENT}.chance"),
    Column("moments", "answered_at", "TIMESTAMP", {"moment_answered": "happened_at"}, state=f"{_MOMENT}.answered_at"),
    # Nothing is answered until it is: the state keeps an empty text.
    Column("moments", "answer", "VARCHAR", {"moment_asked": "''", "moment_answered": "p.answer"},
           state=f"{_MOMENT}.answer"),
    Column("moments", "chore", "VARCHAR", {"moment_asked": "''", "moment_answered": "p.chore"},
           state=f"{_MOMENT}.chore"),
)  # fmt: skip

_CRISIS = "workload.Crisis"

CRISES = Table("crises", subject="crisis", key="crisis_id", state=_CRISIS)

CRISIS_COLUMNS = (
    Column("crises", "since", "DATE", {"crisis_declared": "p.since"}, state=f"{_CRISIS}.since"),
    Column("crises", "until", "DATE", {"crisis_declared": "p.until"}, state=f"{_CRISIS}.until"),
    Column("crises", "factor", "DECIMAL(3,1)", {"crisis_declared": "p.factor"}, state=f"{_CRISIS}.factor"),
    Column("crises", "declared_by", "BIGINT", {"crisis_declared": "actor_id"}, state=f"{_CRISIS}.declared_by"),
    Column("crises", "declared_at", "TIMESTAMP", {"crisis_declared": "happened_at"}, state=f"{_CRISIS}.declared_at"),
    Column("crises", "ended_at", "TIMESTAMP", {"crisis_ended": "happened_at"}, state=f"{_CRISIS}.ended_at"),
)
