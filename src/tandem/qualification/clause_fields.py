"""What clauses may read of how good a lead is: what is known of it. What follows from that, they decide."""

from dataclasses import replace

from tandem.agreement.clause_catalogue import ClauseField
from tandem.basics.expression_values import Kind
from tandem.basics.text import Text


def _known(name: str, kind: Kind, ru: str, en: str) -> ClauseField:
    return ClauseField(name, kind, Text(ru=ru, en=en), state=f"qualification.Answers.{name}")


KNOWN = (
    replace(
        _known("quality", Kind.TEXT, "оценка из другой системы (A–E)", "grade another system gave (A–E)"),
        says="verdict",
    ),
    _known("need", Kind.FLAG, "потребность есть", "has the need"),
    _known("budget", Kind.NUMBER, "бюджет клиента, в валюте компании", "client's budget, in the company's currency"),
    _known("budget_ok", Kind.FLAG, "бюджет подтверждён", "budget confirmed"),
    _known("urgent", Kind.FLAG, "срочно", "urgent"),
    _known("starts_within_days", Kind.INTEGER, "через сколько дней нужно", "in how many days it is needed"),
)
