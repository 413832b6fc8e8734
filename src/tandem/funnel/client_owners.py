"""Which department answers for an entry of a client's journey, by the agreement."""

from __future__ import annotations

from tandem.agreement.rules import Agreement
from tandem.funnel.journey_points import points_of
from tandem.intake.facts import LeadCaptured, TouchMade
from tandem.selling.facts import DealHandedOff, HandoffItemTicked, HandoffOpened
from tandem.selling.lead_journey_words import Happened


def owner_of(entry: Happened, agreement: Agreement) -> str:
    """The owner of the stretch that an entry belongs to; its own, where the agreement has no stage for it."""
    points = {point.key: str(point.owner) for point in points_of(agreement, meetings=True)}
    point = _POINT_OF_KIND.get(entry.kind)
    if point == "invoice" and point not in points:
        point = "won"
    return points.get(point, entry.owner) if point else entry.owner


#: Which point of the map an entry belongs to: whoever answers for the point answers for it.
_POINT_OF_KIND = {
    "impressions": "visit", "click": "visit", TouchMade.kind: "visit", LeadCaptured.kind: "lead",
    "call": "contact", "email": "contact", "message": "contact", "meeting": "meeting", "invoice": "invoice",
    HandoffItemTicked.kind: "won", HandoffOpened.kind: "won", DealHandedOff.kind: "won", "payment": "paid",
    "refund": "paid", "shipment": "paid",
}  # fmt: skip
