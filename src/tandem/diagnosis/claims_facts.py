"""What can happen to a claim. Its words stay in the table."""

from __future__ import annotations

from datetime import date

from tandem.basics.text import Text
from tandem.journal.facts import Fact


class ClaimEntered(Fact, frozen=True):
    """One department said something of the other that the data can be asked about."""

    subject = "claim"
    icon = "megaphone"
    sentence = Text(ru="Записано утверждение", en="A claim was entered")

    claim_kind: str
    side: str
    first: date
    last: date
    campaign: str
    seller_id: int | None
    person_id: int


class ClaimAnswered(Fact, frozen=True):
    """The data answered a claim; ``figures`` are the numbers it rests on, as JSON."""

    subject = "claim_answer"
    icon = "scale"
    sentence = Text(ru="Данные ответили на утверждение: {verdict}", en="The data answered a claim: {verdict}")

    claim_id: int
    number: int
    person_id: int
    verdict: str
    data_until: date
    data_position: int
    figures: str


class ClaimWithdrawn(Fact, frozen=True):
    """Who had said it takes it back; it stays readable."""

    subject = "claim"
    icon = "arrow-uturn-left"
    sentence = Text(ru="Утверждение снято", en="The claim was withdrawn")

    person_id: int
