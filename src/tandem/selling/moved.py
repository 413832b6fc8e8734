"""The fact of a move: from which stage, to which, and whether that is a way back."""

from __future__ import annotations

from tandem.agreement.rules import Agreement
from tandem.selling.facts import LeadMoved
from tandem.selling.models import Deal
from tandem.selling.moving_rules import is_way_back


def moved(deal: Deal, *, came_from: str, agreement: Agreement) -> LeadMoved:
    """The deal as it stands now. ``came_from`` is the stage it left, the same where only its sum or reason changed,
    and empty where it is the first that is known of the lead. ``agreement`` is the version it counts under."""
    return LeadMoved(
        stage=deal.stage,
        amount=deal.amount,
        lost_reason=deal.lost_reason or None,
        dated=deal.dated,
        came_from=came_from,
        back=is_way_back(agreement, came_from, deal.stage),
    )
