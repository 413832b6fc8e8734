"""Agreements that judge, for tests of any room."""

from __future__ import annotations

import msgspec

from tandem.agreement.document import Document, Grade, GradeRow, Grading, Questions, Status
from tandem.agreement.samples import DOCUMENT

#: The three questions asked of what sellers write: A has all three, B is not urgent, C only has the need.
BY_QUALITY = Questions(
    need="coalesce(need, quality in ('A', 'B', 'C'))",
    budget="coalesce(budget_ok, quality in ('A', 'B'))",
    urgency="coalesce(urgent, quality = 'A')",
)
_TABLE = (
    GradeRow(need=True, budget=True, urgency=True, grade="A"),
    GradeRow(need=True, budget=True, urgency=False, grade="B"),
    GradeRow(need=True, budget=True, urgency="unknown", grade="B"),
    GradeRow(need=True, budget=False, urgency="any", grade="C"),
    GradeRow(need=True, budget="unknown", urgency="any", grade="C"),
    GradeRow(need=False, budget="any", urgency="any", grade="D"),
    GradeRow(need="unknown", budget="any", urgency="any", grade="ask"),
)


def agreement(*, target: str, mql: str = "", sql_lead: str = "") -> Document:
    """A document whose target lead, MQL and SQL are decided by these clauses."""
    grading = Grading(
        questions=BY_QUALITY,
        grades=tuple(Grade(key=key, title=title) for key, title in _GRADES.items()),
        table=_TABLE,
        target_lead=Status(words="Лид, который может купить.", clause=target),
        mql=Status(words="Лид, у которого есть потребность.", clause=mql),
        sql_lead=Status(words="Лид, у которого есть и бюджет.", clause=sql_lead),
    )
    return msgspec.structs.replace(DOCUMENT, grading=grading)


_GRADES = {"A": "Всё и срочно", "B": "Не срочно", "C": "Только потребность", "D": "Не наш"}
