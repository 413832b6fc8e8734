"""Rows of cells as files that leave the house: CSV and XLSX, in which no cell is ever run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

import xlsxwriter

from tandem.basics.spreadsheet_safety import escape_cell

type Content = str | int | float | Decimal | None

_LONGEST_SHEET_NAME = 31
_FORBIDDEN_IN_NAME = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def csv_file(rows: Iterable[Sequence[Content]], language: str) -> bytes:
    """UTF-8 with a mark, so that Excel reads it; semicolons and decimal commas for Russian readers."""
    russian = language.startswith("ru")
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";" if russian else ",", lineterminator="\r\n")
    for row in rows:
        writer.writerow([_written(cell, russian=russian) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def xlsx_file(rows: Iterable[Sequence[Content]], *, title: str, forms: Sequence[str], labels: int) -> bytes:
    """A workbook of one sheet. ``forms`` are number formats by column, the first ``labels`` columns stand still."""
    held = io.BytesIO()
    safely = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(held, safely) as book:
        page = book.add_worksheet(title.translate(_FORBIDDEN_IN_NAME)[:_LONGEST_SHEET_NAME].strip() or "1")
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        formats = {form: book.add_format({"num_format": form}) for form in set(forms) if form}
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    page.write_string(at, column, str(escape_cell(cell)), head if at == 0 else None)
                elif cell is not None:
                    page.write_number(at, column, float(cell), formats.get(forms[column]))
        page.freeze_panes(1, labels)
        page.set_column(0, labels - 1, 28)
        page.set_column(labels, max(len(forms) - 1, labels), 14)
    return held.getvalue()


def _written(cell: Content, *, russian: bool) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return str(escape_cell(cell))
    plain = f"{cell:f}" if isinstance(cell, Decimal) else repr(cell)
    return plain.replace(".", ",") if russian else plain
