"""A recipe: how the exports of one system become records. Frozen data; `recipe_loading` reads it from TOML.

    recipe = load_recipe(toml_text, kinds)                       # recipe_loading
    table = recipe.table_for(headers, filename)                  # which [[table]] a file is
    reader = compile_table(recipe, table, headers, kinds, ...)   # table_reading
    reader.read(line, cells) -> RowResult

The language is described in docs/import.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Literal

from tandem.basics.text import Text
from tandem.imports.reading import MergedCells, ReadingOptions, header_key

Otherwise = Literal["reject", "keep", "empty"]
Decimals = Literal["auto", "comma", "point"]


@dataclass(frozen=True, slots=True)
class Formats:
    """How values are written. ``time_zone``: IANA name, of instants without an offset; None is the company's.

    ``dates``: formats tried in order: ``%d.%m.%Y %H:%M``, ``auto``, ``iso``, ``excel``, ``unix``, ``unix_ms``.
    ``decimal``: the sign before the fraction. ``currency``: ISO code of amounts without a sign of their own.
    ``country``: two letters, of phone numbers without a country code.
    """

    time_zone: str | None = None
    dates: tuple[str, ...] = ("auto",)
    decimal: Decimals = "auto"
    currency: str | None = None
    country: str = "RU"


@dataclass(frozen=True, slots=True)
class FieldRecipe:
    """Where the value of one field comes from: ``columns`` (names the header may have), a constant or an expression.

    ``values``: the value map as written. ``otherwise``: what to do with a value that is not in the map or cannot be
    read; None takes the default (reject; phones and mails: empty). ``default``: for an empty cell.
    """

    field: str
    columns: tuple[str, ...] = ()
    constant: str | None = None
    expression: str | None = None
    dates: tuple[str, ...] | None = None
    decimal: Decimals | None = None
    duration: str | None = None
    values: Mapping[str, str] | None = None
    otherwise: Otherwise | None = None
    default: str | None = None


@dataclass(frozen=True, slots=True)
class RecordRecipe:
    """One record that each row gives (where ``when`` is true). ``keep``: columns whose text goes to the extras."""

    kind: str
    fields: tuple[FieldRecipe, ...]
    when: str | None = None
    keep: tuple[tuple[str, ...], ...] = ()
    keep_rest: bool = False


#: What may be taken of a group of rows: a value that is not empty, the sum of the numbers, how many rows it has, and
#: the which of them a row is.
TAKES = ("first", "last", "sum", "count", "place")


@dataclass(frozen=True, slots=True)
class MadeColumn:
    """A short name of a recipe and how its values are made.

    ``columns`` (alternative headers) with ``json`` (a path, empty: the cell as it is), or ``expression``, or
    ``name_of`` the ``sheet`` or the ``file``, without its ending. ``carry``: an empty value is the last one that was
    not, as in reports with rows of groups; a name is carried by itself, into the file of rejected rows and out of it.
    ``of`` (alternative headers of the group's key) with ``take``: what all rows of the group come to (``TAKES``), the
    first and the last in the order of the file, or of the instants in the column ``by``.
    """

    name: str
    columns: tuple[str, ...] = ()
    json: tuple[str, ...] = ()
    expression: str | None = None
    name_of: str = ""
    carry: bool = False
    of: tuple[str, ...] = ()
    take: str = ""
    by: tuple[str, ...] = ()


def made_header(name: str) -> str:
    """The header a made column has."""
    return f"→ {name}"


@dataclass(frozen=True, slots=True)
class RecipeTable:
    """One file (or sheet) of the export set.

    ``headers``: the table is recognised when of each tuple of alternative names one stands in the header.
    ``columns``: short name → names the header may have; short names serve fields and expressions.
    ``made``: columns made of others, by a short name that ``columns`` has too. ``merged``: see ``ReadingOptions``.
    ``required``: the set is incomplete without this table.
    """

    name: str
    records: tuple[RecordRecipe, ...]
    headers: tuple[tuple[str, ...], ...] = ()
    file: str | None = None
    required: bool = False
    encoding: str | None = None
    separator: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    short_rows: Literal["reject", "pad"] = "reject"
    merged: MergedCells = "reject"
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    made: tuple[MadeColumn, ...] = ()

    def recognises(self, headers: Sequence[str]) -> bool:
        """Whether all headers that mark this table are there."""
        present = {header_key(header) for header in headers}
        return bool(self.headers) and all(any(header_key(name) in present for name in names) for names in self.headers)

    def known_columns(self) -> frozenset[str]:
        """Keys (`header_key`) of all header names this table speaks of."""
        names = {name for names in (*self.headers, *self.columns.values()) for name in names}
        for record in self.records:
            names.update(name for each in record.fields for name in each.columns)
            names.update(name for each in record.keep for name in each)
        names.update(name for each in self.made for name in (*each.columns, *each.of, *each.by))
        return frozenset(header_key(name) for name in names)

    def names_file(self, filename: str) -> bool:
        """Whether the file's name fits the pattern."""
        return self.file is not None and fnmatchcase(filename.casefold(), self.file.casefold())

    def reading_options(self) -> ReadingOptions:
        """How to open a file of this table."""
        return ReadingOptions(
            encoding=self.encoding,
            separator=self.separator,
            sheet=self.sheet,
            header_row=self.header_row,
            expected_headers=self.headers,
            short_rows=self.short_rows,
            merged=self.merged,
        )


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one system's export set is read. ``system``: the namespace of its ids.

    ``follows``: the vendor page or public export it follows; ``verified``: tested on a file of that shape.
    ``source``: the TOML it was loaded from, kept with each import.
    """

    name: str
    title: Text
    system: str
    tables: tuple[RecipeTable, ...]
    formats: Formats = Formats()
    follows: str = ""
    verified: bool = False
    source: str = ""

    def table_for(self, headers: Sequence[str], filename: str = "") -> RecipeTable | None:
        """The table that a file with these headers is, or None.

        Headers decide; among tables they fit, the file's name, then the one that knows most of the headers.
        A table without ``headers`` is recognised by the file's name alone.
        """
        keys = {header_key(header) for header in headers}
        fitting = [
            table
            for table in self.tables
            if (table.recognises(headers) if table.headers else table.names_file(filename))
        ]
        return max(
            fitting,
            key=lambda table: (table.names_file(filename), len(table.known_columns() & keys)),
            default=None,
        )

    def table(self, name: str) -> RecipeTable | None:
        """The table of that name, or None."""
        return next((table for table in self.tables if table.name == name), None)
