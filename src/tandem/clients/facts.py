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


class ClientsMerged(Fact, frozen=True):
    """A client was found to be one already known: whatever names it counts for the older one from now on."""

    subject = "client"
    icon = "arrows-pointing-in"
    sentence = Text(ru="Объединён с клиентом № {into}", en="Merged into client no. {into}")

    into: int
    #: Who decided: ``person``, or ``threshold`` for the rule that people set from their own decisions.
    decided_by: str
    #: How likely the search held it that both are one, from 0 to 1.
    probability: float | None


class ClientSplit(Fact, frozen=True):
    """A merge was undone: the client stands on its own again, with everything that names it."""

    subject = "client"
    icon = "arrows-pointing-out"
    sentence = Text(ru="Снова отдельно от клиента № {from_id}", en="Split from client no. {from_id}")

    from_id: int
