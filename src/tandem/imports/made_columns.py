"""Columns that a recipe makes of others before any field reads them: out of JSON, of an expression, of the rows above.

    [table.columns]
    payload = "Данные"
    phone   = { column = "payload", json = "contact.phones.0" }
    manager = { expression = "case when day is null then document end", carry = true }
    month   = { name_of = "sheet" }
    seller  = { name_of = "file" }
    total   = { of = "order", take = "sum", column = "Сумма" }    # see ``gathered_columns``

A made column stands behind the columns of the file under a header no file has (``made_header``).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tandem.basics.text import Text
from tandem.imports.gathered_columns import Gathered, apart_from_its_group
from tandem.imports.recipes import MadeColumn, made_header
from tandem.imports.shapes import BrokenRow, Cell, Cells
from tandem.imports.value_refusals import ValueRefused
from tandem.imports.values import text_of

type Row = Mapping[str, object]
type Make = Callable[[Sequence[Cell]], str]
"""The text of a made column from the cells left of it; raises `ValueRefused`."""


@dataclass(slots=True)
class Made:
    """One made column of an open file: how it is made, and what it carries."""

    column: MadeColumn
    make: Make
    carried: str = ""
    #: Where a file of rejected rows says what was carried at each of them.
    told_at: int | None = None
    #: Where its source stands, when that is a cell as it is.
    cell_at: int | None = None
    #: What gathers it over the rows of a group.
    gathered: Gathered | None = None

    def of(self, cells: Sequence[Cell]) -> str:
        """Its text in this row."""
        if self.gathered is not None and self.told_at is not None:
            self.carried = text_of(cells[self.told_at])
            return self.carried
        made = self.make(cells)
        if self.gathered is not None:
            self.carried = ""
            self.carried = self.gathered.of(cells, made if self.cell_at is None else cells[self.cell_at])
            return self.carried
        if not self.column.carry:
            return made
        if self.told_at is not None:
            self.carried = text_of(cells[self.told_at]) or made
        elif made:
            self.carried = made
        return self.carried


@dataclass(slots=True)
class Maker:
    """Makes the columns of each row of one file, in its order."""

    made: Sequence[Made]
    width: int
    #: What could not be made of the last row, by the place of the column.
    refused: list[tuple[int, ValueRefused]] = field(default_factory=list)

    @property
    def carried_headers(self) -> tuple[str, ...]:
        """Headers of what rows take from rows above."""
        return tuple(made_header(each.column.name) for each in self.made if each.column.carry)

    @property
    def gathers(self) -> bool:
        """Whether the file must be looked over before its rows are read."""
        return any(each.gathered is not None and each.told_at is None for each in self.made)

    def look_over(self, cells: Cells) -> None:
        """See one row of the file before any of them is read; a broken row is of no group."""
        if isinstance(cells, BrokenRow):
            return
        row = [*cells]
        for each in self.made:
            try:
                made = each.make(row)
            except ValueRefused as refused:
                made = ""
                if each.gathered is not None:
                    each.gathered.spoil(row, refused)
            if each.gathered is not None:
                each.gathered.add(row, made if each.cell_at is None else row[each.cell_at])
            elif each.column.carry and not each.column.name_of:
                each.carried = made or each.carried
                made = each.carried
            row.append(made)

    def begin(self) -> None:
        """Forget what was carried while the file was looked over."""
        for each in self.made:
            each.carried = ""

    @property
    def carried(self) -> tuple[str, ...]:
        """What the last row took from rows above, and from all rows of its group."""
        return tuple(each.carried for each in self.made if each.column.carry)

    def extended(self, cells: Sequence[Cell]) -> Sequence[Cell]:
        """The cells and what is made of them."""
        self.refused.clear()
        row = [*cells]
        for each in self.made:
            try:
                row.append(each.of(row))
            except ValueRefused as refused:
                self.refused.append((len(row), refused))
                row.append("")
        return row

    def apart(self, cells: Sequence[Cell]) -> ValueRefused | None:
        """Why a row of a file of rejected rows cannot be read: nobody told what its group comes to."""
        told = [each.told_at for each in self.made if each.gathered is not None]
        known = not told or any(at is None or text_of(cells[at]) for at in told)
        return None if known else apart_from_its_group()

    def pass_over(self, row: BrokenRow) -> None:
        """A row that cannot be taken may still be that of a group; one that cannot be read ends all groups."""
        if row.code not in _READABLE or any(each.gathered for each in self.made):
            for each in self.made:
                each.carried = ""
            return
        self.extended([*row.cells[: self.width], *[""] * (self.width - len(row.cells))])


def from_json(index: int, path: Sequence[str]) -> Make:
    """What stands at a path of the JSON in a cell: names of objects, numbers of lists from 0."""

    def make(cells: Sequence[Cell]) -> str:
        text = text_of(cells[index])
        if not text:
            return ""
        try:
            found: Any = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
        except (ValueError, RecursionError):
            raise ValueRefused("json_unreadable", _UNREADABLE) from None
        for part in path:
            found = _inside(found, part)
        return _written(found)

    return make


def from_cell(index: int) -> Make:
    """The cell as it is."""
    return lambda cells: text_of(cells[index])


def from_expression(run: Callable[[Row], object], places: Sequence[tuple[str, int]]) -> Make:
    """The value of an expression over the cells."""

    def make(cells: Sequence[Cell]) -> str:
        value = run({name: text_of(cells[index]) or None for name, index in places})
        return text_of(value) if isinstance(value, str | int | float | bool) or value is None else str(value)

    return make


def always(text: str) -> Make:
    """The same text in each row."""
    return lambda cells: text


def with_carried(cells: Cells, width: int, carried: Sequence[str]) -> Cells:
    """A rejected row with what it took from rows above, for the file to mend."""
    if not carried:
        return cells
    if isinstance(cells, BrokenRow):
        padded = [*cells.cells[:width], *[""] * (width - len(cells.cells))]
        return BrokenRow(cells.code, cells.message, cells.excerpt, (*padded, *carried))
    return [*cells, *carried]


def _inside(found: Any, part: str) -> Any:
    if isinstance(found, dict):
        return found.get(part)
    if isinstance(found, list) and part.isdecimal() and int(part) < len(found):
        return found[int(part)]
    return None


def _written(found: Any) -> str:
    match found:
        case None:
            return ""
        case bool():
            return "true" if found else "false"
        case dict() | list():
            return json.dumps(found, ensure_ascii=False)
    return str(found)


#: Rows that are refused though their cells can be read.
_READABLE = frozenset({"row_torn", "row_too_wide", "merged_cells"})
_UNREADABLE = Text(
    ru="В ячейке не JSON, а рецепт его ждёт. Исправьте ячейку или выгрузите строку заново.",
    en="The cell is no JSON, and the recipe expects it. Mend the cell or export the row again.",
)
