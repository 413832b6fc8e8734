"""What clauses may read of a lead's hand-over. Who the seller is, is no matter of a definition."""

from tandem.agreement.clause_catalogue import ClauseField
from tandem.basics.expression_values import Kind
from tandem.basics.text import Text

ASSIGNED_AT = ClauseField(
    "assigned_at",
    Kind.INSTANT,
    Text(ru="когда лид передан менеджеру", en="when it was given to a seller"),
    state="handover.Assignment.assigned_at",
)
