"""How long copies of imported files are kept: personal data that only a resume or a second look needs."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from tandem.imports.models import ImportFile, Status
from tandem.imports.refusals import ImportRefused
from tandem.imports.rejected_rows import rejected_rows, set_aside

_GOING = (Status.WAITING, Status.RUNNING, Status.UNDOING)


def remove_old_copies(*, now: datetime, keep: timedelta) -> int:
    """Remove the copies of files whose import began longer ago than ``keep``; return how many.

    The import, its report and the rejected rows stay: those are written aside first, in every language.
    """
    old = ImportFile.objects.filter(removed_at=None, run__started_at__lt=now - keep).exclude(run__status__in=_GOING)
    removed = 0
    for file in old.select_related("run"):
        copy = Path(settings.HOME) / file.path
        if file.path and copy.is_file():
            if file.rows_rejected and file.run.status != Status.UNDONE:
                _write_aside(file)
            copy.unlink()
        ImportFile.objects.filter(pk=file.pk).update(removed_at=now)
        removed += 1
    return removed


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
