"""A workbook of several sheets: each that is a table is read, whoever described it."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tandem.imports import actions, drafts, previews
from tandem.imports.models import Draft, Import
from tandem.imports.recognising import recognise_files
from tandem.imports.rejected_rows import rejected_rows
from tandem.imports.sheets import filled_sheets
from tandem.imports.shelf import recipe_of
from tandem.imports.trying import try_out

RECIPE = """
[recipe]
name = "book"
system = "book"

[[table]]
name = "leads"
headers = ["№", "Дата обращения"]
[[table.record]]
kind = "lead"
[table.record.fields]
id = "№"
created_at = "Дата обращения"

[[table]]
name = "payments"
headers = ["Номер заявки", "Сумма оплаты"]
[[table.record]]
kind = "payment"
[table.record.fields]
lead_id = "Номер заявки"
paid_on = "Дата оплаты"
amount = "Сумма оплаты"
"""


def book(path: Path, *, names: tuple[str, str] = ("Январь", "Февраль")) -> Path:
    """A sheet a month, payments on a third, a price list, a sheet with a heading only, and a hidden copy."""
    with xlsxwriter.Workbook(path) as made:
        for number, month in enumerate(names, start=1):
            sheet = made.add_worksheet(month)
            sheet.write_row(0, 0, ["№", "Дата обращения", "Телефон"])
            for row in range(1, 3 + number):
                sheet.write_row(row, 0, [f"{month[:1]}-{row}", f"0{row}.0{number}.2024", f"8916123450{row}"])
        sheet = made.add_worksheet("Оплаты")
        sheet.write_row(0, 0, ["Номер заявки", "Дата оплаты", "Сумма оплаты"])
        for row in range(1, 5):
            sheet.write_row(row, 0, [f"{names[0][:1]}-{row}", f"1{row}.01.2024", "12 000,00"])
        sheet.write_row(5, 0, [f"{names[1][:1]}-2", "не помню", 5000])
        sheet = made.add_worksheet("Прайс")
        sheet.write_row(0, 0, ["Окно", 10_000])
        sheet.write_row(1, 0, ["Дверь", 20_000])
        made.add_worksheet("Титул").write(0, 0, "Отчёт")
        hidden = made.add_worksheet("Старое")
        hidden.write_row(0, 0, ["№", "Дата обращения"])
        hidden.write_row(1, 0, ["C-1", "01.01.2024"])
        hidden.hide()
    return path


def test_the_sheets_of_a_book_that_have_rows_are_told(tmp_path: Path) -> None:
    assert filled_sheets(book(tmp_path / "book.xlsx")) == ("Январь", "Февраль", "Оплаты", "Прайс")


def test_one_sheet_and_a_text_file_are_one_table(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "one.xlsx") as made:
        sheet = made.add_worksheet("Лиды")
        sheet.write_row(0, 0, ["№", "Дата обращения"])
        sheet.write_row(1, 0, ["1", "01.01.2024"])
        made.add_worksheet("Пустой")
    (tmp_path / "one.csv").write_text("№;Дата обращения\n1;01.01.2024\n", encoding="utf-8")

    assert filled_sheets(tmp_path / "one.xlsx") == ()
    assert filled_sheets(tmp_path / "one.csv") == ()


def test_each_sheet_that_fits_is_read_by_its_table_and_the_rest_are_passed_over(tmp_path: Path) -> None:
    found = recognise_files(recipe_of(RECIPE), [(book(tmp_path / "book.xlsx"), "book.xlsx")])

    assert [(each.table.name, each.sheet, each.name) for each in found] == [
        ("leads", "Январь", "book · Январь.xlsx"),
        ("leads", "Февраль", "book · Февраль.xlsx"),
        ("payments", "Оплаты", "book · Оплаты.xlsx"),
    ]


def test_a_table_that_names_its_sheet_reads_no_other(tmp_path: Path) -> None:
    text = RECIPE.replace('name = "leads"', 'name = "leads"\nsheet = "Февраль"')
    found = recognise_files(recipe_of(text), [(book(tmp_path / "book.xlsx"), "book.xlsx")])

    assert [(each.table.name, each.sheet) for each in found] == [("leads", "Февраль"), ("payments", "Оплаты")]


@pytest.mark.django_db
def test_a_dry_run_and_an_import_read_each_sheet_and_give_its_rejected_rows_back(tmp_path: Path, settings) -> None:
    settings.HOME = tmp_path
    file = (book(tmp_path / "book.xlsx"), "book.xlsx")
    trials = try_out(recipe_text=RECIPE, files=[file], now=timezone.now())
    run = actions.receive(recipe_text=RECIPE, files=[file], started_by_id=None, now=timezone.now())
    actions.run(import_id=run.pk, now=timezone.now())
    taken = list(Import.objects.get(pk=run.pk).files.all())

    told = [(3, 3, 0), (4, 4, 0), (5, 4, 1)]
    assert [(each.rows, each.tally.new, each.rejected) for each in trials] == told
    assert [(each.rows_read, each.records_new, each.rows_rejected) for each in taken] == told
    assert "не помню" in b"".join(rejected_rows(taken[2], language="ru")).decode("utf-8-sig")


@pytest.mark.django_db
def test_a_book_nobody_described_is_guessed_sheet_by_sheet(tmp_path: Path, settings) -> None:
    settings.HOME = tmp_path
    content = book(tmp_path / "book.xlsx").read_bytes()
    maker = get_user_model().objects.create_user("owner", name="Owner", role="owner")
    draft = drafts.begin(
        uploads=[SimpleUploadedFile("book.xlsx", content)], recipe_text="", made_by_id=maker.pk, now=timezone.now()
    )
    draft = Draft.objects.get(pk=draft.pk)
    shown = previews.previewed(draft, drafts.guesses(draft))

    assert [(each.sheet, [kind.name for kind in each.kinds]) for each in shown] == [
        ("Январь", ["lead"]),
        ("Февраль", ["lead"]),
        ("Оплаты", ["payment"]),
        ("Прайс", []),
    ]
    assert drafts.paths(draft) == [(tmp_path / draft.files.all()[0].path, "book.xlsx")]


@pytest.mark.django_db
def test_a_person_leaves_a_sheet_out(tmp_path: Path, settings) -> None:
    settings.HOME = tmp_path
    content = book(tmp_path / "book.xlsx").read_bytes()
    maker = get_user_model().objects.create_user("owner", name="Owner", role="owner")
    draft = drafts.begin(
        uploads=[SimpleUploadedFile("book.xlsx", content)], recipe_text="", made_by_id=maker.pk, now=timezone.now()
    )
    kinds = {"Январь": "lead", "Февраль": "lead", "Оплаты": "", "Прайс": ""}
    columns = {"№": "id", "Дата обращения": "created_at"}
    choices = {file.pk: (kinds[file.sheet], columns if kinds[file.sheet] else {}) for file in draft.files.all()}
    drafts.map_columns(draft=draft, name="book", choices=choices)

    assert [table.records[0].kind for table in recipe_of(draft.recipe_text).tables] == ["lead"]
