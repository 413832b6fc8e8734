"""Which of the first lines of a table nobody has described is its header. Pure.

Spreadsheets that people keep begin with a title, the day of the export, or a row of groups above the names of columns.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from tandem.imports.shapes import Cell
from tandem.imports.values import text_of

#: A header names most of the columns that are filled below it.
_LEAST_SHARE = 0.6
#: … and most of what it says are names: no numbers, days, phones or addresses.
_LEAST_NAMES = 0.8
_NAME = re.compile(r"[^@]*[^\W\d_]{2}[^@]*|[^\W\d_]|№")
_DAY = re.compile(r"\d{1,4}[.\-/ ]\w{1,9}[.\-/ ]\d{1,4}.*")


def likely_header(lines: Sequence[tuple[int, Sequence[Cell]]], merged: Container[int] = frozenset()) -> int | None:
    """The number of the line that is the header; None where none is likelier than the first filled one.

    ``merged``: lines that merged cells touch; groups of columns stand in such, names of columns do not.
    """
    filled = [(line, [text_of(cell) for cell in cells]) for line, cells in lines]
    filled = [(line, [text for text in cells if text]) for line, cells in filled if any(cells)]
    if len(filled) < 2:
        return None
    # The widest may be one row with a stray remark: what most rows have is asked for.
    widths = sorted(len(cells) for _, cells in filled)
    usual = widths[len(widths) // 2]
    for line, cells in filled[:-1]:
        if line not in merged and len(cells) >= max(2, _LEAST_SHARE * usual) and _names(cells):
            return line
    return None


def _names(cells: Sequence[str]) -> bool:
    named = sum(_NAME.fullmatch(cell) is not None and _DAY.fullmatch(cell) is None for cell in cells)
    return named >= _LEAST_NAMES * len(cells) and len({*cells}) >= _LEAST_NAMES * len(cells)
