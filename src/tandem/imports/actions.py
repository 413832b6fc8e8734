"""The verbs of an import: receive files, try them, run, resume, undo."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from tandem.basics.text import Text
from tandem.imports.models import Import, ImportFile, Status
from tandem.imports.reading import Table, open_table
from tandem.imports.recipes import Recipe, RecipeTable
from tandem.imports.recognising import Recognised, recognise_files
from tandem.imports.refusals import ImportRefused
from tandem.imports.shapes import Cells
from tandem.imports.sheets import name_of_book, reading_sheet
from tandem.imports.shelf import recipe_of, record_kinds
from tandem.imports.statistics import refresh_statistics
from tandem.imports.table_reading import TableReader, compile_table
from tandem.imports.taking import CHUNK_ROWS, TakenOver, Taking
from tandem.imports.writing import settlings
from tandem.journal.actions import Recording

#: Told after every chunk: the file, and the part of it that is done, from 0 to 1.
type Progress = Callable[[ImportFile, float], None]


class NotRunnable(ImportRefused):
    """The import is not in a state in which this can be done to it."""


def receive(*, recipe_text: str, files: Sequence[tuple[Path, str]], started_by_id: int | None, now: datetime) -> Import:
    """Keep copies of the files and register an import of them, ready to run.

    The copies stay with the import, so that it can be resumed after a stop; raises what
    ``recognise_files`` raises, before anything is kept.
    """
    recipe = recipe_of(recipe_text)
    recognised = recognise_files(recipe, files)
    folder: Path | None = None
    try:
        with transaction.atomic():
            run = Import.objects.create(
                recipe=recipe.name,
                recipe_text=recipe_text,
                system=recipe.system,
                started_by_id=started_by_id,
                started_at=now,
            )
            folder = Path(settings.HOME) / "imports" / str(run.pk)
            _keep_files(run, folder, recognised)
    except BaseException:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
        raise
    return run


def _keep_files(run: Import, folder: Path, recognised: Sequence[Recognised]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for order, each in enumerate(recognised):
        kept = folder / f"{order:03d}{each.path.suffix.lower()[:10]}"
        shutil.copyfile(each.path, kept)
        ImportFile.objects.create(
            run=run,
            table=each.table.name,
            name=each.name[-255:],
            path=str(kept.relative_to(settings.HOME)),
            digest=_file_digest(kept),
            size=kept.stat().st_size,
            sheet=each.sheet,
            order=order,
        )


def run(*, import_id: int, now: datetime, progress: Progress | None = None) -> Import:
    """Run a waiting import, or resume a stopped one behind its last committed chunk.

    A kill leaves it ``running`` with its checkpoint; call again to go on. A file that turns out
    unreadable half-way stops the import with the reason, everything before it kept.
    """
    batch = Import.objects.get(pk=import_id)
    _require_copies(import_id)
    runnable = Import.objects.filter(pk=batch.pk, status__in=(Status.WAITING, Status.STOPPED, Status.RUNNING))
    if not runnable.update(status=Status.RUNNING, failure_ru="", failure_en=""):
        raise NotRunnable(
            Text(
                ru="Этот импорт уже завершён или отменён. Начните новый.",
                en="This import is finished or undone. Start a new one.",
            )
        )
    try:
        recipe = recipe_of(batch.recipe_text)
        for file in batch.files.filter(finished=False):
            _run_file(batch, file, recipe, now=now, progress=progress or (lambda file, done: None))
        refresh_statistics(sum(batch.files.values_list("rows_read", flat=True)))
        for each in settlings():
            each.settle(
                recording=Recording(at=now, source="import", actor_id=batch.started_by_id, batch_id=batch.pk),
                zone=ZoneInfo(settings.TIME_ZONE),
                currency=settings.CURRENCY,
            )
    except TakenOver:
        # Whoever took it over has said how it stands.
        raise
    except ImportRefused as refused:
        _stop(batch, refused.text)
        raise
    except Exception as error:
        _stop(batch, Text(ru=f"Сбой: {error}", en=f"Failure: {error}"))
        raise
    Import.objects.filter(pk=batch.pk, status=Status.RUNNING).update(status=Status.DONE, finished_at=now)
    batch.refresh_from_db()
    return batch


def stop(*, import_id: int) -> None:
    """Let a waiting or running import stand where it is; what is committed stays. Refuses by ``NotRunnable``."""
    going = Import.objects.filter(pk=import_id, status__in=(Status.WAITING, Status.RUNNING))
    if not going.update(status=Status.STOPPED, failure_ru=STOPPED_BY_HAND.ru, failure_en=STOPPED_BY_HAND.en):
        raise NotRunnable(Text(ru="Этот импорт не идёт.", en="This import is not running."))


def resume(*, import_id: int) -> None:
    """Put a stopped import, or one that is running but silent, back among the waiting. Refuses by ``NotRunnable``."""
    _require_copies(import_id)
    standing = Import.objects.filter(pk=import_id, status__in=(Status.STOPPED, Status.RUNNING))
    if not standing.update(status=Status.WAITING, failure_ru="", failure_en=""):
        raise NotRunnable(
            Text(
                ru="Продолжить можно только остановленный импорт.",
                en="Only a stopped import can be resumed.",
            )
        )


def _require_copies(import_id: int) -> None:
    if ImportFile.objects.filter(run=import_id, finished=False, removed_at__isnull=False).exists():
        raise NotRunnable(
            Text(
                ru="Копии файлов этого импорта уже удалены по сроку хранения: загрузите файлы ещё раз.",
                en="The copies of the files of this import are removed already: import the files again.",
            )
        )


STOPPED_BY_HAND = Text(
    ru="Остановлен вручную. Загруженное сохранено: продолжите или отмените импорт.",
    en="Stopped by hand. What was taken in is kept: resume or undo the import.",
)


def _run_file(batch: Import, file: ImportFile, recipe: Recipe, *, now: datetime, progress: Progress) -> None:
    table = table_of_file(recipe, file)
    path = Path(settings.HOME) / file.path
    taking = Taking(
        file=file,
        kinds=record_kinds(),
        recording=Recording(at=now, source="import", actor_id=batch.started_by_id, batch_id=batch.pk),
        zone=ZoneInfo(settings.TIME_ZONE),
        currency=recipe.formats.currency or settings.CURRENCY,
        system=batch.system,
    )
    with open_table(path, options=table.reading_options(), filename=file.name) as opened:
        reader = reader_of(recipe, table, opened, now, name=file.name, path=path)
        resumed_at = file.line_done
        for chunk in chunks(opened.rows()):
            results = [reader.read(line, cells) for line, cells in chunk]
            last_line = chunk[-1][0]
            if last_line <= resumed_at:
                taking.recall(results)
                continue
            taking.take(results, last_line=last_line)
            progress(file, opened.position() / max(opened.size_bytes, 1))
    ImportFile.objects.filter(pk=file.pk).update(finished=True)
    progress(file, 1.0)


def table_of_file(recipe: Recipe, file: ImportFile) -> RecipeTable:
    """The table that a file of an import is, read from the sheet it was recognised by."""
    table = recipe.table(file.table)
    assert table is not None
    return reading_sheet(table, file.sheet)


def reader_of(
    recipe: Recipe, table: RecipeTable, opened: Table, now: datetime, *, name: str, path: Path
) -> TableReader:
    """The reader of an open file, in the company's zone and currency; ``name`` is the file's, or that of its sheet.

    ``path``: where the file lies, which is read through once more where rows are gathered.
    """
    sheet = opened.sheet or ""
    reader = compile_table(
        recipe,
        table,
        opened.headers,
        record_kinds(),
        now=now,
        company_zone=ZoneInfo(settings.TIME_ZONE),
        company_currency=settings.CURRENCY,
        epoch_1904=opened.epoch_1904,
        sheet=sheet,
        file=name_of_book(name, sheet),
    )
    if reader.gathers:
        with open_table(path, options=table.reading_options(), filename=name) as whole:
            reader.look_over(whole.rows())
    return reader


def chunks(rows: Iterator[tuple[int, Cells]]) -> Iterator[list[tuple[int, Cells]]]:
    """Rows by chunks whose borders depend on the file alone, so a resumed run cuts at the same places."""
    while chunk := list(islice(rows, CHUNK_ROWS)):
        yield chunk


def _stop(batch: Import, why: Text) -> None:
    running = Import.objects.filter(pk=batch.pk, status=Status.RUNNING)
    running.update(status=Status.STOPPED, failure_ru=why.ru, failure_en=why.en)


def _file_digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
