"""One list of figures, shown as a table on the page and as rows of a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from tandem.agreement.score_words import signed
from tandem.basics.intervals import Estimate
from tandem.basics.numbers import DASH, format_interval, format_number, format_number_interval, format_percent
from tandem.measures.export_files import Content
from tandem.ui.pieces import Cell, Column, Row, Table

type Value = str | int | float | Estimate | None
type Form = Literal["text", "note", "count", "share", "rise", "estimate", "area", "measure", "points", "index"]

_FILE_FORMS: dict[Form, list[str]] = {
    "text": [""], "note": [""], "count": ["#,##0"], "share": ["0.0%"], "rise": ["0.0%"], "points": ["0"],
    "index": ["0.00"], "estimate": ["0.0%"] * 3, "area": ["0.00"] * 3, "measure": ["0.000"] * 3,
}  # fmt: skip

#: Shown with their range, and so three columns of a file.
_RANGES = ("estimate", "area", "measure")


@dataclass(frozen=True, slots=True)
class Head:
    """A column: its title and how its values are written; a ``note`` stands below the first value on the page, and in a
    column of its own in the file.
    """

    title: str
    form: Form = "text"
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row; ``url`` is where its first cell leads."""

    values: Sequence[Value]
    url: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a part of the page lists; ``caption`` is also the title of its file."""

    caption: str
    heads: Sequence[Head]
    lines: Sequence[Line]

    def table(self, language: str, exports: Sequence[tuple[str, str]] = ()) -> Table:
        """As people read it."""
        # The first cell of a row is its head, and stands at the left even where it is a figure.
        columns = [Column(head.title, numeric=at > 0 and head.form != "text", hint=head.hint)
                   for at, head in enumerate(self.heads) if head.form != "note"]  # fmt: skip
        return Table(self.caption, columns, [self._row(line, language) for line in self.lines], None, exports)

    def _row(self, line: Line, language: str) -> Row:
        told = [(head, _said(value, head.form, language)) for value, head in zip(line.values, self.heads, strict=True)]
        notes = [words for head, words in told if head.form == "note"]
        first, *rest = [words for head, words in told if head.form != "note"]
        return Row([Cell(first, url=line.url, note="; ".join(notes)), *(Cell(each) for each in rest)])

    def file_rows(self) -> list[Sequence[Content]]:
        """As a program reads it: figures as numbers, an interval as three columns."""
        head: list[Content] = []
        for each in self.heads:
            head += [each.title, _("from"), _("to")] if each.form in _RANGES else [each.title]
        return [head, *(self._cells(line) for line in self.lines)]

    @property
    def file_forms(self) -> list[str]:
        """The number formats of the file's columns."""
        return [form for head in self.heads for form in _FILE_FORMS[head.form]]

    def _cells(self, line: Line) -> list[Content]:
        cells: list[Content] = []
        for value, head in zip(line.values, self.heads, strict=True):
            if isinstance(value, Estimate):
                cells += [None if each is None else round(each, 6) for each in (value.value, value.low, value.high)]
            else:
                cells.append(round(value, 6) if isinstance(value, float) else value)
                cells += [None, None] if head.form in _RANGES else []
        return cells


def _said(value: Value, form: Form, language: str) -> str:
    if isinstance(value, Estimate) and form != "estimate":
        return format_number_interval(value.value, value.low, value.high, language, 2 if form == "area" else 3)
    if isinstance(value, Estimate):
        return estimate_words(value, language)
    if value is None:
        return DASH
    if isinstance(value, str):
        return value
    match form:
        case "share":
            return format_percent(value, language, 0 if value >= 0.1 else 1)
        case "rise":
            return format_percent(value, language, 0, signed=True)
        case "points":
            return signed(int(value))
        case "index":
            return format_number(value, language, 2)
        case "measure":
            return format_number(value, language, 3)
    return format_number(value, language)


def estimate_words(found: Estimate, language: str) -> str:
    """``12 % (9–15)``, with one more figure where the share is small; a dash where nothing was seen."""
    if found.value is None:
        return DASH
    return format_interval(found.value, found.low, found.high, language, 0 if found.value >= 0.1 else 1)
