"""Which table of a recipe each file, or each sheet of a book, is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tandem.basics.text import Text
from tandem.imports.models import ImportFile, Status
from tandem.imports.reading import HeaderUnclear, SheetUnknown, Table, open_table
from tandem.imports.recipes import Recipe, RecipeTable
from tandem.imports.refusals import ImportRefused
from tandem.imports.sheets import name_of_sheet, sheets_of


class FileNotRecognised(ImportRefused):
    """No table of the recipe has the headers of this file."""


class TableMissing(ImportRefused):
    """The recipe needs a file that was not given."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A file and the table of the recipe that it is. ``sheet``: of a book of several the one that is meant."""

    path: Path
    name: str
    table: RecipeTable
    sheet: str = ""


def recognise_files(recipe: Recipe, files: Sequence[tuple[Path, str]]) -> list[Recognised]:
    """Tell which table of the recipe each (path, name) is, in the order the recipe reads them.

    Of a book of several sheets each that is a table stands there by itself; the others are passed over.

    Raises ``FileNotRecognised``, ``TableMissing`` or a ``FileRefused`` of the reading.
    """
    found = []
    for path, name in files:
        if sheets := _recognised_sheets(recipe, path, name):
            found += sheets
            continue
        table, headers = table_of(recipe, path, name)
        if table is None:
            raise FileNotRecognised(_not_recognised(recipe, name, headers))
        found.append(Recognised(path, name, table))
    for table in recipe.tables:
        if table.required and all(each.table is not table for each in found) and not _came_before(recipe, table):
            raise TableMissing(
                Text(
                    ru=f"Рецепту «{recipe.title.ru}» нужен ещё файл «{table.name}».",
                    en=f"The recipe “{recipe.title.en}” also needs the file “{table.name}”.",
                )
            )
    return sorted(found, key=lambda each: recipe.tables.index(each.table))


def _recognised_sheets(recipe: Recipe, path: Path, name: str) -> list[Recognised]:
    tables = [(each.name, each.table) for each in sheets_of(recipe, path, name) if each.table is not None]
    if len(tables) == 1:
        ((sheet, table),) = tables
        return [Recognised(path, name, table, sheet)]
    return [Recognised(path, name_of_sheet(name, sheet), table, sheet) for sheet, table in tables]


def table_of(recipe: Recipe, path: Path, name: str) -> tuple[RecipeTable | None, tuple[str, ...]]:
    """The table of the recipe that a file is, if any, and its headers; raises a ``FileRefused`` of the reading.

    A book of several sheets is asked sheet by sheet: ``sheets.sheets_of``.
    """
    with _opened_for_a_look(recipe, path, name) as opened:
        return recipe.table_for(opened.headers, name), opened.headers


def _came_before(recipe: Recipe, table: RecipeTable) -> bool:
    """Whether an earlier import brought this table of the same system: then a part of the set may come alone."""
    earlier = ImportFile.objects.filter(run__system=recipe.system, table=table.name)
    return earlier.filter(run__status=Status.DONE).exists()


def _opened_for_a_look(recipe: Recipe, path: Path, name: str) -> Table:
    """Open a file whose table is not known yet: the reading options of the table its name fits, or of any."""
    by_name = [table for table in recipe.tables if table.names_file(name)]
    for table in by_name or recipe.tables:
        try:
            return open_table(path, options=table.reading_options(), filename=name)
        except (HeaderUnclear, SheetUnknown):
            continue
    # No table's headers are there: what the file has instead is said by whoever asked.
    return open_table(path, filename=name)


def _not_recognised(recipe: Recipe, name: str, headers: Sequence[str]) -> Text:
    seen = ", ".join(headers[:12])
    return Text(
        ru=f"Файл «{name}» не похож ни на одну таблицу рецепта «{recipe.title.ru}». Его столбцы: {seen}. "
        "Выберите другой рецепт или поправьте этот.",
        en=f"The file “{name}” is no table of the recipe “{recipe.title.en}”. Its columns: {seen}. "
        "Choose another recipe or mend this one.",
    )
