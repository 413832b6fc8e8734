"""Exports of systems that nobody here knows: a recipe alone is all they take."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pytest_django import DjangoDbBlocker

from tandem.imports.reading import open_table
from tandem.imports.recognising import recognise_files
from tandem.imports.shelf import recipe_of, recipe_text, record_kinds
from tandem.imports.table_reading import compile_table
from tests.real_imports import NOW, a_company, bring, totals

pytestmark = pytest.mark.real_data

# Public sets without dates: what a recipe reads of them


@pytest.mark.parametrize(
    ("recipe", "file", "rows", "sold", "spent"),
    [
        ("x_education", "x_education/lead_scoring.csv", 9_240, 3_561, "0"),
        ("facebook_ads_without_days", "facebook_ads/KAG_conversion_data.csv", 1_143, 0, "58705.23"),
    ],
)
def test_every_row_of_a_set_without_dates_is_read(
    real_data: Path, recipe: str, file: str, rows: int, sold: int, spent: str
) -> None:
    text = recipe_text(recipe)
    (found,) = recognise_files(recipe_of(text), [(real_data / file, Path(file).name)])
    table = found.table
    with open_table(found.path, options=table.reading_options()) as opened:
        reader = compile_table(
            recipe_of(text), table, opened.headers, record_kinds(), now=NOW, company_zone=ZoneInfo("UTC")
        )
        results = [reader.read(line, cells) for line, cells in opened.rows()]
    records = [record for result in results for record in result.records]

    assert len(records) == rows
    assert sum(record.values.get("stage") == "won" for record in records) == sold
    amounts = [record.values["spend"] for record in records if record.kind == "spend"]
    assert sum((each for each in amounts if isinstance(each, Decimal)), Decimal(0)) == Decimal(spent)


# A schema nobody here has seen: the recipe alone, written below, is all it takes

BANK_RECIPE = """
[recipe]
name = "bank_calls"
system = "bank"

[[table]]
name = "calls"
headers = ["age", "job", "duration", "y"]
separator = ";"

[table.columns]
phone_kind = ["contact"]
age = ["age"]
poutcome = ["poutcome"]

[[table.record]]
kind = "activity"
when = "phone_kind = 'telephone' and age >= 60"

[table.record.fields]
at = { constant = "2010-11-01 10:00" }
kind = { constant = "call" }
direction = { constant = "out" }
duration = "duration"
answered = { column = "y", map = { "yes" = "yes", "no" = "no" } }
result = { expression = "'outcome before: ' || poutcome" }
"""


@pytest.mark.django_db(transaction=True)
def test_an_unseen_schema_is_imported_by_a_recipe_alone(
    real_data: Path, django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path: Path
) -> None:
    (source,) = sorted((real_data / "bank_marketing").glob("*.csv"))
    lines = source.read_text(encoding="utf-8").splitlines()
    (tmp_path / "calls.csv").write_text("\n".join(lines[:5001]), encoding="utf-8")
    rows = [line.replace('"', "").split(";") for line in lines[1:5001]]
    names = lines[0].replace('"', "").split(";")
    old = [each for each in (dict(zip(names, row, strict=True)) for row in rows) if int(each["age"]) >= 60]
    called = [each for each in old if each["contact"] == "telephone"]

    with a_company(django_db_blocker, "Europe/Lisbon", "EUR"):
        bring(BANK_RECIPE, tmp_path, ("calls.csv",))
        found = totals("calls", "calls_answered", "talk_minutes")

    assert called
    assert found["calls"] == len(called)
    assert found["calls_answered"] == sum(each["y"] == "yes" for each in called)
    assert found["talk_minutes"] == pytest.approx(sum(int(each["duration"]) for each in called) / 60)
