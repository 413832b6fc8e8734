"""What a fact is: the base class of every kind, and the catalogue of kinds found at start."""

from __future__ import annotations

import functools
import re
from datetime import datetime
from typing import Any, ClassVar, NamedTuple

import msgspec

from tandem.basics.discovery import modules_named
from tandem.basics.text import Text


class UnknownFactKind(LookupError):
    """The journal holds a kind that no room declares: a room was removed or renamed."""


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened. Subclass it in a room's ``facts.py`` to announce a new kind.

    The fields of the subclass are the payload: small, and never personal data, which stays in the
    state tables. A fact therefore needs no forgetting; what a kind would have to forget is kept
    beside the person it belongs to.
    """

    #: The name in the journal; derived from the class name: ``LeadCaptured`` → ``lead_captured``.
    kind: ClassVar[str]
    #: What it is about: ``lead``, ``client``, ``payment`` …; the key space of ``subject_id``.
    subject: ClassVar[str]
    #: A heroicon that stands for it on a time line.
    icon: ClassVar[str] = "information-circle"
    #: What a person reads, with ``{placeholders}`` for payload fields.
    sentence: ClassVar[Text]

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.kind = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    def told(self) -> Text:
        """The sentence with its payload filled in; absent values read as a dash."""
        values = {name: "—" if (value := getattr(self, name)) is None else value for name in self.__struct_fields__}
        return self.sentence.format(**values)


class Happening(NamedTuple):
    """A fact on its way into the journal: what, about whom, and when it really happened."""

    fact: Fact
    subject_id: int
    happened_at: datetime
    #: The lead whose time line shows it; the subject itself for facts about a lead.
    lead_id: int | None = None
    #: The version of the agreement it is counted under; None for the recording's.
    version: int | None = None
    #: The import with which it disappears; None for the recording's.
    batch_id: int | None = None


class BatchRetracted(Fact, frozen=True):
    """A whole import was taken back: every fact of the batch no longer counts.

    The facts stay where they are; whoever folds the journal leaves out the facts of retracted
    batches, here and in every later rebuild.
    """

    subject = "batch"
    icon = "arrow-uturn-left"
    sentence = Text(ru="Импорт отменён: {title}", en="Import undone: {title}")

    title: str


@functools.cache
def kinds() -> dict[str, type[Fact]]:
    """Every kind of fact that some room declares, by name."""
    found: dict[str, type[Fact]] = {}
    for module in modules_named("facts"):
        for value in vars(module).values():
            # A name with an underscore is what several kinds share, not a kind.
            if isinstance(value, type) and issubclass(value, Fact) and value is not Fact and value.__name__[0] != "_":
                found[value.kind] = value
    return found


def kind_named(name: str) -> type[Fact]:
    """The class of a kind, or ``UnknownFactKind``."""
    try:
        return kinds()[name]
    except KeyError:
        raise UnknownFactKind(f"No room declares the fact kind {name!r}.") from None


def encoded(fact: Fact) -> str:
    """The payload as it is kept: JSON with every field present."""
    return msgspec.json.encode(fact).decode()


def decoded(kind: str, payload: str) -> Fact:
    """The payload read back as its declared kind."""
    return msgspec.json.decode(payload, type=kind_named(kind))
