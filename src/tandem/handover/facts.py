"""What can happen when a lead passes from hand to hand."""

from __future__ import annotations

from tandem.basics.text import Text
from tandem.journal.facts import Fact


class LeadAssigned(Fact, frozen=True):
    """A seller answers for the lead from now on."""

    subject = "lead"
    icon = "user-circle"
    sentence = Text(ru="Назначен менеджер", en="Given to a seller")

    seller_id: int
