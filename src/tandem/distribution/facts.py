"""What comes by itself in the life of a client."""

from __future__ import annotations

from tandem.basics.text import Text
from tandem.journal.facts import Fact


class CareCame(Fact, frozen=True):
    """A step of the life cycle is due, and became the next step of whoever has the client."""

    subject = "lead"
    icon = "arrow-path"
    sentence = Text(ru="Подошло время: {title}", en="It is time: {title}")

    care: str
    title: str
    #: How often it has come to this lead.
    times: int
