"""The plan as a workbook that the recipe "plans" reads back unchanged."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping

import xlsxwriter

from tandem.basics.spreadsheet_safety import escape_cell
from tandem.basics.text import Text
from tandem.imports.shelf import recipe_of, recipe_text
from tandem.planning.models import Plan

#: The recipe on the shelf that reads it.
RECIPE = "plans"

_HEADERS = (
    Text(ru="Показатель", en="Measure"),
    Text(ru="Начало", en="Start"),
    Text(ru="Конец", en="End"),
    Text(ru="Менеджер", en="Seller"),
    Text(ru="Отдел", en="Department"),
    Text(ru="План", en="Plan"),
)


def workbook(plans: Iterable[Plan], *, language: str) -> bytes:
    """An XLSX with a row a plan under headers of the language; texts are escaped as everywhere."""
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("План" if language == "ru" else "Plan")
    head = book.add_format({"bold": True, "bottom": 1})
    day = book.add_format({"num_format": "dd.mm.yyyy" if language == "ru" else "yyyy-mm-dd"})
    amount = book.add_format({"num_format": "#,##0.##"})
    measures, departments = _words("measure", language), _words("department", language)
    for column, header in enumerate(_HEADERS):
        sheet.write_string(0, column, header.in_language(language), head)
    for row, plan in enumerate(plans, start=1):
        sheet.write_string(row, 0, escape_cell(measures.get(plan.measure, plan.measure)))
        sheet.write_datetime(row, 1, plan.starts_on, day)
        sheet.write_datetime(row, 2, plan.ends_on, day)
        sheet.write_string(row, 3, escape_cell(plan.seller.name if plan.seller else ""))
        sheet.write_string(row, 4, escape_cell(departments.get(plan.department, plan.department)))
        sheet.write_number(row, 5, plan.value, amount)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 2, 12)
    sheet.set_column(3, 4, 22)
    sheet.set_column(5, 5, 14)
    sheet.freeze_panes(1, 0)
    book.close()
    return written.getvalue()


def _words(field: str, language: str) -> Mapping[str, str]:
    """Value of a field → the word of the language that the recipe reads as it."""
    table = recipe_of(recipe_text(RECIPE)).tables[0]
    (found,) = (each for each in table.records[0].fields if each.field == field)
    words: dict[str, str] = {}
    for word, value in (found.values or {}).items():
        if word.isascii() == (language == "en"):
            words.setdefault(value, word)
    return words
