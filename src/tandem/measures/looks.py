"""Other ways of counting the same report, which rooms above announce in their ``looks.py``.

A room that can count anew, by other definitions, announces an object that fulfils ``Looks``; report pages then offer
its choices in the address, and say what it has to remark on their days.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from tandem.basics.discovery import modules_named
from tandem.basics.periods import Period
from tandem.basics.text import Text
from tandem.measures.store import Reading


@dataclass(frozen=True, slots=True)
class Choice:
    """One way of counting: its value in the address (empty for the usual one), and what it is called."""

    key: str
    title: Text


@dataclass(frozen=True, slots=True)
class Remark:
    """What a reader should know of the days shown, and where to read on."""

    words: Text
    more: Text
    url: str


@runtime_checkable
class Looks(Protocol):
    """What a room announces in ``looks.py``."""

    @property
    def name(self) -> str:
        """The parameter of the address."""
        ...

    def choices(self) -> Sequence[Choice]:
        """The usual way first; none at all where there is nothing to choose from."""
        ...

    def look(self, reading: Reading, key: str) -> Reading:
        """The same store as it looks when counted that way."""
        ...

    def remarks(self, period: Period) -> Sequence[Remark]:
        """What to say of a period on every report page."""
        ...


@functools.cache
def announced() -> tuple[Looks, ...]:
    """All ways of counting that rooms announce."""
    found = [value for module in modules_named("looks") for value in vars(module).values()]
    return tuple(each for each in found if isinstance(each, Looks) and not isinstance(each, type))
