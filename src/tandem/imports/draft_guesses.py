"""What uploaded files may be: the recipe on the shelf that knows them best, else a guess by their columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from django.conf import settings

from tandem.imports import guessing, sheets, shelf
from tandem.imports.guessing import Guess
from tandem.imports.models import DraftFile
from tandem.imports.reading import FileRefused, ReadingOptions, open_table
from tandem.imports.recipes import Recipe
from tandem.imports.recognising import recognise_files
from tandem.imports.refusals import ImportRefused


def known_recipe(files: Sequence[tuple[Path, str]]) -> str:
    """The text of the recipe on the shelf that knows most columns of the files, if one reads them all."""
    confidence: dict[str, float] = {}
    shelved = shelf.recipes()
    for path, name in files:
        for sheet in sheets.filled_sheets(path) or ("",):
            found = _look(path, name, recipes=shelved, sheet=sheet)
            for known in found.known:
                confidence[known.recipe.name] = confidence.get(known.recipe.name, 0) + known.confidence
    for recipe in sorted(shelved, key=lambda each: -confidence.get(each.name, 0)):
        if recipe.name in confidence and _reads(recipe, files):
            return recipe.source
    return ""


def _reads(recipe: Recipe, files: Sequence[tuple[Path, str]]) -> bool:
    """Whether the recipe reads every file, and of a book every sheet that looks like records."""
    try:
        read = {(each.path, each.sheet) for each in recognise_files(recipe, files)}
    except ImportRefused:
        return False
    book_sheets = ((path, name, sheet) for path, name in files for sheet in sheets.filled_sheets(path))
    return not any(
        (path, sheet) not in read and _sheet_read_by_itself(_look(path, name, sheet=sheet)).kind
        for path, name, sheet in book_sheets
    )


def guess_of(file: DraftFile, *, only: str = "") -> Guess:
    found = _look(settings.HOME / file.path, file.name, only=only, sheet=file.sheet)
    return _sheet_read_by_itself(found) if file.sheet and not only else found


def _sheet_read_by_itself(found: Guess) -> Guess:
    """Notes and price lists stand beside the data of a book: only columns that say enough make records of a sheet."""
    return not_read(found) if found.missing else found


def not_read(found: Guess) -> Guess:
    return replace(found, kind=None, columns=(), missing=())


def _look(path: Path, name: str, *, recipes: Sequence[Recipe] = (), only: str = "", sheet: str = "") -> Guess:
    try:
        return _looked(path, name, recipes, only, ReadingOptions(sheet=sheet or None))
    except FileRefused:
        if not sheet:
            raise
        # The other sheets of the book can be read.
        return Guess((), None, (), (), (), ())


def _looked(path: Path, name: str, recipes: Sequence[Recipe], only: str, options: ReadingOptions) -> Guess:
    kinds = shelf.record_kinds()
    with open_table(path, options=options, filename=name) as opened:
        return guessing.guess(
            opened.headers,
            [cells for _, cells in islice(opened.rows(), guessing.KEYED_ROWS)],
            {only: kinds[only]} if only in kinds else kinds,
            recipes,
            name,
        )
