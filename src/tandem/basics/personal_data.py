"""What each room says of the personal data it keeps, so that all of it can be given out and forgotten.

A room announces it in ``<room>/personal.py`` as module-level objects, or tuples of them, of the kinds below; a test
fails while a text column of any table is in none of them. What lies outside of tables, or is found only by what it
says, a room looks after by a ``Keeper``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from tandem.basics.text import Text


@dataclass(frozen=True, slots=True)
class AboutClient:
    """A table whose rows are about a client, and what becomes of its columns when the client is forgotten.

    ``model`` is ``app.Model``. ``client`` is the path of the query from a row to the id of its client, such as
    ``lead__client``; with ``by_lead`` it leads to the id of the client's lead instead, for tables that only know that.
    Columns of text stand in ``blanked``, emptied by forgetting, or in ``kept``, which names nobody and stays for the
    figures. ``removed``: the rows go as a whole, for nothing is counted by them.
    """

    model: str
    title: Text
    client: str
    blanked: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    removed: bool = False
    by_lead: bool = False


@dataclass(frozen=True, slots=True)
class NotAboutClients:
    """Text columns that hold nothing of clients: about the company, its employees, or words of the machine."""

    model: str
    columns: tuple[str, ...]
    #: In English, for whoever reads the code.
    why: str


@dataclass(frozen=True, slots=True)
class LookedAfter:
    """Text columns that may name any client; the ``Keeper`` of the room finds and empties them."""

    model: str
    columns: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Identity:
    """What one client is known by, as it stood before the client was forgotten."""

    client_id: int
    name: str
    #: (``phone``, ``email`` or ``inn``; value).
    points: tuple[tuple[str, str], ...]
    #: (system, key) of the client in other systems.
    keys: tuple[tuple[str, str], ...]
    #: The imports that brought the client, its leads and what hangs on them.
    batch_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Remains:
    """Something a keeper cannot forget at once: what, and until when."""

    what: Text


class Keeper(ABC):
    """Looks after personal data that no row of a client's own holds."""

    @abstractmethod
    def forget(self, people: Sequence[Identity], *, now: datetime) -> None:
        """Empty everything that names them, inside the caller's transaction, before the tables are blanked.

        May be asked again for the same people; files go only once the transaction has ended.
        """

    def mentions(self, identity: Identity) -> list[tuple[Text, str]]:
        """What this keeper holds of a client, for the client's own copy: (where, what is written there)."""
        return []

    def remains(self) -> Collection[Remains]:
        """What stays after forgetting, in honest words for the page."""
        return ()


def forgotten_key(client_id: int) -> str:
    """The key under which every other system's records of a forgotten client are known from then on."""
    return f"~{client_id}"


type Declaration = AboutClient | NotAboutClients | LookedAfter
