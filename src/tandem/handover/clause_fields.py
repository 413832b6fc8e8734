"""What clauses may read of a lead's hand-over. Who the seller is, is no matter of a definition."""

from tandem.agreement.clause_catalogue import ClauseField
from tandem.basics.expression_values import Kind
from tandem.basics.text import Text

ASSIGNED_AT = ClauseField(
    "assigned_at",
    Kind.INSTANT,
    Text(ru="когда лид передан менеджеру", en="when it was given to a seller"),
    state="handover.Assignment.assigned_at",
    says="course",
)

RETURN_FIELDS = (
    ClauseField("reason", Kind.TEXT, Text(ru="причина возврата", en="reason of the return"), table="returns"),
    ClauseField("commented", Kind.FLAG, Text(ru="возврат пояснён", en="the return is explained"), table="returns"),
    ClauseField("returned_at", Kind.INSTANT, Text(ru="когда лид вернули", en="when it came back"), table="returns"),
    ClauseField(
        "answered_at", Kind.INSTANT, Text(ru="когда маркетинг ответил", en="when marketing answered"), table="returns"
    ),
    ClauseField(
        "accepted", Kind.FLAG, Text(ru="маркетинг согласен с возвратом", en="marketing agrees that it came back"),
        table="returns",
    ),
)  # fmt: skip
