"""Real exports, imported by the shipped recipes, give the figures that independent code computed from them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from tandem.basics.periods import Period
from tandem.imports.actions import receive, recognise_files, run
from tandem.imports.models import Import, ImportProblem
from tandem.imports.reading import open_table
from tandem.imports.shelf import recipe_of, recipe_text, record_kinds
from tandem.imports.table_reading import compile_table
from tandem.imports.undoing import undo
from tandem.intake.models import Lead
from tandem.measures.questions import Question, answer
from tandem.measures.sealing import sync
from tandem.measures.store import store
from tandem.measures.verification import Verification, verify
from tandem.people.models import Person

# The mark says that there must be a database; the imports themselves are shared by the tests of a set.
pytestmark = [pytest.mark.real_data, pytest.mark.django_db]

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
SCHOOL = ("contacts.csv", "deals.csv", "calls.csv", "spend.csv")
MAVEN = ("accounts.csv", "sales_teams.csv", "sales_pipeline.csv")
ALL_TIME = Period(date(2010, 1, 1), date(2026, 5, 31))

Split = dict[str | int | None, dict[str, Any]]


@dataclass
class Imported:
    """What was seen while a set was imported, imported again and undone."""

    files: dict[str, dict[str, int]]
    problems: list[tuple[str, str, str]]
    total: dict[str, Any]
    split: dict[str, Split]
    after_import: Verification
    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    again: dict[str, dict[str, int]] = field(default_factory=dict)
    leads_after_undo: int = -1
    after_undo: Verification | None = None
    after_second_import: Verification | None = None
    total_after_second_import: dict[str, Any] = field(default_factory=dict)


@contextmanager
def a_company(blocker: DjangoDbBlocker, time_zone: str, currency: str) -> Iterator[None]:
    """An empty installation in that time zone, emptied again afterwards."""
    with blocker.unblock(), override_settings(TIME_ZONE=time_zone, CURRENCY=currency):
        try:
            yield
        finally:
            call_command("flush", interactive=False, verbosity=0)
            store.close()
            sync(rebuild=True)


def bring(text: str, folder: Path, names: tuple[str, ...]) -> Import:
    batch = receive(recipe_text=text, files=[(folder / name, name) for name in names], started_by_id=None, now=NOW)
    return run(import_id=batch.pk, now=NOW)


def counts(batch: Import) -> dict[str, dict[str, int]]:
    columns = ("rows_read", "rows_rejected", "records_new", "records_changed", "records_same", "records_repeated")
    return {file.name: {each: getattr(file, each) for each in columns} for file in batch.files.all()}


def totals(*measures: str) -> dict[str, Any]:
    row = answer(Question(measures=measures, period=ALL_TIME), store.read()).total
    return {key: row.values[key].value for key in measures}


def split(by: str, *measures: str) -> Split:
    found = answer(Question(measures=measures, period=ALL_TIME, by=(by,)), store.read())
    return {row.members[0]: {key: row.values[key].value for key in measures} for row in found.rows}


def checked() -> Verification:
    sync()
    return verify()


# The school: a CRM export, a call log and a spend table


@pytest.fixture(scope="module")
def school(real_data: Path, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Imported]:
    folder, text = real_data / "zoho_school_h1", recipe_text("zoho_crm")
    with a_company(django_db_blocker, "Europe/Berlin", "EUR"):
        batch = bring(text, folder, SCHOOL)
        after_import = checked()
        people = dict(Person.objects.values_list("pk", "name"))
        by_owner = split("seller", "leads", "deals_won", "revenue_paid")
        seen = Imported(
            files=counts(batch),
            problems=list(ImportProblem.objects.values_list("file__name", "severity", "code")),
            total=totals("leads", "deals_won", "revenue_paid", "spend", "calls"),
            split={
                "source": split("source", "leads", "deals_won", "spend"),
                "owner": {people.get(int(key)) if key else None: values for key, values in by_owner.items()},
            },
            after_import=after_import,
            rows={
                "response": store.read().rows(
                    "SELECT count(*), count(*) FILTER (abs(response_seconds - reported_response) <= 120) FROM leads "
                    "WHERE response_seconds IS NOT NULL AND reported_response IS NOT NULL"
                ),
                "without_id": list(
                    ImportProblem.objects.filter(severity="rejected").values_list("line").distinct().order_by("line")
                ),
            },
        )
        second = bring(text, folder, SCHOOL)
        seen.again = counts(second)
        undo(import_id=second.pk, by_id=None, now=NOW)
        undo(import_id=batch.pk, by_id=None, now=NOW)
        seen.after_undo = checked()
        seen.leads_after_undo = Lead.objects.count()
        yield seen


@pytest.fixture(scope="module")
def reference(real_data: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((real_data / "REFERENCE.json").read_text(encoding="utf-8"))["zoho_school_h1"]
    return found


def exact(number: float) -> Decimal:
    return Decimal(str(number)).quantize(Decimal("0.01"))


def test_the_totals_of_the_school_are_the_reference(school: Imported, reference: dict[str, Any]) -> None:
    assert school.total == {
        "leads": reference["deals"],
        "deals_won": reference["paid"],
        "revenue_paid": exact(reference["first_payment"]),
        "spend": exact(reference["spend"]),
        "calls": reference["calls"],
    }


def test_every_source_of_the_school_has_its_reference(school: Imported, reference: dict[str, Any]) -> None:
    expected = {
        source: (each["deals"], each["paid"], exact(each["Spend"])) for source, each in reference["by_source"].items()
    }

    assert {
        source: (each["leads"], each["deals_won"], exact(each["spend"] or 0))
        for source, each in school.split["source"].items()
    } == expected


def test_every_owner_of_the_school_has_the_reference_and_the_unassigned_make_up_the_total(
    school: Imported, reference: dict[str, Any]
) -> None:
    owners = {
        name: (each["leads"], each["deals_won"], exact(each["revenue_paid"] or 0))
        for name, each in school.split["owner"].items()
        if each["leads"]
    }
    unassigned = owners.pop(None)
    expected = reference["by_owner"]

    assert owners == {
        name: (each["deals"], each["paid"], exact(each["first_payment"])) for name, each in expected.items()
    }
    assert unassigned == (
        reference["deals"] - sum(each["deals"] for each in expected.values()),
        reference["paid"] - sum(each["paid"] for each in expected.values()),
        exact(reference["first_payment"] - sum(each["first_payment"] for each in expected.values())),
    )


def test_two_deals_without_an_id_are_rejected_and_void_repeated_spend_is_dropped(
    school: Imported, reference: dict[str, Any]
) -> None:
    assert {name: each["rows_rejected"] for name, each in school.files.items()} == {
        "contacts.csv": 0, "deals.csv": 2, "calls.csv": 0, "spend.csv": 0,
    }  # fmt: skip
    assert len(school.rows["without_id"]) == 2
    assert school.files["deals.csv"]["rows_read"] == reference["deals"] + 2
    assert school.files["contacts.csv"]["records_new"] == reference["contacts"]
    assert school.files["spend.csv"]["rows_read"] == reference["spend_rows"]
    assert school.files["spend.csv"]["records_new"] == reference["spend_rows_dedup"]
    assert (
        school.files["spend.csv"]["records_repeated"] == reference["spend_rows"] - reference["spend_rows_dedup"] == 64
    )


def test_the_time_to_first_contact_agrees_with_the_crm(school: Imported, reference: dict[str, Any]) -> None:
    ((comparable, within),) = school.rows["response"]

    assert comparable == reference["sla_pairs"]
    assert within / comparable >= 0.97


def test_the_same_files_again_change_nothing(school: Imported) -> None:
    for name, each in school.again.items():
        assert (each["records_new"], each["records_changed"]) == (0, 0), name
        assert each["records_same"] == school.files[name]["records_new"], name


def test_nothing_is_left_of_the_school_after_undoing_it_and_the_books_agree_throughout(school: Imported) -> None:
    assert school.leads_after_undo == 0
    assert school.after_import.differences == []
    assert school.after_undo is not None
    assert school.after_undo.differences == []


# The pipeline of a fictional firm, as a worked example


@pytest.fixture(scope="module")
def maven(real_data: Path, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Imported]:
    folder, text = real_data / "maven_crm", recipe_text("maven_crm")
    asked = ("leads", "deals_won", "deals_lost", "deals_amount", "revenue_paid")
    with a_company(django_db_blocker, "America/New_York", "USD"):
        batch = bring(text, folder, MAVEN)
        after_import = checked()
        seen = Imported(counts(batch), [], totals(*asked), {}, after_import)
        undo(import_id=batch.pk, by_id=None, now=NOW)
        seen.after_undo = checked()
        bring(text, folder, MAVEN)
        seen.after_second_import = checked()
        seen.total_after_second_import = totals(*asked)
        yield seen


def test_the_totals_of_the_fictional_firm_come_out(maven: Imported) -> None:
    assert maven.total == {
        "leads": 8_800,
        "deals_won": 4_238,
        "deals_lost": 2_473,
        "deals_amount": Decimal("10005534.00"),
        "revenue_paid": Decimal("10005534.00"),
    }


def test_the_books_agree_after_import_undo_and_import_anew(maven: Imported) -> None:
    assert maven.after_import.differences == []
    assert maven.after_undo is not None
    assert maven.after_undo.differences == []
    assert maven.after_second_import is not None
    assert maven.after_second_import.differences == []
    assert maven.total_after_second_import == maven.total


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
    assert sum((record.values.get("spend") or Decimal(0) for record in records), Decimal(0)) == Decimal(spent)


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
