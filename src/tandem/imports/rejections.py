"""Rejected rows as a CSV that can be mended and fed again.

It holds the file's own columns as they were, then ``tandem_line``, ``tandem_field`` and ``tandem_reason``; those three
are left out when the mended file is read. Cells that a spreadsheet would run as a formula are escaped by an
apostrophe, which is taken off again only from files that carry the three columns: other files are not touched.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TextIO

from tandem.basics.spreadsheet_safety import escape_cell, unescape_cell
from tandem.imports.reading import Table
from tandem.imports.shapes import BrokenRow, Cell, Cells, Problem
from tandem.imports.values import text_of

LINE, FIELD, REASON = OWN_COLUMNS = ("tandem_line", "tandem_field", "tandem_reason")
ENCODING = "utf-8-sig"


class RejectionWriter:
    """Writes rejected rows to a text stream opened with ``encoding=ENCODING, newline=""``.

    ``language``: of the reasons. ``count``: rows written so far.
    """

    def __init__(self, stream: TextIO, headers: Sequence[str], *, language: str = "ru") -> None:
        self._writer = csv.writer(stream)
        self._width = len(headers)
        self._language = language
        self.count = 0
        self._writer.writerow([*(_escaped(header) for header in headers), *OWN_COLUMNS])

    def write(self, line: int, cells: Cells, problems: Sequence[Problem]) -> None:
        """One rejected row with all that is wrong with it; warnings are left out."""
        wrong = [problem for problem in problems if problem.severity == "rejected"]
        texts = [*cells.cells] if isinstance(cells, BrokenRow) else [text_of(cell) for cell in cells]
        # What does not fit under the header is shown in the last cell, so that nothing is lost.
        if len(texts) > self._width:
            texts = [*texts[: self._width - 1], ",".join(texts[self._width - 1 :])]
        texts += [""] * (self._width - len(texts))
        self._writer.writerow(
            [
                *(_escaped(text) for text in texts),
                str(line),
                ", ".join(dict.fromkeys(_escaped(problem.column or problem.field or "") for problem in wrong)),
                " ".join(_reason(problem, self._language) for problem in wrong),
            ]
        )
        self.count += 1


def without_own_columns(table: Table) -> Table:
    """A table without the three columns and with its cells unescaped; any other table as it is.

    The numbers of lines are those of the file at hand.
    """
    if tuple(header.casefold() for header in table.headers[-3:]) != OWN_COLUMNS:
        return table
    width = len(table.headers) - 3

    def rows() -> Iterator[tuple[int, Cells]]:
        for line, cells in table.rows():
            yield line, cells if isinstance(cells, BrokenRow) else [_unescaped(cell) for cell in cells[:width]]

    return replace(table, headers=tuple(str(_unescaped(header)) for header in table.headers[:width]), start=rows)


def _reason(problem: Problem, language: str) -> str:
    message = problem.message.in_language(language)
    return f"{problem.column}: {message}" if problem.column else message


def _escaped(text: str) -> str:
    return str(escape_cell(text))


def _unescaped(cell: Cell) -> Cell:
    return unescape_cell(cell) if isinstance(cell, str) else cell
