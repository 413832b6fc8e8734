"""What can happen while a lead is being sold to."""

from __future__ import annotations

from decimal import Decimal

from tandem.basics.text import Text
from tandem.journal.facts import Fact


class LeadMoved(Fact):
    """The lead reached another stage, or its amount or reason was set there."""

    subject = "lead"
    icon = "arrow-right-circle"
    sentence = Text(ru="Этап: {stage}", en="Stage: {stage}")

    stage: str
    amount: Decimal | None
    lost_reason: str | None
    dated: bool
