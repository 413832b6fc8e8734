"""`tandem import RECIPE FILE…`: bring exports in, in the foreground."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tandem.imports import actions, progress, queries
from tandem.imports.models import ImportFile
from tandem.imports.rejected_rows import rejected_rows
from tandem.imports.rejections import ENCODING, RejectionWriter
from tandem.imports.shapes import Cells, Problem
from tandem.imports.shelf import recipe_text
from tandem.imports.trying import Trial, try_out
from tandem.measures.sealing import sync


class Command(BaseCommand):
    """Rejected rows are no failure of the command: they are counted, and written to the file of --errors."""

    help = "Import exports by a recipe: a name on the shelf, or a .toml file"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """RECIPE FILE… and what to do with them."""
        parser.add_argument("recipe", metavar="RECIPE", help="a name that 'tandem recipes' lists, or a .toml file")
        parser.add_argument("files", metavar="FILE", nargs="+", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="read everything, write nothing")
        parser.add_argument(
            "--errors", type=Path, metavar="FILE", help="write rejected rows here, to mend and feed again"
        )
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Try or run, then tell."""
        missing = [str(path) for path in options["files"] if not path.is_file()]
        if missing:
            raise CommandError(_("There is no file %(path)s.") % {"path": ", ".join(missing)})
        text = recipe_text(options["recipe"])
        files = [(path, path.name) for path in options["files"]]
        if options["dry_run"]:
            result = self._try(text, files, options["errors"])
        else:
            result = self._run(text, files, options["errors"])
        self.stdout.write(json.dumps(result, ensure_ascii=False, indent=2) if options["json"] else in_words(result))

    def _try(self, text: str, files: Sequence[tuple[Path, str]], errors: Path | None) -> dict[str, Any]:
        with ExitStack() as open_files:
            rejected = _ErrorFiles(errors, open_files) if errors else None
            trials = try_out(recipe_text=text, files=files, now=timezone.now(), rejected=rejected)
        return {"dry_run": True, "import": None, "status": "tried", "files": [_tried(each) for each in trials]}

    def _run(self, text: str, files: Sequence[tuple[Path, str]], errors: Path | None) -> dict[str, Any]:
        run = actions.receive(recipe_text=text, files=files, started_by_id=None, now=timezone.now())
        line = ProgressLine(sys.stderr, run.pk)
        try:
            run = actions.run(import_id=run.pk, now=timezone.now(), progress=line)
        finally:
            line.end()
        sync()
        taken = list(run.files.all())
        if errors:
            _write_errors(errors, queries.rejected_files(run))
        return {"dry_run": False, "import": run.pk, "status": run.status, "files": [_taken(each) for each in taken]}


class ProgressLine:
    """One line on a terminal that says how far it is; nothing where no person looks."""

    def __init__(self, stream: TextIO, import_id: int) -> None:
        self._stream = stream
        self._noting = progress.Noting(import_id)
        self._shows = stream.isatty()

    def __call__(self, file: ImportFile, part: float) -> None:
        """Told by ``actions.run`` after each chunk."""
        self._noting(file, part)
        if self._shows:
            self._stream.write(f"\r\x1b[K{file.name}: {part:.0%}")
            self._stream.flush()

    def end(self) -> None:
        """Leave the line clean."""
        if self._shows:
            self._stream.write("\r\x1b[K")


class _ErrorFiles:
    """Rejected rows of a dry run, one CSV for each set of columns: the first under the name asked for."""

    def __init__(self, path: Path, open_files: ExitStack) -> None:
        self._path = path
        self._open_files = open_files
        self._writers: dict[tuple[str, ...], RejectionWriter] = {}

    def __call__(self, headers: Sequence[str], line: int, cells: Cells, problems: Sequence[Problem]) -> None:
        key = tuple(headers)
        if key not in self._writers:
            path = numbered(self._path, len(self._writers))
            stream = self._open_files.enter_context(path.open("w", encoding=ENCODING, newline=""))
            self._writers[key] = RejectionWriter(stream, headers, language=get_language() or "ru")
        self._writers[key].write(line, cells, problems)


def numbered(path: Path, number: int) -> Path:
    """``errors.csv``, then ``errors-2.csv``…: files with other columns cannot share one."""
    return path if number == 0 else path.with_name(f"{path.stem}-{number + 1}{path.suffix}")


def in_words(result: dict[str, Any]) -> str:
    """The result for a person: a line a file."""
    lines = []
    for file in result["files"]:
        lines.append(
            _("%(name)s: %(rows)d rows, %(new)d new, %(changed)d changed, %(same)d the same, %(rejected)d rejected")
            % file
        )
    if result["import"] is None:
        lines.append(_("This was a dry run: nothing was written."))
    else:
        lines.append(_("Import no. %(number)d is done.") % {"number": result["import"]})
    return "\n".join(lines)


def _write_errors(path: Path, files: Sequence[ImportFile]) -> None:
    for number, file in enumerate(files):
        with numbered(path, number).open("wb") as stream:
            stream.writelines(rejected_rows(file, language=get_language() or "ru"))


def _taken(file: ImportFile) -> dict[str, Any]:
    return {
        "name": file.name,
        "table": file.table,
        "rows": file.rows_read,
        "rejected": file.rows_rejected,
        "warnings": file.warnings,
        "new": file.records_new,
        "changed": file.records_changed,
        "same": file.records_same,
        "repeated": file.records_repeated,
    }


def _tried(trial: Trial) -> dict[str, Any]:
    return {
        "name": trial.name,
        "table": trial.table,
        "rows": trial.rows,
        "rejected": trial.rejected,
        "warnings": trial.warnings,
        "new": trial.tally.new,
        "changed": trial.tally.changed,
        "same": trial.tally.same,
        "repeated": trial.tally.repeated,
    }
