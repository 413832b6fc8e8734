"""What clauses may read of how good a lead is: what is known of it. What follows from that, they decide."""

import re
from dataclasses import replace

from tandem.agreement.clause_catalogue import AgreedFields, ClauseField
from tandem.agreement.document import Question
from tandem.agreement.questions import KIND_OF, field_of
from tandem.basics.expression_values import Kind
from tandem.basics.text import Text

#: A name that may stand within a path into the answers.
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}", re.ASCII)
#: What lies in the answers under a name, as the kind it should be; anything of another kind is NULL, as in Python.
_WITHIN = {
    Kind.FLAG: "CASE WHEN json_type({said}, '{path}') = 'BOOLEAN' "
    "THEN json_extract_string({said}, '{path}') = 'true' END",
    Kind.TEXT: "CASE WHEN json_type({said}, '{path}') = 'VARCHAR' THEN json_extract_string({said}, '{path}') END",
    Kind.NUMBER: "CASE WHEN json_type({said}, '{path}') IN ('BIGINT', 'UBIGINT', 'DOUBLE') "
    "THEN TRY_CAST(json_extract_string({said}, '{path}') AS DOUBLE) END",
    Kind.INTEGER: "CASE WHEN json_type({said}, '{path}') IN ('BIGINT', 'UBIGINT') "
    "THEN TRY_CAST(json_extract_string({said}, '{path}') AS BIGINT) END",
}


def _known(name: str, kind: Kind, ru: str, en: str) -> ClauseField:
    return ClauseField(
        name, kind, Text(ru=ru, en=en), state=f"qualification.Answers.{name}", is_answered=name != "quality"
    )


def own_fields(question: Question) -> tuple[ClauseField, ...]:
    """The attribute of the company's own that a question answers; none of one that is unfinished."""
    name = field_of(question)
    if not _NAME.fullmatch(name):
        return ()
    kind = KIND_OF[question.kind]
    words = question.title or name
    return (
        ClauseField(
            name,
            kind,
            Text(ru=words, en=words),
            state="qualification.Answers.said",
            column=_WITHIN[kind].format(said="said", path=f"$.{name}"),
            within=name,
            is_answered=True,
            titles=tuple((each.key, each.title) for each in question.options if each.title)
            if question.kind == "choice"
            else (),
        ),
    )


OWN = AgreedFields("questions", own_fields)


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
