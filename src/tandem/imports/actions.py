"""The verbs of an import: receive files, try them, run, resume, undo."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from tandem.basics.text import Text
from tandem.imports.models import Import, ImportFile, KnownRecord, Status
from tandem.imports.reading import FileRefused, Table, open_table
from tandem.imports.recipes import Recipe, RecipeTable
from tandem.imports.refusals import ImportRefused
from tandem.imports.shapes import Cells, Problem, RowResult
from tandem.imports.shelf import recipe_of, record_kinds
from tandem.imports.table_reading import TableReader, compile_table
from tandem.imports.taking import CHUNK_ROWS, Taking, Tally, content_digest
from tandem.imports.writing import writers
from tandem.journal.actions import Recording

#: Told after every chunk: the file, and the part of it that is done, from 0 to 1.
type Progress = Callable[[ImportFile, float], None]


class FileNotRecognised(ImportRefused):
    """No table of the recipe has the headers of this file."""


class TableMissing(ImportRefused):
    """The recipe needs a file that was not given."""


class NotRunnable(ImportRefused):
    """The import is not in a state in which this can be done to it."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A file and the table of the recipe that it is."""

    path: Path
    name: str
    table: RecipeTable


@dataclass(slots=True)
class Trial:
    """What an import of one file would do."""

    name: str
    table: str
    rows: int = 0
    rejected: int = 0
    tally: Tally = field(default_factory=Tally)
    problems: list[Problem] = field(default_factory=list)


def recognise_files(recipe: Recipe, files: Sequence[tuple[Path, str]]) -> list[Recognised]:
    """Tell which table of the recipe each (path, name) is, in the order the recipe reads them.

    Raises ``FileNotRecognised``, ``TableMissing`` or a ``FileRefused`` of the reading.
    """
    found = []
    for path, name in files:
        with _opened_for_a_look(recipe, path, name) as opened:
            table = recipe.table_for(opened.headers, name)
            if table is None:
                raise FileNotRecognised(_not_recognised(recipe, name, opened.headers))
        found.append(Recognised(path, name, table))
    for table in recipe.tables:
        if table.required and all(each.table is not table for each in found):
            raise TableMissing(
                Text(
                    ru=f"Рецепту «{recipe.title.ru}» нужен ещё файл «{table.name}».",
                    en=f"The recipe “{recipe.title.en}” also needs the file “{table.name}”.",
                )
            )
    return sorted(found, key=lambda each: recipe.tables.index(each.table))


def receive(*, recipe_text: str, files: Sequence[tuple[Path, str]], started_by_id: int | None, now: datetime) -> Import:
    """Keep copies of the files and register an import of them, ready to run.

    The copies stay with the import, so that it can be resumed after a stop; raises what
    ``recognise_files`` raises, before anything is kept.
    """
    recipe = recipe_of(recipe_text)
    recognised = recognise_files(recipe, files)
    with transaction.atomic():
        run = Import.objects.create(
            recipe=recipe.name,
            recipe_text=recipe_text,
            system=recipe.system,
            started_by_id=started_by_id,
            started_at=now,
        )
        folder = Path(settings.HOME) / "imports" / str(run.pk)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for order, each in enumerate(recognised):
            kept = folder / f"{order:03d}{each.path.suffix.lower()}"
            shutil.copyfile(each.path, kept)
            ImportFile.objects.create(
                run=run,
                table=each.table.name,
                name=each.name[-255:],
                path=str(kept.relative_to(settings.HOME)),
                digest=_file_digest(kept),
                size=kept.stat().st_size,
                order=order,
            )
    return run


def run(*, import_id: int, now: datetime, progress: Progress | None = None) -> Import:
    """Run a waiting import, or resume a stopped one behind its last committed chunk.

    A kill leaves it ``running`` with its checkpoint; call again to go on. A file that turns out
    unreadable half-way stops the import with the reason, everything before it kept.
    """
    batch = Import.objects.get(pk=import_id)
    if batch.status not in {Status.WAITING, Status.STOPPED, Status.RUNNING}:
        raise NotRunnable(
            Text(
                ru="Этот импорт уже завершён или отменён. Начните новый.",
                en="This import is finished or undone. Start a new one.",
            )
        )
    Import.objects.filter(pk=batch.pk).update(status=Status.RUNNING, failure="")
    recipe = recipe_of(batch.recipe_text)
    try:
        for file in batch.files.filter(finished=False):
            _run_file(batch, file, recipe, now=now, progress=progress or (lambda file, done: None))
    except FileRefused as refused:
        _stop(batch, refused.text)
        raise
    except Exception as error:
        _stop(batch, Text(ru=f"Сбой: {error}", en=f"Failure: {error}"))
        raise
    Import.objects.filter(pk=batch.pk).update(status=Status.DONE, finished_at=now)
    batch.refresh_from_db()
    return batch


def try_out(*, recipe_text: str, files: Sequence[tuple[Path, str]], now: datetime) -> list[Trial]:
    """A dry run: read everything, write nothing, and tell what would be new, changed and rejected."""
    recipe = recipe_of(recipe_text)
    trials = []
    for each in recognise_files(recipe, files):
        trial = Trial(name=each.name, table=each.table.name)
        with open_table(each.path, options=each.table.reading_options(), filename=each.name) as opened:
            reader = _reader(recipe, each.table, opened, now)
            seen: set[tuple[str, str]] = set()
            for chunk in _chunks(opened.rows()):
                _try_chunk([reader.read(line, cells) for line, cells in chunk], recipe.system, trial, seen)
        trials.append(trial)
    return trials


def _run_file(batch: Import, file: ImportFile, recipe: Recipe, *, now: datetime, progress: Progress) -> None:
    table = recipe.table(file.table)
    assert table is not None
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
        reader = _reader(recipe, table, opened, now)
        resumed_at = file.line_done
        for chunk in _chunks(opened.rows()):
            results = [reader.read(line, cells) for line, cells in chunk]
            last_line = chunk[-1][0]
            if last_line <= resumed_at:
                taking.recall(results)
                continue
            taking.take(results, last_line=last_line)
            progress(file, opened.position() / max(opened.size_bytes, 1))
    ImportFile.objects.filter(pk=file.pk).update(finished=True)
    progress(file, 1.0)


def _reader(recipe: Recipe, table: RecipeTable, opened: Table, now: datetime) -> TableReader:
    return compile_table(
        recipe,
        table,
        opened.headers,
        record_kinds(),
        now=now,
        company_zone=ZoneInfo(settings.TIME_ZONE),
        epoch_1904=opened.epoch_1904,
    )


def _chunks(rows: Iterator[tuple[int, Cells]]) -> Iterator[list[tuple[int, Cells]]]:
    """Rows by chunks whose borders depend on the file alone, so a resumed run cuts at the same places."""
    while chunk := list(islice(rows, CHUNK_ROWS)):
        yield chunk


def _try_chunk(rows: list[RowResult], system: str, trial: Trial, seen: set[tuple[str, str]]) -> None:
    trial.rows += len(rows)
    trial.rejected += sum(row.rejected for row in rows)
    trial.problems += [problem for row in rows for problem in row.problems]
    by_kind: dict[str, dict[str, str]] = {}
    for row in rows:
        for each in row.records:
            key = "|".join(str(each.values.get(name)) for name in writers()[each.kind].key_fields)
            if (each.kind, key) not in seen:
                seen.add((each.kind, key))
                by_kind.setdefault(each.kind, {})[key] = content_digest(each.values)
    for kind, digests in by_kind.items():
        known = dict(KnownRecord.objects.filter(kind=kind, system=system, key__in=digests).values_list("key", "digest"))
        trial.tally.new += len(digests.keys() - known.keys())
        same = sum(known[key] == digest for key, digest in digests.items() if key in known)
        trial.tally.same += same
        trial.tally.changed += len(known) - same


def _opened_for_a_look(recipe: Recipe, path: Path, name: str) -> Table:
    """Open a file whose table is not known yet: the reading options of the table its name fits, or of any."""
    by_name = [table for table in recipe.tables if table.names_file(name)]
    refused: FileRefused | None = None
    for table in by_name or recipe.tables:
        try:
            return open_table(path, options=table.reading_options(), filename=name)
        except FileRefused as each:
            refused = refused or each
    assert refused is not None
    raise refused


def _stop(batch: Import, why: Text) -> None:
    failure = why.in_language(settings.LANGUAGE_CODE)
    Import.objects.filter(pk=batch.pk).update(status=Status.STOPPED, failure=failure)


def _not_recognised(recipe: Recipe, name: str, headers: Sequence[str]) -> Text:
    seen = ", ".join(headers[:12])
    return Text(
        ru=f"Файл «{name}» не похож ни на одну таблицу рецепта «{recipe.title.ru}». Его столбцы: {seen}. "
        "Выберите другой рецепт или поправьте этот.",
        en=f"The file “{name}” is no table of the recipe “{recipe.title.en}”. Its columns: {seen}. "
        "Choose another recipe or mend this one.",
    )


def _file_digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
