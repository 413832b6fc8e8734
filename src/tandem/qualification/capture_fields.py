"""What a seller asks every client: need, budget, urgency.

Where a clause lets something else stand for the answer, such as a grade of the CRM, the answer counts as known.
"""

from tandem.basics.text import Text
from tandem.intake.capture import CaptureField
from tandem.people.rules import Department

FIELDS = (
    CaptureField(
        "need", Text(ru="Потребность", en="Need"), Text(ru="Без потребности", en="Need not asked"),
        frozenset({"need"}), "has_need IS NULL AND need IS NULL", Department.SALES,
    ),
    CaptureField(
        "budget", Text(ru="Бюджет", en="Budget"), Text(ru="Без бюджета", en="Budget not asked"),
        frozenset({"budget", "budget_ok"}), "has_budget IS NULL AND budget IS NULL AND budget_ok IS NULL",
        Department.SALES,
    ),
    CaptureField(
        "urgency", Text(ru="Срочность", en="Urgency"), Text(ru="Без срочности", en="Urgency not asked"),
        frozenset({"urgent", "starts_within_days"}),
        "is_urgent IS NULL AND urgent IS NULL AND starts_within_days IS NULL", Department.SALES,
    ),
)  # fmt: skip
