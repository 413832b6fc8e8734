"""How long copies of imported files are kept: personal data that only a resume or a second look needs."""

from __future__ import annotations

import csv
from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from tandem.basics.personal_mentions import Mentions
from tandem.imports.models import ImportFile, Status
from tandem.imports.refusals import ImportRefused
from tandem.imports.rejected_rows import rejected_rows, set_aside
from tandem.imports.rejections import ENCODING

_GOING = (Status.WAITING, Status.RUNNING, Status.UNDOING)


def remove_old_copies(*, now: datetime, keep: timedelta) -> int:
    """Remove the copies of files whose import began longer ago than ``keep``; return how many.

    The import, its report and the rejected rows stay: those are written aside first, in every language.
    """
    old = ImportFile.objects.filter(removed_at=None, run__started_at__lt=now - keep).exclude(run__status__in=_GOING)
    removed = 0
    for file in old.select_related("run"):
        _remove(file, now)
        removed += 1
    return removed


def remove_copies(file_ids: Collection[int], *, mentions: Mentions, now: datetime) -> None:
    """Remove the copies of these files at once, and from what was set aside of them the rows that name anybody.

    The copy of a file that is not read to its end stays: the import could not go on without it.
    """
    files = ImportFile.objects.filter(pk__in=file_ids, finished=True).exclude(run__status__in=_GOING).exclude(path="")
    for file in files.select_related("run"):
        if file.removed_at is None:
            _remove(file, now)
        for language, _name in settings.LANGUAGES:
            place = set_aside(file, language)
            if place.is_file():
                _leave_out(place, mentions)


def _remove(file: ImportFile, now: datetime) -> None:
    copy = Path(settings.HOME) / file.path
    if file.path and copy.is_file():
        if file.rows_rejected and file.run.status != Status.UNDONE:
            _write_aside(file)
        copy.unlink()
    ImportFile.objects.filter(pk=file.pk).update(removed_at=now)


def _leave_out(place: Path, mentions: Mentions) -> None:
    """Write the rejected rows anew without those that name somebody."""
    partial = place.with_suffix(".partial")
    with (
        place.open(encoding=ENCODING, newline="") as read,
        partial.open("w", encoding=ENCODING, newline="") as written,
    ):
        rows = csv.reader(read)
        writer = csv.writer(written)
        writer.writerow(next(rows, []))
        # Cell by cell would miss a name whose parts stand in columns of their own.
        writer.writerows(row for row in rows if not mentions.in_text(" ".join(row)))
    partial.replace(place)


def _write_aside(file: ImportFile) -> None:
    for language, _name in settings.LANGUAGES:
        place = set_aside(file, language)
        partial = place.with_suffix(".partial")
        try:
            with partial.open("wb") as stream:
                stream.writelines(rejected_rows(file, language=language))
        except ImportRefused:
            # The file was never readable, so it has no rows to give back.
            partial.unlink(missing_ok=True)
            return
        partial.replace(place)
