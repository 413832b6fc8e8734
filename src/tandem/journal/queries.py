"""Reading the journal: in order for those who follow it, by subject for a time line."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from tandem.journal.facts import BatchRetracted
from tandem.journal.models import FactRow, Head

#: Columns of a followed fact, in the order ``facts_after`` returns them.
FOLLOWED = (
    "position", "kind", "subject", "subject_id", "lead_id", "happened_at", "actor_id", "version",
    "batch_id", "payload",
)  # fmt: skip


def position() -> int:
    """The position of the newest fact; 0 for an empty journal."""
    return Head.objects.filter(id=1).values_list("position", flat=True).first() or 0


def facts_after(after: int, *, limit: int) -> list[tuple[Any, ...]]:
    """Up to ``limit`` facts behind a position, oldest first, as raw rows of ``FOLLOWED``.

    ``happened_at`` comes as UTC text ``YYYY-MM-DD HH:MM:SS[.ffffff]`` from every database.
    """
    return _raw("position > %s ORDER BY position LIMIT %s", [after, limit])


def next_of(kinds: Collection[str], *, after: int, upto: int) -> FactRow | None:
    """The first fact of any of the kinds behind ``after``, up to ``upto``."""
    rows = FactRow.objects.filter(position__gt=after, position__lte=upto, kind__in=sorted(kinds))
    return rows.order_by("position").first()


def facts_of_batch_subjects(
    batch_id: int, *, excluding: Sequence[int], upto: int, after: int = 0, limit: int = 250_000
) -> list[tuple[Any, ...]]:
    """Facts about anything the batch touched, except those of the excluded batches: behind ``after``, up to ``upto``.

    Oldest first and at most ``limit``: ask again behind the last one.
    """
    gone = ", ".join(str(int(batch)) for batch in excluding) or "-1"
    return _raw(
        "position > %s AND position <= %s AND (subject, subject_id) IN "
        "(SELECT subject, subject_id FROM journal_fact WHERE batch_id = %s) "
        f"AND (batch_id IS NULL OR batch_id NOT IN ({gone})) ORDER BY position LIMIT %s",
        [after, upto, batch_id, limit],
    )


def retracted_batches(*, upto: int) -> list[int]:
    """The batches taken back up to a position."""
    rows = FactRow.objects.filter(subject="batch", kind=BatchRetracted.kind, position__lte=upto).order_by()
    return list(rows.values_list("subject_id", flat=True))


def subjects_of_batch(batch_id: int) -> list[tuple[str, int]]:
    """Everything the batch touched, as (subject, subject id)."""
    rows = FactRow.objects.filter(batch_id=batch_id).order_by()
    return list(rows.values_list("subject", "subject_id").distinct())


def touched_by(batch_id: int, subject: str) -> QuerySet[FactRow, int]:
    """Ids of the subjects of one kind that the batch told facts of, for use within another query."""
    return FactRow.objects.filter(batch_id=batch_id, subject=subject).order_by().values_list("subject_id", flat=True)


def of_lead(lead_id: int) -> QuerySet[FactRow]:
    """The facts a lead's time line shows, oldest first by when they happened."""
    return FactRow.objects.filter(lead_id=lead_id).order_by("happened_at", "position")


def _raw(condition: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    # Text, not Python datetimes: the store reads millions of them.
    happened = "(happened_at AT TIME ZONE 'UTC')::text" if connection.vendor == "postgresql" else "happened_at || ''"
    columns = ", ".join(happened if name == "happened_at" else name for name in FOLLOWED)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM journal_fact WHERE {condition}", parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
