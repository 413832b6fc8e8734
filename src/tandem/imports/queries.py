"""Answers for the pages of imports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, QuerySet, Sum

from tandem.basics.text import Text
from tandem.imports.models import Import, ImportFile, ImportProblem, KnownRecord, Status
from tandem.imports.shelf import record_kinds
from tandem.imports.taking import AGAIN
from tandem.journal.models import FactRow

#: Examples shown of each reason.
EXAMPLES = 3
#: Wordings of one reason that stand in lines of their own: which values a map lacks, but not each of a thousand sums.
WORDINGS = 12
#: A run tells how far it is every second or so; silent for longer, its process is probably gone.
SILENCE = timedelta(seconds=90)


@dataclass(frozen=True, slots=True)
class Totals:
    """What became of the rows and records of an import so far."""

    rows: int
    rejected: int
    warnings: int
    new: int
    changed: int
    same: int
    repeated: int


@dataclass(frozen=True, slots=True)
class Example:
    """One row with a problem. ``excerpt`` is personal data."""

    line: int
    excerpt: str


@dataclass(frozen=True, slots=True)
class Reason:
    """The same problem in the same column of one file: how often, and the first few rows.

    ``column`` is the file's own name, or the field's where no single column is meant.
    """

    file: str
    column: str | Text
    message: Text
    rejected: bool
    count: int
    examples: Sequence[Example]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is: ``part`` from 0 to 1 by bytes of all its files. ``silent``: nobody seems to work on it."""

    part: float
    rows: int
    file: str
    silent: bool


def listed() -> QuerySet[Import]:
    """All imports, newest first, with the sums of their files as ``rows`` and ``rejected``."""
    return (
        Import.objects.select_related("started_by")
        .annotate(rows=Sum("files__rows_read", default=0), rejected=Sum("files__rows_rejected", default=0))
        .order_by("-id")
    )


def totals(run: Import) -> Totals:
    """The sums over all files of an import."""
    found = run.files.aggregate(
        rows=Sum("rows_read", default=0),
        rejected=Sum("rows_rejected", default=0),
        warnings=Sum("warnings", default=0),
        new=Sum("records_new", default=0),
        changed=Sum("records_changed", default=0),
        same=Sum("records_same", default=0),
        repeated=Sum("records_repeated", default=0),
    )
    return Totals(**found)


def reasons(run: Import) -> list[Reason]:
    """Problems of an import by reason, rejected rows first, then the most frequent."""
    groups = (
        ImportProblem.objects.filter(file__run=run)
        .order_by()
        .values("file_id", "severity", "code", "column", "field")
        .annotate(count=Count("id"), first=Min("id"), wordings=Count("message_ru", distinct=True))
    )
    names, titles = dict(run.files.values_list("pk", "name")), _titles()
    found = []
    for group in sorted(
        _by_wording(groups), key=lambda each: (each["severity"] != "rejected", -each["count"], each["first"])
    ):
        first = list(_same(group).order_by("line")[:EXAMPLES])
        found.append(
            Reason(
                file=names[group["file_id"]],
                column=group["column"] or titles.get(group["field"], group["field"]),
                message=Text(ru=first[0].message_ru, en=first[0].message_en),
                rejected=group["severity"] == "rejected",
                count=group["count"],
                examples=[Example(each.line, each.excerpt) for each in first],
            )
        )
    return found


def _by_wording(groups: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for group in groups:
        if 1 < group["wordings"] <= WORDINGS:
            worded = _same(group).order_by().values("message_ru").annotate(count=Count("id"), first=Min("id"))
            yield from ({**group, **each} for each in worded)
        else:
            yield group


def _same(group: Mapping[str, Any]) -> QuerySet[ImportProblem]:
    keys = ("file_id", "severity", "code", "column", "field", "message_ru")
    return ImportProblem.objects.filter(**{key: group[key] for key in keys if key in group})


def _titles() -> dict[str, Text]:
    """What people call a field."""
    return {field.name: field.title for kind in record_kinds().values() for field in kind.fields}


def progress(run: Import, *, now: datetime) -> Progress:
    """How far a waiting or running import is at ``now``."""
    files = list(run.files.all())
    size = sum(file.size for file in files) or 1
    current = next((file for file in files if not file.finished), None)
    return Progress(
        part=sum(file.size * (1.0 if file.finished else file.part_read) for file in files) / size,
        rows=sum(file.rows_read for file in files),
        file=current.name if current else "",
        silent=now - (run.heard_at or run.started_at) > SILENCE,
    )


def seen_by_others(run: Import) -> tuple[int, list[int]]:
    """How many records of an import another import, not undone, brought unchanged; and the newest such imports."""
    standing = Import.objects.exclude(status=Status.UNDONE).exclude(pk=run.pk)
    seen = KnownRecord.objects.filter(batch_id=run.pk, seen_batch_id__in=standing.values("pk"))
    # Further rows of one record are no records of their own.
    seen = seen.exclude(key__startswith=AGAIN)
    others = seen.order_by("-seen_batch_id").values_list("seen_batch_id", flat=True).distinct()
    return seen.count(), [batch for batch in others[:5] if batch is not None]


def facts_told(run: Import) -> int:
    """How many facts of the journal the import recorded."""
    return FactRow.objects.filter(batch_id=run.pk).count()


def rejected_files(run: Import) -> list[ImportFile]:
    """The files of an import that have rejected rows."""
    return list(run.files.filter(rows_rejected__gt=0))
