"""Every recipe that is shipped reads an export of the shape it claims, in each language it knows."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter

from tandem.imports.reading import open_table
from tandem.imports.recipe_loading import load_recipe_file
from tandem.imports.recipes import Recipe
from tandem.imports.shapes import RowResult
from tandem.imports.shelf import record_kinds
from tandem.imports.table_reading import compile_table
from tandem.intake.tests.export_samples import Sample, samples

FOLDER = Path(__file__).parent.parent / "recipes"
SHIPPED = sorted(path.stem for path in FOLDER.glob("*.toml"))
NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
DAY = re.compile(r"\d\d\.\d\d\.\d{4}(?: \d\d:\d\d:\d\d)?")
MOSCOW = ZoneInfo("Europe/Moscow")
PUBLIC_SETS = {"maven_crm", "x_education"}
#: Exports that have no other language, and Zoho's, whose columns each company names itself.
ENGLISH_ONLY = {"zoho_crm", "yandex_direct_report", "facebook_ads_without_days", *PUBLIC_SETS}
RUSSIAN_ONLY = {"one_c_bank_statement"}


def recipe(name: str) -> Recipe:
    return load_recipe_file(FOLDER / f"{name}.toml", record_kinds())


def write(sample: Sample, folder: Path) -> Path:
    path = folder / sample.name
    if sample.format == "text":
        path.write_bytes(sample.text.encode(sample.encoding))
        return path
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Лист1")
    dates = book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
    for number, row in enumerate(csv.reader(io.StringIO(sample.text), delimiter=";")):
        for place, cell in enumerate(row):
            sheet.write(number, place, as_excel_keeps_it(cell), dates if DAY.match(cell) else None)
    book.close()
    return path


def as_excel_keeps_it(cell: str) -> str | int | datetime:
    if DAY.fullmatch(cell):
        day, _, clock = cell.partition(" ")
        return datetime.strptime(f"{day} {clock or '00:00:00'}", "%d.%m.%Y %H:%M:%S")
    return int(cell) if cell.isdigit() and len(cell) < 10 else cell


def read(sample: Sample, folder: Path) -> list[RowResult]:
    found = recipe(sample.recipe)
    wanted = found.table(sample.table)
    assert wanted is not None
    with open_table(write(sample, folder), options=wanted.reading_options(), filename=sample.name) as opened:
        table = found.table_for(opened.headers, sample.name)
        assert table is wanted
        reader = compile_table(
            found, table, opened.headers, record_kinds(), now=NOW, company_zone=MOSCOW, epoch_1904=opened.epoch_1904
        )
        return [reader.read(line, cells) for line, cells in opened.rows()]


@pytest.mark.parametrize("sample", samples(), ids=lambda each: f"{each.recipe}-{each.table}-{each.language}")
def test_a_recipe_reads_an_export_of_its_shape(sample: Sample, tmp_path: Path) -> None:
    results = read(sample, tmp_path)

    assert [
        (record.kind, {name: value for name, value in record.values.items() if value not in (None, {})})
        for result in results
        for record in result.records
    ] == [(kind, dict(values)) for kind, values in sample.records]
    assert sum(result.rejected for result in results) == sample.rejected


@pytest.mark.parametrize("name", SHIPPED)
def test_every_table_of_every_recipe_has_a_sample_in_each_language_it_knows(name: str) -> None:
    languages = {"en"} if name in ENGLISH_ONLY else {"ru"} if name in RUSSIAN_ONLY else {"ru", "en"}

    assert {(each.table, each.language) for each in samples() if each.recipe == name} == {
        (table.name, language) for table in recipe(name).tables for language in languages
    }


@pytest.mark.parametrize("name", SHIPPED)
def test_a_recipe_is_called_as_its_file_and_says_what_it_follows(name: str) -> None:
    found = recipe(name)

    assert found.name == name
    assert found.follows
    assert found.title.ru
    assert found.title.en
    if found.verified and name not in PUBLIC_SETS:
        assert "https://" in found.follows or "http://" in found.follows or found.follows == "docs/import.md"


def test_no_sample_speaks_of_a_recipe_that_is_not_shipped() -> None:
    assert {each.recipe for each in samples()} == set(SHIPPED)
