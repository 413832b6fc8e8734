"""The rejected rows of an imported file as a CSV to mend and feed again, read anew from the kept copy."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from django.conf import settings

from tandem.basics.text import Text
from tandem.imports.actions import reader_of, table_of_file
from tandem.imports.made_columns import with_carried
from tandem.imports.models import ImportFile, ImportProblem
from tandem.imports.reading import open_table
from tandem.imports.rejections import ENCODING, RejectionWriter
from tandem.imports.shapes import Problem
from tandem.imports.shelf import recipe_of


def rejected_rows(file: ImportFile, *, language: str) -> Iterator[bytes]:
    """The CSV piece by piece; only the header when nothing was rejected. Memory does not grow with the file.

    Raises ``FileNotFoundError`` when neither the copy nor what was set aside of it is there any more.
    """
    if (kept := set_aside(file, language)).is_file():
        yield kept.read_bytes()
        return
    recipe = recipe_of(file.run.recipe_text)
    table = table_of_file(recipe, file)
    rejected = _rejected(file)
    path, began = Path(settings.HOME) / file.path, file.run.started_at
    with open_table(path, options=table.reading_options(), filename=file.name) as opened:
        text = io.StringIO(newline="")
        reader = reader_of(recipe, table, opened, began, name=file.name, path=path) if table.made else None
        width, carried = len(opened.headers), reader.carried_headers if reader else ()
        writer = RejectionWriter(text, (*opened.headers, *carried), language=language)
        wanted, problems = next(rejected, (None, []))
        yield _drained(text).encode(ENCODING)
        for line, cells in opened.rows():
            if wanted is None:
                return
            taken = reader.read(line, cells).carried if reader else ()
            if line == wanted:
                writer.write(line, with_carried(cells, width, taken), problems)
                wanted, problems = next(rejected, (None, []))
                yield _drained(text).encode()


def set_aside(file: ImportFile, language: str) -> Path:
    """Where the rejected rows are kept once the copy of the file is removed."""
    copy = Path(settings.HOME) / file.path
    return copy.with_name(f"{copy.name}.rejected.{language}.csv")


def _rejected(file: ImportFile) -> Iterator[tuple[int | None, list[Problem]]]:
    """Line and problems of each rejected row, by line."""
    rows = file.problems.filter(severity="rejected").order_by("line", "id").iterator(chunk_size=5_000)
    for line, problems in groupby(rows, key=lambda each: each.line):
        yield line, [_problem(each) for each in problems]


def _problem(row: ImportProblem) -> Problem:
    return Problem(
        line=row.line,
        column=row.column or None,
        field=row.field or None,
        code=row.code,
        message=Text(ru=row.message_ru, en=row.message_en),
        value_excerpt=row.excerpt,
        severity="rejected",
    )


def _drained(text: io.StringIO) -> str:
    written = text.getvalue()
    text.seek(0)
    text.truncate()
    return written
