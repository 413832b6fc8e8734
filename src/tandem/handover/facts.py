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


class LeadReturned(Fact, frozen=True):
    """Sales gave the lead back to marketing, for a reason of the agreement; the comment stays with the return."""

    subject = "return"
    icon = "arrow-uturn-left"
    sentence = Text(ru="Возвращён маркетингу: {reason}", en="Returned to marketing: {reason}")

    client_id: int
    seller_id: int | None
    reason: str
    commented: bool


class ReturnAnswered(Fact, frozen=True):
    """Marketing answered a return: it was right to come back, or it goes to sales again."""

    subject = "return"
    icon = "chat-bubble-left-right"
    sentence = Text(ru="Маркетинг ответил на возврат", en="Marketing answered the return")

    accepted: bool
