"""How far a run is, written down for the page that watches it."""

from __future__ import annotations

import time

from django.utils import timezone

from tandem.imports.models import Import, ImportFile


class Noting:
    """A progress listener of ``actions.run`` that writes at most once a second, and at the end of each file."""

    def __init__(self, import_id: int) -> None:
        self._import_id = import_id
        self._noted = 0.0

    def __call__(self, file: ImportFile, part: float) -> None:
        """Note that ``part`` (0 to 1) of the file is read."""
        now = time.monotonic()
        if part < 1 and now - self._noted < 1:
            return
        self._noted = now
        ImportFile.objects.filter(pk=file.pk).update(part_read=min(part, 1.0))
        Import.objects.filter(pk=self._import_id).update(heard_at=timezone.now())
