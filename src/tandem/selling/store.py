"""What selling keeps in the fact store: how far each lead came, and the money it brought."""

from tandem.measures.tables import Column, Keep

_MOVED = "lead_moved"


def _milestone(name: str, stage: str) -> tuple[Column, Column]:
    """The first time a lead reached a stage: the instant and the day."""
    at = f"CASE WHEN p.stage = '{stage}' THEN happened_at END"
    return (
        Column("leads", f"{name}_at", "TIMESTAMP", {_MOVED: at}, keep=Keep.FIRST),
        Column("leads", f"{name}_on", "DATE", {_MOVED: f"local_day({at})"}, keep=Keep.FIRST),
    )


COLUMNS = (
    Column("leads", "stage", "VARCHAR", {_MOVED: "p.stage"}, state="selling.Deal.stage"),
    Column("leads", "stage_at", "TIMESTAMP", {_MOVED: "happened_at"}, state="selling.Deal.stage_at"),
    Column("leads", "dated", "BOOLEAN", {_MOVED: "p.dated"}, state="selling.Deal.dated"),
    Column("leads", "amount", "DECIMAL(18,2)", {_MOVED: "p.amount"}, state="selling.Deal.amount"),
    Column("leads", "lost_reason", "VARCHAR", {_MOVED: "p.lost_reason"}, state="selling.Deal.lost_reason"),
    Column("leads", "won_at", "TIMESTAMP", {_MOVED: "CASE WHEN p.stage = 'won' THEN happened_at END"}),
    Column("leads", "won_on", "DATE", {_MOVED: "CASE WHEN p.stage = 'won' THEN local_day(happened_at) END"}),
    Column("leads", "lost_at", "TIMESTAMP", {_MOVED: "CASE WHEN p.stage = 'lost' THEN happened_at END"}),
    Column("leads", "lost_on", "DATE", {_MOVED: "CASE WHEN p.stage = 'lost' THEN local_day(happened_at) END"}),
)
