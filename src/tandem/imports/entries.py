"""The writer of records that each become one row and one fact: a call, a payment, a line of ad spend."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.db import models

from tandem.imports.writing import Chunk, Incoming, Writer
from tandem.journal.facts import Fact
from tandem.journal.rows import insert_rows, next_ids


@dataclass(slots=True)
class Entry:
    """The row a record becomes, by field name (a foreign key by its id), and the fact that tells of it."""

    values: Mapping[str, Any]
    fact: Fact
    happened_at: datetime
    lead_id: int | None = None


class EntryWriter(Writer):
    """Writes one row a record; a changed record replaces its row as a whole.

    The model has, besides the fields of ``Entry.values``, an ``id`` and a ``batch_id``.
    """

    model: ClassVar[type[models.Model]]

    @abstractmethod
    def entries(self, incoming: Sequence[Incoming], chunk: Chunk) -> list[Entry | None]:
        """The entry of each record, all with the same fields; None for one that is left out, with its problem."""

    def write(self, chunk: Chunk) -> None:
        """Add what is new, replace what differs, and tell of both."""
        both = [*chunk.new, *chunk.changed]
        entries = dict(zip(map(id, both), self.entries(both, chunk), strict=True))
        chunk.new[:] = [each for each in chunk.new if entries[id(each)] is not None]
        chunk.changed[:] = [each for each in chunk.changed if entries[id(each)] is not None]
        self._add([(each, entries[id(each)]) for each in chunk.new], chunk)
        self._replace([(each, entries[id(each)]) for each in chunk.changed], chunk)

    def _add(self, fresh: Sequence[tuple[Incoming, Entry | None]], chunk: Chunk) -> None:
        ids = next_ids(self.model, len(fresh)) if fresh else range(0)
        rows = []
        names: tuple[str, ...] = ()
        for new_id, (incoming, entry) in zip(ids, fresh, strict=True):
            assert entry is not None
            incoming.subject_id = new_id
            names = tuple(entry.values)
            rows.append((new_id, *entry.values.values(), chunk.batch_id))
            chunk.tell(entry.fact, new_id, entry.happened_at, lead_id=entry.lead_id)
        insert_rows(self.model, ("id", *names, "batch_id"), rows)

    def _replace(self, changed: Sequence[tuple[Incoming, Entry | None]], chunk: Chunk) -> None:
        before = self.model._default_manager.in_bulk([incoming.subject_id for incoming, _ in changed])
        for incoming, entry in changed:
            assert entry is not None
            row = before[incoming.subject_id]
            said = {self._attribute(name): value for name, value in entry.values.items()}
            if all(getattr(row, name) == value for name, value in said.items()):
                continue
            self.model._default_manager.filter(pk=row.pk).update(**said)
            chunk.tell(entry.fact, incoming.subject_id, entry.happened_at, lead_id=entry.lead_id)

    def _attribute(self, name: str) -> str:
        field = self.model._meta.get_field(name)
        return f"{name}_id" if isinstance(field, models.ForeignKey) else name
