"""The one way a fact enters the journal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tandem.journal.facts import Happening, encoded
from tandem.journal.followers import followed_kinds
from tandem.journal.models import FactRow, Head
from tandem.journal.rows import ask, insert_rows


class NotInTransaction(RuntimeError):
    """A fact was recorded outside the transaction of the change it tells of."""

    def __init__(self) -> None:
        super().__init__("Record facts inside transaction.atomic(), together with the change they tell of.")


@dataclass(frozen=True, slots=True)
class Recording:
    """Who records, through which door, when, and under which version of the agreement unless a fact says another."""

    at: datetime
    source: str
    actor_id: int | None = None
    batch_id: int | None = None
    version: int = 0


_FIELDS = (
    "position", "kind", "subject", "subject_id", "lead_id", "happened_at", "recorded_at",
    "actor_id", "version", "source", "batch_id", "payload",
)  # fmt: skip


def record(happenings: Sequence[Happening], *, recording: Recording) -> int:
    """Append facts in the given order and return the journal's new position.

    Must run inside the caller's transaction; other writers wait from here until it ends, so record
    last, when the state rows are already written. Raises ``NotInTransaction``.
    """
    if not transaction.get_connection().in_atomic_block:
        raise NotInTransaction
    # Before the head, which waits for what was written so far.
    told = [
        (
            happening.fact.kind,
            happening.fact.subject,
            happening.subject_id,
            happening.lead_id,
            happening.happened_at,
            recording.at,
            recording.actor_id,
            recording.version if happening.version is None else happening.version,
            recording.source,
            recording.batch_id if happening.batch_id is None else happening.batch_id,
            encoded(happening.fact),
        )
        for happening in happenings
    ]
    last = _advance_head(len(told))
    insert_rows(FactRow, _FIELDS, [(position, *row) for position, row in enumerate(told, start=last - len(told) + 1)])
    if not followed_kinds().isdisjoint({happening.fact.kind for happening in happenings}):
        transaction.on_commit(_wake_followers, robust=True)
    return last


def _wake_followers() -> None:
    # A job lives above what it calls.
    from tandem.journal.jobs import follow

    follow.enqueue()


def _advance_head(count: int) -> int:
    table = Head._meta.db_table
    # One statement also for the very first facts, which two writers may record at once.
    ((position,),) = ask(
        f"INSERT INTO {table} (id, position) VALUES (1, %s) "
        f"ON CONFLICT (id) DO UPDATE SET position = {table}.position + excluded.position RETURNING position",
        [count],
    )
    return int(position)
