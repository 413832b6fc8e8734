"""Agreements that judge, for tests of any room."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from tandem.agreement.document import Document, Grade, GradeRow, Grading, Option, Question, Questions, Status
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

#: What this company asks: what its grade needs, and attributes of its own of every kind.
QUESTIONS = (
    Question(key="budget", title="Какой бюджет?", kind="money", most=Decimal(10_000_000),
             options=(Option(key="50000", title="до 100 тысяч"), Option(key="250000", title="до полумиллиона"))),
    Question(key="company_size", title="Сколько человек в компании?", kind="choice",
             options=(Option(key="small", title="2–10"), Option(key="medium", title="11–50"),
                      Option(key="large", title="больше 50"))),
    Question(key="seats", title="Сколько нужно рабочих мест?", kind="number", least=Decimal(1), most=Decimal(10_000)),
    Question(key="exports", title="Отгружаете за границу?", products=("CRM",)),
    Question(key="wait", title="Сколько дней готовы ждать?", kind="days", field="wait_days", products=("CRM",)),
    Question(key="spare", title="Сколько отложено на запчасти?", kind="money", products=("Склад",)),
)  # fmt: skip


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
