"""What letters keep in the fact store."""

from tandem.measures.tables import Column, Table

LETTERS = Table("letters", subject="letter", key="letter_id", state="dialogue.QualityLetter")
_WRITTEN, _SENT, _ANSWERED = "letter_written", "letter_sent", "letter_answered"


def _column(name: str, type_: str, kind: str, value: str, state: str = "") -> Column:
    return Column("letters", name, type_, {kind: value}, state=f"dialogue.QualityLetter.{state or name}")


COLUMNS = (
    _column("week", "DATE", _WRITTEN, "p.week"),
    _column("written_at", "TIMESTAMP", _WRITTEN, "happened_at"),
    _column("version", "INTEGER", _WRITTEN, "version"),
    _column("figures", "VARCHAR", _WRITTEN, "p.figures"),
    _column("send_by", "TIMESTAMP", _WRITTEN, "p.send_by"),
    _column("sent_at", "TIMESTAMP", _SENT, "happened_at"),
    _column("sender_id", "BIGINT", _SENT, "p.sender_id", "sent_by"),
    _column("answer_due_at", "TIMESTAMP", _SENT, "p.answer_due_at"),
    _column("mailed_at", "TIMESTAMP", "letter_mailed", "happened_at"),
    _column("answered_at", "TIMESTAMP", _ANSWERED, "happened_at"),
    _column("answerer_id", "BIGINT", _ANSWERED, "p.answered_by", "answered_by"),
    _column("answered_in_time", "BOOLEAN", _ANSWERED, "p.in_time"),
)
