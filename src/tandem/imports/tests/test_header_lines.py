from __future__ import annotations

import openpyxl
import pytest

from tandem.imports.header_lines import likely_header
from tandem.imports.reading import ReadingOptions, open_table

NAMES = ["№ заявки", "Поступила", "Тел.", "Сумма"]
ROWS = [["1", "01.10.2026 10:00", "+7 916 123-45-67", "5"], ["2", "02.10.2026 10:00", "+7 916 123-45-68", "6"]]


def numbered(*lines):
    return list(enumerate(lines, start=1))


def test_a_header_in_the_first_line_is_found_there():
    assert likely_header(numbered(NAMES, *ROWS)) == 1


def test_a_title_above_the_names_is_no_header():
    assert likely_header(numbered(["Заявки за октябрь"], ["Сформировано: 01.11.2026"], [], NAMES, *ROWS)) == 4


def test_groups_of_columns_above_the_names_are_no_header():
    assert likely_header(numbered(["Заявка", "", "Клиент", ""], NAMES, *ROWS)) == 2


def test_a_line_of_merged_cells_is_no_header():
    assert likely_header(numbered(["Заявка", "Дата", "Кто", "Деньги"], NAMES, *ROWS), merged={1}) == 2


def test_where_no_line_looks_like_names_nothing_is_said():
    assert likely_header(numbered(*ROWS)) is None
    assert likely_header(numbered(["one"])) is None


@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_text_file_is_read_from_its_names_on(tmp_path, separator):
    path = tmp_path / "leads.csv"
    lines = [["Заявки за октябрь"], [], NAMES, *ROWS]
    path.write_text("\n".join(separator.join(each) for each in lines), encoding="windows-1251")

    with open_table(path, options=ReadingOptions()) as table:
        assert (table.headers, table.header_line) == (tuple(NAMES), 3)
        assert [line for line, _ in table.rows()] == [4, 5]


def test_a_sheet_with_groups_in_merged_cells_is_read_from_its_names_on(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Заявка", None, "Клиент", "Деньги"])
    sheet.merge_cells("A1:B1")
    for row in [NAMES, *ROWS]:
        sheet.append(row)
    book.save(tmp_path / "leads.xlsx")

    with open_table(tmp_path / "leads.xlsx") as table:
        assert (table.headers, table.header_line) == (tuple(NAMES), 2)
        assert [line for line, _ in table.rows()] == [3, 4]
