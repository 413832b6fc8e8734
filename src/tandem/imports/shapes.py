"""The shapes an import speaks in: kinds of record with their fields, and what became of a row.

Rooms announce what they take in ``<room>/record_kinds.py`` as ``RECORD_KINDS``, a tuple of `RecordKind`.
A recipe maps the columns of an export to these fields; a `TableReader` turns rows into `Record`.

The Python value of a field, by type (a field without a value is ``None``; a field the recipe does not map is absent):

========  ==================================================================================================
TEXT      ``str`` without outer blanks, at most ``Field.max_length`` characters
ID        ``str``; never a float, so 19 digits survive
INSTANT   aware ``datetime`` in UTC
DAY       ``date`` in the company's time zone
MONEY     ``Decimal`` with ``Field.places`` places
NUMBER    ``Decimal``
WHOLE     ``int``
DURATION  ``int``, seconds
FLAG      ``bool``
PHONE     ``str`` as ``+79161234567`` (E.164), or the digits as written when no country fits
EMAIL     ``str``, lower case
CHOICE    ``str``, one of ``Field.choices``
========  ==================================================================================================
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Literal

from tandem.basics.text import Text

type Cell = str | int | float | bool | date | datetime | time | timedelta | None
"""One cell as it was read: always text from CSV; what Excel stored from XLSX."""


class FieldType(StrEnum):
    """What a field holds; the module's docstring gives the Python value of each."""

    TEXT = "text"
    ID = "id"
    INSTANT = "instant"
    DAY = "day"
    MONEY = "money"
    NUMBER = "number"
    WHOLE = "whole"
    DURATION = "duration"
    FLAG = "flag"
    PHONE = "phone"
    EMAIL = "email"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class KnownValue:
    """A value of a field of texts that means something here, and how exports write it: only guessing reads it."""

    value: str
    title: Text
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a kind of record.

    ``headers``: names exports give this column, Russian and English; only guessing reads them.
    ``not_future``: an instant or day after *now* is refused (a creation; a next step may be in the future).
    ``sign``: ``positive`` refuses numbers below zero (a refund is a kind of its own, or ``any``).
    ``places``: places a MONEY value keeps; more are rounded half up, with a warning.
    ``known_values``: the beginning of a value map for an export nobody has described.
    """

    name: str
    type: FieldType
    title: Text
    required: bool = False
    headers: tuple[str, ...] = ()
    choices: tuple[str, ...] | None = None
    personal: bool = False
    not_future: bool = False
    sign: Literal["positive", "any"] = "any"
    max_length: int = 2_000
    places: int = 2
    known_values: tuple[KnownValue, ...] = ()

    def __post_init__(self) -> None:
        if self.type is FieldType.CHOICE and not self.choices:
            raise ValueError(f"The field {self.name} is a choice: give its choices.")


@dataclass(frozen=True, slots=True)
class RecordKind:
    """What a room takes in: ``client``, ``lead``, ``payment``…

    ``order``: kinds are applied from the lowest up (people and clients before leads, leads before payments).
    ``extras``: text of columns that a recipe keeps without a field, under ``values["extras"]``.
    """

    name: str
    title: Text
    fields: tuple[Field, ...]
    order: int
    extras: bool = True

    def field(self, name: str) -> Field | None:
        """The field of that name, or None."""
        return next((each for each in self.fields if each.name == name), None)

    def requires(self, name: str) -> bool:
        """Whether a record cannot be without the field of that name."""
        return any(each.required for each in self.fields if each.name == name)

    @property
    def field_names(self) -> tuple[str, ...]:
        """Names of all fields, as declared."""
        return tuple(each.name for each in self.fields)


@dataclass(slots=True)
class Record:
    """One record read from a row. ``values`` holds every field the recipe maps, ``None`` where the cell is empty."""

    kind: str
    line: int
    values: dict[str, object]


Severity = Literal["rejected", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one cell or one row.

    ``line``: the line of the file (CSV) or the row of the sheet, as an editor numbers it, from 1.
    ``column``: the header as the file has it; None when the row as a whole is meant.
    ``value_excerpt``: the beginning of the offending value (personal data: keep it with the import, not in a log).
    """

    line: int
    column: str | None
    field: str | None
    code: str
    message: Text
    value_excerpt: str
    severity: Severity


@dataclass(slots=True)
class RowResult:
    """What became of a row: all of its records, or none. A row with a ``rejected`` problem gives no record.

    ``carried``: what the row took from rows above it, in the order of the table's carried columns.
    """

    records: list[Record] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    carried: tuple[str, ...] = ()

    @property
    def rejected(self) -> bool:
        """Whether the row was refused and must be mended."""
        return any(problem.severity == "rejected" for problem in self.problems)


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """Stands in for the cells of a row that could not be read: bytes that are no text, or a torn line."""

    code: str
    message: Text
    excerpt: str
    cells: tuple[str, ...] = ()


type Cells = Sequence[Cell] | BrokenRow

Kinds = Mapping[str, RecordKind]
