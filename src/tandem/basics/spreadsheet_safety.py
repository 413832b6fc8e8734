"""Cells that leave the house: a spreadsheet must show a client's text and never run it as a formula."""

from __future__ import annotations

import re

# The apostrophes at the front make the escape reversible: what already looks escaped is escaped once more.
# Blanks before the sign are dropped by some spreadsheets, and the wide signs are read as the plain ones.
_RUNS = re.compile(r"'*[\t\r\n]|'*\s*[=+\-@＝＋－＠]")
_NEGATIVE_NUMBER = re.compile(r"-\d+(?:[.,]\d+)?\Z", re.ASCII)


def escape_cell[T](value: T) -> T | str:
    """``value`` ready for CSV or XLSX: a text that a spreadsheet would run gets an apostrophe in front.

    Numbers, dates and ``None`` pass untouched, and so does the text of a negative number (``-290.00``).
    """
    if not isinstance(value, str) or not _RUNS.match(value) or _NEGATIVE_NUMBER.match(value):
        return value
    return "'" + value


def unescape_cell(text: str) -> str:
    """The text as it was before ``escape_cell``: for an exported file that is mended and fed again."""
    return text[1:] if text.startswith("'") and _RUNS.match(text) else text
