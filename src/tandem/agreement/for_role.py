"""What the agreement means for one role, computed from the document."""

from __future__ import annotations

from dataclasses import dataclass

from tandem.agreement.document import (
    Card,
    ContactRule,
    Decision,
    Document,
    Exchange,
    Promise,
    Situation,
    Stage,
)
from tandem.people.rules import Role


@dataclass(frozen=True, slots=True)
class Duties:
    """My part of the agreement."""

    role: Role
    side: str
    stages: tuple[Stage, ...]
    #: What my department promises, and what it is promised.
    mine: tuple[Promise, ...]
    theirs: tuple[Promise, ...]
    cards: tuple[Card, ...]
    situations: tuple[Situation, ...]
    gives: tuple[Exchange, ...]
    gets: tuple[Exchange, ...]
    decides: tuple[Decision, ...]
    told: tuple[Decision, ...]
    asks: tuple[ContactRule, ...]
    asked: tuple[ContactRule, ...]

    @property
    def nothing(self) -> bool:
        """Whether the agreement says nothing of the role."""
        return not any((
            self.stages, self.mine, self.theirs, self.cards, self.situations, self.gives, self.gets, self.decides,
            self.told, self.asks, self.asked,
        ))  # fmt: skip


def duties_of(document: Document, role: Role, *, username: str = "") -> Duties:
    """What the document asks of a role; with a user name the card of that person comes before the role's."""
    side = str(role.department or "")
    own = tuple(card for card in document.cards if card.person and card.person == username)
    return Duties(
        role=role,
        side=side,
        stages=tuple(each for each in document.stages if side and each.owner == side),
        mine=tuple(each for each in document.promises if side and each.side == side),
        theirs=tuple(each for each in document.promises if side and each.side not in ("", side)),
        cards=own or tuple(card for card in document.cards if card.role == role and not card.person),
        situations=tuple(each for each in document.situations if each.who == role),
        gives=tuple(each for each in document.exchanges if each.sender == role),
        gets=tuple(each for each in document.exchanges if each.receiver == role),
        decides=tuple(each for each in document.decisions if each.decides == role),
        told=tuple(each for each in document.decisions if role in each.tell or role in each.clear_with),
        asks=tuple(each for each in document.contacts if each.who == role),
        asked=tuple(each for each in document.contacts if each.whom == role),
    )
