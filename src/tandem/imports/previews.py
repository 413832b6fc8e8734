"""A draft as its page shows it: how each file is read, its first rows, and which column is which field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from django.conf import settings

from tandem.basics.text import Text
from tandem.imports.guessing import ColumnGuess, Guess
from tandem.imports.models import Draft, DraftFile
from tandem.imports.reading import FileRefused, ReadingOptions, header_key, open_table
from tandem.imports.recipes import FieldRecipe, Recipe, RecipeTable, made_header
from tandem.imports.recognising import table_of
from tandem.imports.shapes import BrokenRow, RecordKind
from tandem.imports.sheets import sheets_of
from tandem.imports.shelf import record_kinds, unfinished_recipe
from tandem.imports.values import text_of

ROWS = 20
SAMPLES = 3


@dataclass(frozen=True, slots=True)
class Meaning:
    """A field that a column gives. ``confidence`` and ``reason`` only where it was guessed.

    ``values``: what words of the file are taken for something that the field knows.
    """

    kind: RecordKind
    field: str
    title: Text
    confidence: float | None = None
    reason: Text | None = None
    values: Sequence[tuple[str, Text]] = ()


@dataclass(frozen=True, slots=True)
class ColumnPreview:
    """A column of a file: its header, a few of its values, and what it means; several fields may read it."""

    number: int
    header: str
    samples: Sequence[str]
    meanings: Sequence[Meaning]

    @property
    def chosen(self) -> str:
        """The field that a select shows, empty for none."""
        return self.meanings[0].field if self.meanings else ""


@dataclass(frozen=True, slots=True)
class FilePreview:
    """A file of a draft. ``table`` and ``kinds`` are empty while nobody knows what it holds.

    ``constants``: fields no column gives. ``missing``: fields a record cannot be without. ``notes``: how it was read.
    ``gathered_by``: the columns by whose values several rows are one record.
    """

    file: DraftFile
    table: str
    kinds: Sequence[RecordKind]
    headers: Sequence[str]
    rows: Sequence[tuple[int, Sequence[str]]]
    columns: Sequence[ColumnPreview]
    constants: Sequence[Meaning]
    missing: Sequence[Text]
    format: str
    encoding: str
    sheet: str
    header_line: int
    gathered_by: Sequence[str] = ()


def previewed(draft: Draft, guesses: Sequence[tuple[DraftFile, Guess]] = ()) -> list[FilePreview]:
    """Each file of a draft; ``guesses`` add how sure each mapping of a guessed recipe is."""
    recipe = unfinished_recipe(draft.recipe_text) if draft.recipe_text else None
    by_file = {file.pk: guess for file, guess in guesses}
    return [_previewed(file, recipe, by_file.get(file.pk)) for file in draft.files.all()]


def _previewed(file: DraftFile, recipe: Recipe | None, guess: Guess | None) -> FilePreview:
    try:
        return _file(file, recipe, guess)
    except FileRefused:
        if not file.sheet:
            raise
        # A sheet that is no table does not keep the others of its book back.
        return FilePreview(file, "", (), (), (), (), (), (), "xlsx", "", file.sheet, 1)


def _file(file: DraftFile, recipe: Recipe | None, guess: Guess | None) -> FilePreview:
    path = settings.HOME / file.path
    table = _table(file, recipe, path)
    options = table.reading_options() if table else ReadingOptions()
    options = replace(options, sheet=file.sheet or options.sheet)
    with open_table(path, options=options, filename=file.name) as opened:
        rows = [
            (line, [*cells.cells] if isinstance(cells, BrokenRow) else [text_of(cell) for cell in cells])
            for line, cells in islice(opened.rows(), ROWS)
        ]
        meanings, constants = _meanings(table, guess)
        kinds = _kinds(table)
        given = {each.field for found in meanings.values() for each in found} | {each.field for each in constants}
        return FilePreview(
            file=file,
            table=table.name if table else "",
            kinds=kinds,
            headers=opened.headers,
            rows=rows,
            columns=[
                ColumnPreview(number, header, _samples(rows, number), meanings.get(header_key(header), ()))
                for number, header in enumerate(opened.headers)
            ],
            constants=constants,
            missing=[
                field.title for kind in kinds for field in kind.fields if field.required and field.name not in given
            ],
            format=opened.format,
            encoding=opened.encoding or "",
            sheet=opened.sheet or "",
            header_line=opened.header_line,
            gathered_by=tuple(dict.fromkeys(each.of[0] for each in table.made if each.of)) if table else (),
        )


def _table(file: DraftFile, recipe: Recipe | None, path: Path) -> RecipeTable | None:
    if recipe is None:
        return None
    if not file.sheet:
        return table_of(recipe, path, file.name)[0]
    return next((each.table for each in sheets_of(recipe, path, file.name) if each.name == file.sheet), None)


def _kinds(table: RecipeTable | None) -> list[RecordKind]:
    return [record_kinds()[record.kind] for record in table.records] if table else []


def _meanings(
    table: RecipeTable | None, guess: Guess | None
) -> tuple[Mapping[str, Sequence[Meaning]], Sequence[Meaning]]:
    """Fields by the key of the column they are read from, and those that no column gives."""
    by_column: dict[str, list[Meaning]] = {}
    constants: list[Meaning] = []
    sure = {(header_key(each.column), each.field): each for each in guess.columns} if guess else {}
    made = {made_header(each.name): each.columns for each in table.made} if table else {}
    for record in table.records if table else ():
        kind = record_kinds()[record.kind]
        for each in record.fields:
            columns = [source for column in each.columns for source in made.get(column, (column,))]
            if not columns:
                constants.append(_meaning(kind, each, None))
            for key in {header_key(column) for column in columns}:
                by_column.setdefault(key, []).append(_meaning(kind, each, sure.get((key, each.field))))
    return by_column, constants


def _meaning(kind: RecordKind, recipe: FieldRecipe, guess: ColumnGuess | None) -> Meaning:
    field = kind.field(recipe.field)
    assert field is not None
    return Meaning(
        kind=kind,
        field=field.name,
        title=field.title,
        confidence=guess.confidence if guess else None,
        reason=guess.reason if guess else None,
        values=[
            (word, known.title)
            for word, value in (guess.values if guess else ())
            for known in field.known_values
            if known.value == value
        ],
    )


def _samples(rows: Sequence[tuple[int, Sequence[str]]], number: int) -> list[str]:
    """The first few different values of a column."""
    values = (cells[number] for _, cells in rows if number < len(cells) and cells[number])
    return list(dict.fromkeys(value[:60] for value in values))[:SAMPLES]
