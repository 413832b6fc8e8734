"""What reviews of calls keep in the fact store, beside each call."""

from tandem.measures.tables import Column


def _column(name: str, type_: str, kind: str, value: str, state: str) -> Column:
    return Column("activities", name, type_, {kind: value}, state=f"calls.SampledCall.{state}")


COLUMNS = (
    _column("sampled_at", "TIMESTAMP", "call_sampled", "happened_at", "sampled_at"),
    _column("call_week", "DATE", "call_sampled", "p.week", "week"),
    _column("calls_of_week", "BIGINT", "call_sampled", "p.of", "of"),
    _column("calls_drawn", "BIGINT", "call_sampled", "p.drawn", "drawn"),
    _column("call_reviewed_at", "TIMESTAMP", "call_reviewed", "happened_at", "reviewed_at"),
    _column("call_reviewed_by", "BIGINT", "call_reviewed", "p.reviewer_id", "reviewed_by"),
    _column("script_kept", "BIGINT", "call_reviewed", "p.kept", "kept"),
    _column("script_due", "BIGINT", "call_reviewed", "p.due", "due"),
    _column("script_said", "VARCHAR", "call_reviewed", "p.said", "said"),
)
