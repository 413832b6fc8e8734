"""What the hand-over keeps in the fact store: who answers for each lead, and which came back."""

from tandem.measures.tables import Column, Table

COLUMNS = (
    Column("leads", "seller_id", "BIGINT", {"lead_assigned": "p.seller_id"}, state="handover.Assignment.seller"),
    Column(
        "leads", "assigned_at", "TIMESTAMP", {"lead_assigned": "happened_at"}, state="handover.Assignment.assigned_at"
    ),
)

RETURNS = Table("returns", subject="return", key="return_id", state="handover.LeadReturn")

_RETURN = "handover.LeadReturn"

RETURN_COLUMNS = (
    Column("returns", "lead_id", "BIGINT", {"lead_returned": "lead_id"}, state=f"{_RETURN}.lead"),
    Column("returns", "own_client_id", "BIGINT", {"lead_returned": "p.client_id"}),
    Column("returns", "seller_id", "BIGINT", {"lead_returned": "p.seller_id"}, state=f"{_RETURN}.seller"),
    Column("returns", "reason", "VARCHAR", {"lead_returned": "p.reason"}, state=f"{_RETURN}.reason"),
    Column("returns", "commented", "BOOLEAN", {"lead_returned": "p.commented"}),
    Column("returns", "returned_at", "TIMESTAMP", {"lead_returned": "happened_at"}, state=f"{_RETURN}.returned_at"),
    Column("returns", "answered_at", "TIMESTAMP", {"return_answered": "happened_at"}, state=f"{_RETURN}.answered_at"),
    Column("returns", "accepted", "BOOLEAN", {"return_answered": "p.accepted"}, state=f"{_RETURN}.accepted"),
)
