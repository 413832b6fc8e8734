"""What a seller asks every client: need, budget, urgency."""

from tandem.basics.text import Text
from tandem.intake.capture import CaptureField
from tandem.people.rules import Department

FIELDS = (
    CaptureField(
        "need", Text(ru="Потребность", en="Need"), Text(ru="Без потребности", en="Need not asked"),
        frozenset({"need"}), "need IS NULL", Department.SALES,
    ),
    CaptureField(
        "budget", Text(ru="Бюджет", en="Budget"), Text(ru="Без бюджета", en="Budget not asked"),
        frozenset({"budget", "budget_ok"}), "budget IS NULL AND budget_ok IS NULL", Department.SALES,
    ),
    CaptureField(
        "urgency", Text(ru="Срочность", en="Urgency"), Text(ru="Без срочности", en="Urgency not asked"),
        frozenset({"urgent", "starts_within_days"}), "urgent IS NULL AND starts_within_days IS NULL", Department.SALES,
    ),
)  # fmt: skip
