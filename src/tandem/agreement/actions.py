"""Everything that can be done to the agreement; each verb is one transaction with its fact."""

from __future__ import annotations

from tandem.agreement.acknowledging import acknowledge
from tandem.agreement.closing import close_month
from tandem.agreement.drafting import open_draft, propose, take_over, withdraw_draft
from tandem.agreement.drafting_items import add_item, change_item, move_item, remove_item
from tandem.agreement.signing import sign

__all__ = [
    "acknowledge",
    "add_item",
    "change_item",
    "close_month",
    "move_item",
    "open_draft",
    "propose",
    "remove_item",
    "sign",
    "take_over",
    "withdraw_draft",
]
