"""What a review looks at: the questions the agreement asks of the lead, and that the call ends with a next step."""

from __future__ import annotations

from dataclasses import dataclass

from tandem.basics.text import Text
from tandem.calls.rules import FEWEST, MOST
from tandem.intake.models import Lead
from tandem.qualification.asking import asking_of


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to listen for. ``hint``: how the agreement wants it asked."""

    key: str
    title: Text
    hint: str = ""


NEXT_STEP = Check("next-step", Text(ru="Договорились о следующем шаге и дне", en="A next step and its day were agreed"))


def checks_of(lead: Lead) -> tuple[Check, ...]:
    """The checks of a call about a lead, three to five; empty where the agreement asks too little for a review."""
    questions = asking_of(lead).questions[: MOST - 1]
    asked = (
        Check(f"ask-{each.key}", Text(ru=each.title or each.key, en=each.title or each.key), each.hint)
        for each in questions
    )
    found = (*asked, NEXT_STEP)
    return found if len(found) >= FEWEST else ()
