"""What can happen to a client."""

from __future__ import annotations

from tandem.basics.text import Text
from tandem.journal.facts import Fact


class ClientRegistered(Fact, frozen=True):
    """A client was met for the first time."""

    subject = "client"
    icon = "user-plus"
    sentence = Text(ru="Новый клиент", en="New client")

    client_kind: str
