"""When people work, as the journal tells it."""

from tandem.measures.tables import Column, Table

_WEEK, _AWAY, _DAY = "people.WorkingWeek", "people.Absence", "people.ChangedDay"

WORKING_WEEKS = Table("working_weeks", subject="working_week", key="week_id", state=_WEEK)
ABSENCES = Table("absences", subject="absence", key="absence_id", state=_AWAY)
CHANGED_DAYS = Table("changed_days", subject="changed_day", key="changed_day_id", state=_DAY)


def _week(name: str, kind: str, expression: str, state: str = "") -> Column:
    return Column("working_weeks", name, kind, {"working_week_set": expression}, state=f"{_WEEK}.{state or name}")


COLUMNS = (
    _week("person_id", "BIGINT", "p.person_id", "person"),
    _week("since", "DATE", "p.since"),
    _week("as_usual", "BOOLEAN", "p.as_usual"),
    _week("zone", "VARCHAR", "p.zone"),
    _week("monday", "VARCHAR", "p.monday"),
    _week("tuesday", "VARCHAR", "p.tuesday"),
    _week("wednesday", "VARCHAR", "p.wednesday"),
    _week("thursday", "VARCHAR", "p.thursday"),
    _week("friday", "VARCHAR", "p.friday"),
    _week("saturday", "VARCHAR", "p.saturday"),
    _week("sunday", "VARCHAR", "p.sunday"),
    _week("holidays", "VARCHAR", "p.holidays"),
    Column("absences", "person_id", "BIGINT", {"absence_set": "p.person_id"}, state=f"{_AWAY}.person"),
    Column("absences", "since", "DATE", {"absence_set": "p.since"}, state=f"{_AWAY}.since"),
    Column("absences", "until", "DATE", {"absence_set": "p.until"}, state=f"{_AWAY}.until"),
    Column(
        "absences", "cancelled", "BOOLEAN", {"absence_set": "false", "absence_cancelled": "true"},
        state=f"{_AWAY}.cancelled",
    ),
    Column("changed_days", "person_id", "BIGINT", {"day_changed": "p.person_id"}, state=f"{_DAY}.person"),
    Column("changed_days", "day", "DATE", {"day_changed": "p.day"}, state=f"{_DAY}.day"),
    Column("changed_days", "hours", "VARCHAR", {"day_changed": "p.hours"}, state=f"{_DAY}.hours"),
)  # fmt: skip
