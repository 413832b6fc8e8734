"""A workbook of several sheets: each sheet is a table of its own, read by the table of the recipe that it fits.

People keep a sheet a month, or leads on one and payments on another. A sheet that fits no table is passed over when
another of the same book fits one: price lists and notes stand beside the data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tandem.imports.reading import Limits, header_key, is_header
from tandem.imports.recipes import Recipe, RecipeTable
from tandem.imports.shapes import Cell
from tandem.imports.values import text_of
from tandem.imports.xlsx_files import beginnings

type Lines = Sequence[tuple[int, Sequence[Cell]]]

_WORKBOOK = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet and the table of the recipe that it is; None where it is none."""

    name: str
    table: RecipeTable | None


def filled_sheets(path: Path) -> tuple[str, ...]:
    """The sheets of a book that have several tables; nothing for one table, whatever its format."""
    names = tuple(_beginnings(path))
    return names if len(names) > 1 else ()


def sheets_of(recipe: Recipe, path: Path, name: str) -> list[Sheet]:
    """What each sheet of a book of several is; nothing where the file is one table, or no sheet fits."""
    begun = _beginnings(path)
    if len(begun) < 2:
        return []
    found = [Sheet(sheet, _table(recipe, name, sheet, lines)) for sheet, lines in begun.items()]
    return found if any(each.table for each in found) else []


def name_of_sheet(name: str, sheet: str) -> str:
    """``orders.xlsx`` and ``May`` as the name of one table: ``orders · May.xlsx``."""
    path = Path(name)
    return f"{path.stem} · {sheet}{path.suffix}"


def name_of_book(name: str, sheet: str) -> str:
    """The other way round: ``orders.xlsx``; the name itself where it is of no sheet."""
    path = Path(name)
    return path.stem.removesuffix(f" · {sheet}") + path.suffix if sheet else name


def reading_sheet(table: RecipeTable, sheet: str) -> RecipeTable:
    """The table as it is read from that sheet; as it is where no sheet is told."""
    return replace(table, sheet=sheet) if sheet else table


def _beginnings(path: Path) -> Mapping[str, Lines]:
    with path.open("rb") as file:
        if file.read(len(_WORKBOOK)) != _WORKBOOK:
            return {}
    begun = beginnings(path, Limits())
    # One line is a heading or a note, and no table.
    return {name: lines for name, lines in begun.items() if sum(map(_is_filled, lines)) > 1}


def _is_filled(line: tuple[int, Sequence[Cell]]) -> bool:
    return any(text_of(cell) for cell in line[1])


def _table(recipe: Recipe, name: str, sheet: str, lines: Lines) -> RecipeTable | None:
    fitting = [table for table in recipe.tables if (table.sheet or table.headers) and _fits(table, sheet, lines)]
    named = [table for table in fitting if table.sheet]
    return max(named or fitting, key=lambda table: (table.names_file(name), _known(table, lines)), default=None)


def _fits(table: RecipeTable, sheet: str, lines: Lines) -> bool:
    if table.sheet is not None and table.sheet.strip().casefold() != sheet.strip().casefold():
        return False
    options = table.reading_options()
    wanted = [cells for line, cells in lines if table.header_row in (None, line)]
    return any(is_header(cells, options) for cells in wanted)


def _known(table: RecipeTable, lines: Lines) -> int:
    """How many of the columns the table speaks of stand in the header."""
    options, known = table.reading_options(), table.known_columns()
    header = next((cells for _, cells in lines if is_header(cells, options)), ())
    return len(known & {header_key(text_of(cell)) for cell in header})
