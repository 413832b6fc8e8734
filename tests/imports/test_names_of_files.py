"""A recipe that reads the names of files and sheets, and the rows of such files that are mended and fed again."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter
from django.utils import timezone

from tandem.imports import actions
from tandem.imports.models import Import
from tandem.imports.rejected_rows import rejected_rows
from tandem.intake.models import Lead

BRANCHES = """
[recipe]
name = "branches"
system = "own"

[[table]]
name = "leads"
headers = ["id", "sum"]

[table.columns]
branch = { name_of = "file" }
month = { name_of = "sheet" }

[[table.record]]
kind = "lead"

[table.record.fields]
id = "id"
created_at = "created"
source = "branch"
campaign = "month"
amount = "sum"
"""


@pytest.mark.django_db
def test_a_mended_row_keeps_the_names_of_the_file_and_the_sheet_it_came_from(tmp_path: Path, settings) -> None:
    settings.HOME = tmp_path
    path = tmp_path / "Казань.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for month in ("Май", "Июнь"):
            sheet = book.add_worksheet(month)
            sheet.write_row(0, 0, ["id", "created", "sum"])
            sheet.write_row(1, 0, [f"{month} 1", "2024-05-01 10:00", "100"])
            sheet.write_row(2, 0, [f"{month} 2", "2024-05-02 10:00", "много"])

    def fed(*files: Path) -> list[tuple[str, str]]:
        run = actions.receive(
            recipe_text=BRANCHES, files=[(each, each.name) for each in files], started_by_id=None, now=timezone.now()
        )
        actions.run(import_id=run.pk, now=timezone.now())
        return sorted(Lead.objects.values_list("source", "campaign"))

    assert fed(path) == [("Казань", "Июнь"), ("Казань", "Май")]
    given_back = []
    for file in Import.objects.get().files.all():
        mended = tmp_path / f"mended {file.pk}.csv"
        mended.write_bytes(b"".join(rejected_rows(file, language="ru")).replace("много".encode(), b"200"))
        given_back.append(mended)
    assert fed(*given_back) == [("Казань", "Июнь")] * 2 + [("Казань", "Май")] * 2
