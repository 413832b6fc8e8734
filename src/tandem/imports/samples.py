"""Records taken in the way the engine does it, without a file: for tests, of any kind and any room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from tandem.imports.models import Import, ImportFile, KnownRecord, Status
from tandem.imports.shapes import Record, RowResult
from tandem.imports.shelf import record_kinds
from tandem.imports.taking import Taking, Tally
from tandem.imports.writing import settlings, writers
from tandem.journal.actions import Recording


def take(
    kind: str, values: Sequence[Mapping[str, object]], *, system: str = "test", at: datetime | None = None
) -> list[int]:
    """Take records of a kind in as one import; return what each became here, 0 for one that was left out.

    Fields that are left out are absent, as if no column held them. Needs a database.
    """
    _, file = taken(kind, values, system=system, at=at)
    reader = sample_taking(file, at=at)
    keys = [reader._incoming(writers()[kind], each).key for each in _records(kind, values)]
    known = dict(KnownRecord.objects.filter(kind=kind, system=system).values_list("key", "subject_id"))
    return [known.get(key, 0) for key in keys]


def taken(
    kind: str, values: Sequence[Mapping[str, object]], *, system: str = "test", at: datetime | None = None
) -> tuple[Tally, ImportFile]:
    """Take records in as `take` does; return the engine's tally and the file, whose ``problems`` tell the rest."""
    run = Import.objects.create(
        recipe="sample", recipe_text="", system=system, started_at=at or timezone.now(), status=Status.RUNNING
    )
    file = ImportFile.objects.create(run=run, table="sample", name="sample.csv", path="", digest="", size=0, order=1)
    rows = [RowResult([each]) for each in _records(kind, values)]
    taking = sample_taking(file, at=at)
    tally = taking.take(rows, last_line=len(rows) + 1)
    for each in settlings():
        each.settle(recording=taking.recording, zone=taking.zone, currency=taking.currency)
    Import.objects.filter(pk=run.pk).update(status=Status.DONE)
    file.refresh_from_db()
    return tally, file


def _records(kind: str, values: Sequence[Mapping[str, object]]) -> list[Record]:
    return [Record(kind, line, dict(each)) for line, each in enumerate(values, start=2)]


def sample_taking(file: ImportFile, *, at: datetime | None = None) -> Taking:
    """The engine at work on a sample's file, for tests that feed it several chunks."""
    return Taking(
        file=file,
        kinds=record_kinds(),
        recording=Recording(at=at or timezone.now(), source="import", batch_id=file.run_id),
        zone=ZoneInfo(settings.TIME_ZONE),
        currency=settings.CURRENCY,
        system=file.run.system,
    )
