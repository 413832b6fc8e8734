"""What clauses may read of how a lead is sold to."""

from tandem.agreement.clause_catalogue import ClauseField
from tandem.basics.expression_values import Kind
from tandem.basics.text import Text


def _deal(name: str, kind: Kind, ru: str, en: str) -> ClauseField:
    return ClauseField(name, kind, Text(ru=ru, en=en), state=f"selling.Deal.{name}", says="course")


def _outcome(name: str, kind: Kind, ru: str, en: str, *, column: str | None = None) -> ClauseField:
    return ClauseField(name, kind, Text(ru=ru, en=en), column=column, says="course")


DEAL = (
    _deal("stage", Kind.TEXT, "этап сделки", "stage of the deal"),
    _deal("stage_at", Kind.INSTANT, "когда достигнут этап", "when the stage was reached"),
    _deal("amount", Kind.NUMBER, "сумма сделки", "amount of the deal"),
    _deal("lost_reason", Kind.TEXT, "причина отказа", "reason lost"),
)
OUTCOMES = (
    _outcome("first_contact_at", Kind.INSTANT, "первое касание", "first contact"),
    _outcome("third_contact_at", Kind.INSTANT, "третья попытка связаться", "third attempt to reach the client"),
    _outcome(
        "response_minutes", Kind.NUMBER, "минут до первого касания", "minutes to the first contact",
        column="response_seconds / 60.0",
    ),
    _outcome("contacts", Kind.INTEGER, "сколько всего касаний", "number of contacts"),
    _outcome("processed_on", Kind.DAY, "день начала обработки", "day it was first worked on"),
    _outcome("moved_at", Kind.INSTANT, "когда лид взят в работу", "when it was taken up"),
    _outcome("won_at", Kind.INSTANT, "когда сделка выиграна", "when it was won"),
    _outcome("lost_at", Kind.INSTANT, "когда получен отказ", "when it was lost"),
    _outcome("first_paid_on", Kind.DAY, "день первой оплаты", "day of the first payment"),
    _outcome("paid_amount", Kind.NUMBER, "оплачено", "amount paid"),
    _outcome("sale_number", Kind.INTEGER, "какая по счёту покупка клиента", "which of the client's sales it is"),
)  # fmt: skip
