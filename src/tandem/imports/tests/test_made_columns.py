"""Columns that a recipe makes: of JSON in a cell, of an expression, of the rows above, of the sheet's name."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter
from django.utils import timezone

from tandem.imports import actions
from tandem.imports.models import Import
from tandem.imports.reading import open_table
from tandem.imports.recipe_loading import RecipeRefused, load_recipe
from tandem.imports.rejected_rows import rejected_rows
from tandem.imports.shapes import Record, RowResult
from tandem.imports.shelf import record_kinds
from tandem.imports.table_reading import compile_table
from tandem.imports.trying import try_out

NOW = datetime(2024, 6, 1, tzinfo=UTC)

REPORT = """
[recipe]
name = "report"
system = "1c"

[[table]]
name = "sales"
headers = ["Менеджер / Документ", "Сумма"]
merged = "first"

[table.columns]
document = "Менеджер / Документ"
day = "Дата"
manager = { expression = "case when day is null and document <> 'Итого' then document end", carry = true }

[[table.record]]
kind = "payment"
when = "day is not null"

[table.record.fields]
id = "document"
paid_on = "day"
amount = "Сумма"
purpose = "manager"
"""

ROWS: list[list[object]] = [
    ["Иванов И.И.", "", 150_000.5],
    ["Реализация 01", "01.03.2024", 100_000.5],
    ["Реализация 02", "02.03.2024", "много"],
    ["Сидоров С.С.", "", 20_000],
    ["Реализация 03", "05.03.2024", 20_000],
    ["Реализация 04", "06.03.2024", "#ССЫЛКА!"],
    ["Итого", "", 170_000.5],
]


def report(path: Path) -> Path:
    """Sales as accounting prints them: a title, managers as rows of groups across all columns, a total."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("TDSheet")
        sheet.merge_range("A1:C1", "Продажи по менеджерам")
        sheet.write_row(2, 0, ["Менеджер / Документ", "Дата", "Сумма"])
        for number, row in enumerate(ROWS, start=3):
            sheet.write_row(number, 0, row)
            if not row[1]:
                sheet.merge_range(number, 0, number, 1, row[0])
    return path


def read(recipe_text: str, path: Path) -> list[RowResult]:
    recipe = load_recipe(recipe_text, record_kinds())
    (table,) = recipe.tables
    with open_table(path, options=table.reading_options()) as opened:
        reader = compile_table(
            recipe,
            table,
            opened.headers,
            record_kinds(),
            now=NOW,
            company_zone=ZoneInfo("Europe/Moscow"),
            sheet=opened.sheet or "",
            file=path.name,
        )
        return [reader.read(line, cells) for line, cells in opened.rows()]


def records(results: list[RowResult]) -> list[Record]:
    return [record for result in results for record in result.records]


def test_rows_take_the_group_that_stands_above_them(tmp_path: Path) -> None:
    results = read(REPORT, report(tmp_path / "report.xlsx"))

    assert [(each.values["id"], each.values["purpose"]) for each in records(results)] == [
        ("Реализация 01", "Иванов И.И."),
        ("Реализация 03", "Сидоров С.С."),
    ]
    assert [result.rejected for result in results] == [False, False, True, False, False, True, False]


@pytest.mark.django_db
def test_a_mended_row_keeps_the_group_it_stood_in(tmp_path: Path, settings) -> None:
    settings.HOME = tmp_path
    path = report(tmp_path / "report.xlsx")
    tried: list[tuple[object, ...]] = []
    try_out(
        recipe_text=REPORT,
        files=[(path, path.name)],
        now=timezone.now(),
        rejected=lambda headers, line, cells, problems: tried.append((tuple(headers)[-1], tuple(cells)[-1])),  # type: ignore[arg-type]
    )
    run = actions.receive(recipe_text=REPORT, files=[(path, path.name)], started_by_id=None, now=timezone.now())
    actions.run(import_id=run.pk, now=timezone.now())
    given_back = b"".join(rejected_rows(Import.objects.get(pk=run.pk).files.get(), language="ru"))
    (tmp_path / "mended.csv").write_bytes(
        given_back.replace("много".encode(), b"50000").replace("#ССЫЛКА!".encode(), b"7")
    )
    results = read(REPORT, tmp_path / "mended.csv")

    assert tried == [("→ manager", "Иванов И.И."), ("→ manager", "Сидоров С.С.")]
    assert [(each.values["id"], each.values["purpose"]) for each in records(results)] == [
        ("Реализация 02", "Иванов И.И."),
        ("Реализация 04", "Сидоров С.С."),
    ]


@pytest.mark.parametrize(("between", "manager"), [("\0,,", None), ("Сидоров", "Сидоров"), (",,", "Иванов")])
def test_a_torn_row_may_begin_a_group_and_one_that_cannot_be_read_ends_it(
    tmp_path: Path, between: str, manager: str | None
) -> None:
    lines = ["Менеджер / Документ,Дата,Сумма", "Иванов,,", "Р-1,01.03.2024,1", between, "Р-2,01.03.2024,1"]
    (tmp_path / "a.csv").write_text("\n".join(lines), encoding="utf-8")

    assert [each.values["purpose"] for each in records(read(REPORT, tmp_path / "a.csv"))] == ["Иванов", manager]


PAYLOAD = """
[recipe]
name = "payload"
system = "own"

[[table]]
name = "requests"
headers = ["id", "payload"]

[table.columns]
payload = "payload"
status = "status"
phone = { column = "payload", json = "contact.phones.0" }
source = { column = "payload", json = "utm.source" }
origin = { expression = "upper(source)" }
tags = { column = "payload", json = "tags" }

[[table.record]]
kind = "lead"
when = "status is null or status <> 'spam'"
keep_rest = true

[table.record.fields]
id = "id"
created_at = "created"
phone = "phone"
source = "origin"
amount = { column = "sum" }
product = "tags"
"""


def payloads(path: Path, *cells: str, status: str = "new") -> Path:
    lines = [["id", "created", "payload", "status", "note"]]
    lines += [[str(number), "2024-03-01 10:00", cell, status, "n"] for number, cell in enumerate(cells, start=1)]
    text = "\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines)
    path.write_text(text, encoding="utf-8")
    return path


def test_what_stands_in_json_is_read_by_its_path(tmp_path: Path) -> None:
    recipe = PAYLOAD.replace('column = "sum"', 'column = "sum_made"').replace(
        "tags = {", 'sum_made = { column = "payload", json = "sum" }\ntags = {'
    )
    whole = json.dumps(
        {"contact": {"phones": ["+79161234567"]}, "utm": {"source": "vk"}, "sum": 1200.50, "tags": ["a", "б"]},
        ensure_ascii=False,
    )
    found = records(read(recipe, payloads(tmp_path / "a.csv", whole, '{"contact": {"phones": []}, "sum": null}', "")))

    assert [each.values["phone"] for each in found] == ["+79161234567", None, None]
    assert [each.values["source"] for each in found] == ["VK", None, None]
    assert [str(each.values["amount"]) for each in found] == ["1200.50", "None", "None"]
    assert [each.values["product"] for each in found] == ['["a", "б"]', None, None]
    assert found[0].values["extras"] == {"note": "n"}


def test_a_cell_that_is_no_json_rejects_a_row_that_gives_a_record(tmp_path: Path) -> None:
    recipe = PAYLOAD.replace('amount = { column = "sum" }\n', "")
    (taken,) = read(recipe, payloads(tmp_path / "a.csv", "{broken"))
    (passed_over,) = read(recipe, payloads(tmp_path / "b.csv", "{broken", status="spam"))

    assert taken.rejected
    assert taken.records == []
    assert {(each.column, each.code) for each in taken.problems} == {
        ("→ phone", "json_unreadable"),
        ("→ source", "json_unreadable"),
        ("→ tags", "json_unreadable"),
    }
    assert (passed_over.records, passed_over.problems) == ([], [])


def test_the_name_of_a_sheet_is_a_column(tmp_path: Path) -> None:
    recipe = PAYLOAD.replace("tags = {", 'month = { name_of = "sheet" }\ntags = {').replace(
        'product = "tags"', 'product = "month"'
    )
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet("Май")
        sheet.write_row(0, 0, ["id", "created", "payload", "status"])
        sheet.write_row(1, 0, ["1", "2024-05-01 10:00", "", "new"])
    (found,) = records(read(recipe.replace('amount = { column = "sum" }\n', ""), tmp_path / "a.xlsx"))

    assert found.values["product"] == "Май"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('phone = { json = "a" }', "Exactly one of column, expression, name_of is needed"),
        ('phone = { expression = "lower(status)", json = "a" }', "json is a path within a cell"),
        ('phone = { column = "payload", jsn = "a" }', "≈ «json»"),
        ('phone = { expression = "lower(later)" }\nlater = { column = "payload" }', "later"),
        ('phone = { name_of = "book" }', "There are: sheet, file"),
    ],
)
def test_a_mistake_in_a_made_column_is_named(written: str, said: str) -> None:
    text = PAYLOAD.replace('phone = { column = "payload", json = "contact.phones.0" }', written)
    with pytest.raises(RecipeRefused) as refused:
        load_recipe(text, record_kinds())

    assert any(said in mistake.message.en and "columns" in mistake.where for mistake in refused.value.mistakes)
