"""What a room must offer to take records in, and what the import gives it to do so.

A room announces a ``Writer`` for each of its record kinds in ``<room>/importing.py``.
"""

from __future__ import annotations

import functools
import inspect
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from time import perf_counter
from typing import Any, ClassVar, NamedTuple
from zoneinfo import ZoneInfo

from tandem.basics.discovery import modules_named
from tandem.basics.text import Text
from tandem.imports.models import KnownRecord
from tandem.imports.shapes import Problem, RecordKind
from tandem.journal.actions import Recording
from tandem.journal.facts import Fact, Happening
from tandem.journal.rows import insert_rows


@dataclass(slots=True)
class Incoming:
    """One record on its way in."""

    line: int
    key: str
    digest: str
    values: dict[str, Any]
    #: What it became here: set by the engine for a known record, by the writer for a new one.
    subject_id: int = 0
    #: What further rows of the same key say, for writers whose records may recur.
    more: list[dict[str, Any]] = field(default_factory=list)
    #: The second or later row with exactly this content (only for rows without an id).
    repeated: bool = False
    #: When a door received it; None for a row of a file, which tells by itself when things happened.
    received_at: datetime | None = None
    #: What the company calls the source whose door it came through; empty for a row of a file.
    door: str = ""

    def text(self, name: str) -> str:
        """A text value, empty when absent."""
        return self.values.get(name) or ""


class Receipt(NamedTuple):
    """What one step did to one record: which step, when by the process's counter, and what came of it."""

    step: str
    at: float
    outcome: str
    details: Mapping[str, str | int | None]


@dataclass(slots=True)
class Chunk:
    """The records of one kind in one transaction, and what their writer needs."""

    kind: str
    system: str
    recording: Recording
    zone: ZoneInfo
    currency: str
    new: list[Incoming]
    changed: list[Incoming]
    happenings: list[Happening] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    #: What the steps did to each record, by its line; None where nobody asks.
    receipts: dict[int, list[Receipt]] | None = None

    @property
    def batch_id(self) -> int | None:
        """The import these records belong to; None when they came in one by one, by another door."""
        return self.recording.batch_id

    def note(self, incoming: Incoming, step: str, outcome: str, **details: str | int | None) -> None:
        """Leave a receipt of what a step did to a record; imports keep none. Never personal data."""
        if self.receipts is not None:
            self.receipts.setdefault(incoming.line, []).append(Receipt(step, perf_counter(), outcome, details))

    def tell(
        self,
        fact: Fact,
        subject_id: int,
        happened_at: datetime,
        *,
        lead_id: int | None = None,
        version: int | None = None,
    ) -> None:
        """Put a fact on its way into the journal, in this chunk's transaction.

        ``version`` is the version of the agreement it is counted under; None for the import's own.
        """
        self.happenings.append(Happening(fact, subject_id, happened_at, lead_id, version))

    def warn(self, incoming: Incoming, code: str, message: Text, *, field: str | None = None) -> None:
        """Note something the reader of the report should look at; the record is taken in all the same."""
        self.problems.append(Problem(incoming.line, None, field, code, message, "", "warning"))

    def midday(self, day: date) -> datetime:
        """The instant that stands for a day without a time: its noon in the company's zone."""
        return datetime.combine(day, time(12), self.zone)

    def subjects(self, kind: str, keys: Iterable[str | None]) -> dict[str, int]:
        """What this system's keys of a kind became here; unknown keys are left out."""
        return known_subjects(kind, self.system, {key for key in keys if key})

    def remember(self, kind: str, found: Mapping[str, int]) -> None:
        """Let this system's keys stand for subjects from now on, without content of their own yet."""
        own = {each.key for each in self.new} if kind == self.kind else set()
        insert_rows(
            KnownRecord,
            ("kind", "system", "key", "subject_id", "digest", "batch_id"),
            [(kind, self.system, key, subject, "", self.batch_id) for key, subject in found.items() if key not in own],
        )


class Writer(ABC):
    """Takes the records of one kind into the state tables and tells the facts."""

    #: The record kind, as the recipe names it.
    kind: ClassVar[str]
    #: The fields that together are the record's key in its system; when one is absent, its content is.
    key_fields: ClassVar[tuple[str, ...]] = ("id",)
    #: Whether one import may bring the same key several times, each time adding what it knows.
    may_recur: ClassVar[bool] = False

    def is_void(self, incoming: Incoming) -> bool:
        """Whether a repeated row without an id says nothing at all (all its numbers are zero) and may be dropped."""
        return False

    @abstractmethod
    def write(self, chunk: Chunk) -> None:
        """Write new and changed records; set ``subject_id`` of the new ones; tell facts through the chunk."""


class Guard(ABC):
    """Looks at records before anything is made of them: a room announces it in ``import_guards.py``."""

    @abstractmethod
    def check(self, incoming: Sequence[Incoming], kind: RecordKind, chunk: Chunk) -> None:
        """Change what may not come in as it is, and warn of it. Runs in the chunk's transaction.

        A record's digest stays that of its row, so the same row again is known as the same.
        """


class Settling(ABC):
    """What a room sets right once a whole import came in or was taken back: a room announces it in ``settling.py``.

    Records may come in any order of files, so what one of them waits for may stand in a later import.
    """

    @abstractmethod
    def settle(self, *, recording: Recording, zone: ZoneInfo, currency: str) -> None:
        """Look again at what waits for anything that the import ``recording.batch_id`` brought.

        Must be safe to repeat: an import that was killed half-way settles again when it is resumed.
        """

    @abstractmethod
    def let_go(self, *, gone: str, recording: Recording, zone: ZoneInfo, currency: str) -> Callable[[], None]:
        """Detach what stays from what an undo removes, inside its transaction.

        ``gone`` is a table of (subject, subject_id). Returns what is to be done when those rows are gone.
        """


def known_subjects(kind: str, system: str, keys: Iterable[str]) -> dict[str, int]:
    """Key → subject id of the records of a kind that a system's keys are known by."""
    wanted = list(keys)
    if not wanted:
        return {}
    rows = KnownRecord.objects.filter(kind=kind, system=system, key__in=wanted)
    return dict(rows.values_list("key", "subject_id"))


@functools.cache
def settlings() -> tuple[Settling, ...]:
    """What every room sets right after an import, found at start."""
    return tuple(
        value()
        for module in modules_named("settling")
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Settling) and value.__module__ == module.__name__
    )


@functools.cache
def guards() -> tuple[Guard, ...]:
    """What every room looks out for, found at start."""
    return tuple(
        value()
        for module in modules_named("import_guards")
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Guard) and value.__module__ == module.__name__
    )


@functools.cache
def writers() -> dict[str, Writer]:
    """The writer of each record kind, found at start."""
    found: dict[str, Writer] = {}
    for module in modules_named("importing"):
        for value in vars(module).values():
            own = isinstance(value, type) and value.__module__ == module.__name__
            if own and issubclass(value, Writer) and not inspect.isabstract(value):
                found[value.kind] = value()
    return found
