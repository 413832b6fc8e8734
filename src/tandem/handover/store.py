"""What the hand-over keeps in the fact store: who answers for each lead."""

from tandem.measures.tables import Column

COLUMNS = (
    Column("leads", "seller_id", "BIGINT", {"lead_assigned": "p.seller_id"}, state="handover.Assignment.seller"),
    Column(
        "leads", "assigned_at", "TIMESTAMP", {"lead_assigned": "happened_at"}, state="handover.Assignment.assigned_at"
    ),
)
