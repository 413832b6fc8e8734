"""What rooms above ask of the dialogue of the departments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tandem.agreement.queries import version
from tandem.dialogue.letter_page import turn_of
from tandem.dialogue.models import QualityLetter
from tandem.dialogue.rules import State, receivers, senders
from tandem.people.models import Person
from tandem.people.rules import Role


@dataclass(frozen=True, slots=True)
class Waits:
    """A letter that waits for somebody, or that somebody is silent about."""

    letter: QualityLetter
    state: State
    overdue: bool
    #: Whether it is the reader's turn.
    own: bool


def letters_for(person: Person, now: datetime) -> list[Waits]:
    """Letters that wait for a person, and the silence of the other side: of both heads, and for the owner."""
    role, found = Role(person.role), []
    for letter in QualityLetter.objects.filter(answered_at__isnull=True):
        state, overdue = turn_of(letter, now)
        document = version(letter.version).document
        sends, receives = role in senders(document), role in receivers(document)
        own = sends if state is State.TO_SEND else receives
        if own or (overdue and (sends or receives or role is Role.OWNER)):
            found.append(Waits(letter, state, overdue, own))
    return found
