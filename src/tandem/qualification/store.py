"""What qualification keeps in the fact store: what is known of each lead, and how it was judged."""

from tandem.measures.tables import Column


def _answer(name: str, type_: str) -> Column:
    return Column("leads", name, type_, {"lead_answered": f"p.{name}"}, state=f"qualification.Answers.{name}")


def _judged(name: str, type_: str, value: str, field: str | None = None) -> Column:
    return Column("leads", name, type_, {"lead_graded": value}, state=f"qualification.Qualification.{field or name}")


def _counted(name: str) -> Column:
    state = f"qualification.QuestionCount.{name}"
    return Column("leads", f"questions_{name}", "BIGINT", {"questions_counted": f"p.{name}"}, state=state)


COLUMNS = (
    _counted("due"),
    _counted("asked"),
    _counted("known"),
    _answer("quality", "VARCHAR"),
    _answer("need", "BOOLEAN"),
    _answer("budget", "DECIMAL(18,2)"),
    _answer("budget_ok", "BOOLEAN"),
    _answer("urgent", "BOOLEAN"),
    _answer("starts_within_days", "BIGINT"),
    _answer("said", "VARCHAR"),
    _judged("grade", "VARCHAR", "p.grade"),
    _judged("target", "BOOLEAN", "p.target"),
    _judged("mql", "BOOLEAN", "p.mql"),
    _judged("sql_lead", "BOOLEAN", "p.sql_lead"),
    _judged("has_need", "BOOLEAN", "p.has_need"),
    _judged("has_budget", "BOOLEAN", "p.has_budget"),
    _judged("is_urgent", "BOOLEAN", "p.is_urgent"),
    _judged("judged_version", "INTEGER", "version", "version"),
    # A judgement that neither grades nor tells whether it is a target lead grades nobody yet.
    _judged("graded_at", "TIMESTAMP", "CASE WHEN p.grade IS NOT NULL OR p.target IS NOT NULL THEN happened_at END"),
)
