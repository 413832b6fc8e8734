"""What claims and their answers keep in the fact store."""

from tandem.measures.tables import Column, Table

_CLAIM, _ANSWER = "diagnosis.Claim", "diagnosis.ClaimAnswer"

CLAIMS = Table("claims", subject="claim", key="claim_id", state=_CLAIM)
CLAIM_ANSWERS = Table("claim_answers", subject="claim_answer", key="claim_answer_id", state=_ANSWER)


def _claim(name: str, type_: str, kind: str, value: str, state: str = "") -> Column:
    return Column("claims", name, type_, {kind: value}, state=f"{_CLAIM}.{state or name}")


def _answer(name: str, type_: str, value: str, state: str = "") -> Column:
    return Column("claim_answers", name, type_, {"claim_answered": value}, state=f"{_ANSWER}.{state or name}")


CLAIM_COLUMNS = (
    _claim("claim_kind", "VARCHAR", "claim_entered", "p.claim_kind", "kind"),
    _claim("side", "VARCHAR", "claim_entered", "p.side"),
    _claim("first_day", "DATE", "claim_entered", "p.first", "first"),
    _claim("last_day", "DATE", "claim_entered", "p.last", "last"),
    _claim("campaign", "VARCHAR", "claim_entered", "p.campaign"),
    _claim("seller_id", "BIGINT", "claim_entered", "p.seller_id", "seller"),
    _claim("entered_at", "TIMESTAMP", "claim_entered", "happened_at"),
    _claim("person_id", "BIGINT", "claim_entered", "p.person_id", "entered_by"),
    _claim("withdrawn_at", "TIMESTAMP", "claim_withdrawn", "happened_at"),
)

CLAIM_ANSWER_COLUMNS = (
    _answer("claim_id", "BIGINT", "p.claim_id", "claim"),
    _answer("number", "INTEGER", "p.number"),
    _answer("answered_at", "TIMESTAMP", "happened_at"),
    _answer("person_id", "BIGINT", "p.person_id", "asked_by"),
    _answer("verdict", "VARCHAR", "p.verdict"),
    _answer("data_until", "DATE", "p.data_until"),
    _answer("data_position", "BIGINT", "p.data_position"),
    _answer("figures", "VARCHAR", "p.figures"),
)
