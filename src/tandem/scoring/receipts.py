"""What the receipt of scoring says: points and chance."""

from __future__ import annotations

from tandem.basics.text import Text
from tandem.intake.models import Lead
from tandem.intake.receipt_words import Details, StepWords


def _scored(lead: Lead, outcome: str, details: Details) -> Text:
    chance = details.get("chance")
    return Text(
        ru=f"{outcome} баллов, шанс купить {chance}\N{NO-BREAK SPACE}%", en=f"{outcome} points, chance to buy {chance}%"
    )


SCORED = StepWords("scored", Text(ru="Скоринг", en="Scored"), tell=_scored)
