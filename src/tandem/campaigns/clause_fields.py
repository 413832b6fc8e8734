"""What promises about launches may speak of."""

from tandem.agreement.clause_catalogue import ClauseField
from tandem.basics.expression_values import Kind
from tandem.basics.text import Text

LAUNCH_FIELDS = (
    ClauseField("campaign", Kind.TEXT, Text(ru="кампания", en="campaign"), table="launches"),
    ClauseField(
        "announced_at", Kind.INSTANT, Text(ru="когда о запуске узнали продажи", en="when sales were told"),
        table="launches",
    ),
    ClauseField(
        "launched_at", Kind.INSTANT, Text(ru="когда запуск увидели клиенты", en="when clients first saw it"),
        table="launches",
    ),
)  # fmt: skip
