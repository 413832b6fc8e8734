"""Reading the journal: in order for those who follow it, by subject for a time line."""

from __future__ import annotations

from collections.abc import Collection, Generator, Sequence
from typing import Any

import pyarrow as pa
from django.db import connection
from django.db.models import QuerySet

from tandem.journal import reading
from tandem.journal.facts import BatchRetracted
from tandem.journal.followed import FOLLOWED, columns_sql
from tandem.journal.models import FactRow, Head
from tandem.journal.prepared import prepared
from tandem.journal.together import Later

__all__ = [
    "FOLLOWED", "facts_after", "facts_in_steps", "facts_of_batch_subjects", "facts_table", "next_of",
    "of_lead", "position", "position_later", "retracted_among", "retracted_batches", "subjects_of_batch",
    "told_of_lead",
]  # fmt: skip


def position() -> int:
    """The position of the newest fact; 0 for an empty journal."""
    return position_later()()


def position_later() -> Later[int]:
    """The same, asked along with what is asked next."""
    found = _position.later()
    return lambda: next(iter(found()), 0)


@prepared
def _position() -> QuerySet[Head, int]:
    return Head.objects.filter(id=1).values_list("position", flat=True)


def facts_after(after: int, *, limit: int) -> list[tuple[Any, ...]]:
    """Up to ``limit`` facts behind a position, oldest first, as raw rows of ``FOLLOWED``.

    ``happened_at`` and ``recorded_at`` come as UTC text ``YYYY-MM-DD HH:MM:SS[.ffffff]`` from every database.
    """
    return _raw("position > %s ORDER BY position LIMIT %s", [after, limit])


def next_of(kinds: Collection[str], *, after: int, upto: int, of_imports: bool = True) -> FactRow | None:
    """The first fact of any of the kinds behind ``after``, up to ``upto``; without ``of_imports`` of no import."""
    rows = FactRow.objects.filter(position__gt=after, position__lte=upto, kind__in=sorted(kinds))
    if not of_imports:
        rows = rows.filter(batch_id=None)
    return rows.order_by("position").first()


def facts_in_steps(after: int, upto: int, *, step: int) -> Generator[pa.Table]:
    """The facts behind a position and up to another, oldest first, in Arrow tables of about ``step`` facts.

    For many facts: read aside, without a Python object for any. Columns and values are those of ``facts_after``.
    """
    return reading.steps(after, upto, step=step)


def facts_table(rows: Sequence[tuple[Any, ...]]) -> pa.Table:
    """Raw rows of ``FOLLOWED`` as an Arrow table."""
    return reading.facts_table(rows)


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


def retracted_among(batch_ids: Collection[int]) -> set[int]:
    """Those of the batches that were taken back: asked by subject, however long the journal is."""
    if not batch_ids:
        return set()
    return set(_retracted_among(batch_ids))


@prepared
def _retracted_among(batch_ids: Collection[int]) -> QuerySet[FactRow, int]:
    rows = FactRow.objects.filter(subject="batch", subject_id__in=batch_ids, kind=BatchRetracted.kind)
    return rows.order_by().values_list("subject_id", flat=True)


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


#: The same facts at once, as a list.
told_of_lead = prepared(of_lead)


def _raw(condition: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns_sql(connection.vendor)} FROM journal_fact WHERE {condition}", parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
