"""What was corrected after it had first been told: a note that stands wherever figures of it are shown.

A room that keeps what was said first announces, in its ``corrections.py``, an object that fulfils ``Corrections``.
Pages and reports ask by the table of the store that their figures are read from: the note is the same everywhere.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Protocol, runtime_checkable

from tandem.basics.discovery import modules_named
from tandem.basics.periods import Period
from tandem.basics.text import Text
from tandem.measures.catalogue import leaves
from tandem.measures.store import Reading


@runtime_checkable
class Corrections(Protocol):
    """What a room announces in ``corrections.py``."""

    @property
    def table(self) -> str:
        """The table of the store whose rows it speaks of."""
        ...

    def said_of(self, period: Period, reading: Reading) -> Text | None:
        """What was corrected of the days; None when nothing was."""
        ...


def corrected(tables: Iterable[str], period: Period, reading: Reading) -> tuple[Text, ...]:
    """The notes on figures read from ``tables``."""
    wanted = set(tables)
    notes = (each.said_of(period, reading) for each in _announced() if each.table in wanted)
    return tuple(note for note in notes if note)


def tables_of(measures: Iterable[str]) -> set[str]:
    """The tables that measures are counted from."""
    return {leaf.table for leaf in leaves(tuple(measures)).values()}


@functools.cache
def _announced() -> tuple[Corrections, ...]:
    found = [value for module in modules_named("corrections") for value in vars(module).values()]
    return tuple(each for each in found if isinstance(each, Corrections) and not isinstance(each, type))
