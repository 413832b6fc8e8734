"""Finding the columns of one file that a recipe's table speaks of, and laying out those it makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tandem.basics.expressions import compile_expression
from tandem.imports.gathered_columns import gathered
from tandem.imports.made_columns import (
    Made,
    Make,
    Maker,
    Row,
    always,
    from_cell,
    from_expression,
    from_json,
)
from tandem.imports.reading import header_key
from tandem.imports.recipes import MadeColumn, RecipeTable, made_header
from tandem.imports.values import Surroundings


class Columns:
    """Finds columns of the file, and remembers which were asked for."""

    def __init__(self, table: RecipeTable, headers: Sequence[str]) -> None:
        self.headers = tuple(headers)
        self.places: dict[str, int] = {}
        for index, header in enumerate(headers):
            self.places.setdefault(header_key(header), index)
        self.names = expression_names(table)
        self.used: set[int] = set()
        self.missing: list[str] = []
        self.missing_required: list[str] = []
        self.expression_columns: dict[str, int] = {}

    def made_of(self, table: RecipeTable, names: Mapping[str, str], around: Surroundings) -> Maker | None:
        """What makes the table's made columns; they stand behind those of the file from here on."""
        if not table.made:
            return None
        made: list[Made] = []
        for column in table.made:
            header = made_header(column.name)
            # A file of rejected rows tells what each of them took from rows that are not in it.
            told_at = self.find((header,)) if column.carry else None
            key_at = self.find(column.of) if column.of else None
            if column.of and key_at is None:
                self.missing_required.append(column.of[0])
            by_at = self.find(column.by) if column.by else None
            if column.by and by_at is None:
                self.missing_required.append(column.by[0])
            if (make := self._make(column, names)) is None:
                continue
            self.places[header_key(header)] = len(self.headers) + len(made)
            gathers = None if key_at is None else gathered(column, key_at, by_at, around)
            cell_at = self.find(column.columns) if gathers is not None and not column.json else None
            made.append(Made(column, make, told_at=told_at, cell_at=cell_at, gathered=gathers))
        width = len(self.headers)
        self.headers += tuple(made_header(each.column.name) for each in made)
        self.used |= set(range(width, len(self.headers)))
        return Maker(made, width)

    def _make(self, column: MadeColumn, names: Mapping[str, str]) -> Make | None:
        if column.name_of:
            return always(names[column.name_of])
        if column.expression is None and not column.columns:
            return always("")
        if column.expression is not None:
            compiled = compile_expression(column.expression, set(self.names))
            places = [(name, self.find(self.names[name])) for name in compiled.columns]
            self.missing += [self.names[name][0] for name, index in places if index is None]
            return from_expression(compiled, [(name, index) for name, index in places if index is not None])
        index = self.find(column.columns)
        if index is None:
            self.missing.append(column.columns[0])
            return None
        return from_json(index, column.json) if column.json else from_cell(index)

    def find(self, names: tuple[str, ...]) -> int | None:
        for name in names:
            if (index := self.places.get(header_key(name))) is not None:
                self.used.add(index)
                return index
        return None

    @property
    def unclear(self) -> list[str]:
        """Columns read by a name that stands several times, while nothing reads the others."""
        repeated = {header for header in self.headers if f"{header} (2)" in self.headers}
        used = {self.headers[index] for index in self.used}
        return sorted(header for header in repeated & used if f"{header} (2)" not in used)

    def rest(self) -> list[tuple[str, int]]:
        """Columns that nothing uses."""
        return [(header, index) for index, header in enumerate(self.headers) if header and index not in self.used]

    def compile(self, text: str) -> Callable[[Row], object]:
        compiled = compile_expression(text, set(self.names))
        for name in compiled.columns:
            if (index := self.find(self.names[name])) is not None:
                self.expression_columns[name] = index
            else:
                self.missing.append(self.names[name][0])
        return compiled


def expression_names(table: RecipeTable) -> dict[str, tuple[str, ...]]:
    """Names an expression of this table may use: short names, and every header the table speaks of."""
    names: dict[str, tuple[str, ...]] = {}
    for alternatives in table.headers:
        names.update((name, alternatives) for name in alternatives)
    for record in table.records:
        for each in record.fields:
            names.update((name, each.columns) for name in each.columns)
        for alternatives in record.keep:
            names.update((name, alternatives) for name in alternatives)
    for column in table.made:
        names.update((name, each) for each in (column.columns, column.of, column.by) for name in each)
    for short, alternatives in table.columns.items():
        names.update((name, alternatives) for name in alternatives)
        names[short] = alternatives
    return names
