"""`tandem measures` and `tandem report`: the same figures as on the pages, in four forms."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from tandem.basics.periods import BadPeriod
from tandem.basics.spreadsheet_safety import escape_cell
from tandem.measures.catalogue import UnknownMeasure, catalogue
from tandem.measures.store import store
from tests.measures.test_reports import company

JANUARY = ["--from", "2026-01-01", "--to", "2026-01-31"]


@pytest.fixture(autouse=True)
def a_company(db, monkeypatch):
    world = company()
    world.rows("leads")[2]["campaign"] = "=HYPERLINK(1)"
    reading = world.reading()
    monkeypatch.setattr(type(store), "read", lambda self: reading)
    with translation.override("en"):
        yield


def run(*arguments: str) -> str:
    written = io.StringIO()
    call_command(*arguments, stdout=written)
    return written.getvalue()


def test_the_catalogue_is_listed_and_one_measure_explained():
    assert len(run("measures").splitlines()) == len(catalogue())
    assert json.loads(run("measures", "cpl", "--json"))["made_of"] == ["spend", "leads"]
    assert "Ad spend of the period divided by its leads" in run("measures", "cpl")
    with pytest.raises(UnknownMeasure):
        run("measures", "happiness")


def test_the_operating_report_as_json_keeps_money_exact():
    told = json.loads(run("report", "operating", *JANUARY, "--json"))

    assert (told["from"], told["to"]) == ("2026-01-01", "2026-01-31")
    assert [row["kind"] for row in told["rows"]] == ["department", "seller", "seller", "unassigned"]
    assert told["rows"][0]["figures"]["revenue_paid"]["value"] == "1000.00"


def test_the_funnel_tells_what_it_follows():
    by_period = json.loads(run("report", "funnel", *JANUARY, "--json"))
    by_cohort = json.loads(run("report", "funnel", *JANUARY, "--cohort", "--by", "seller", "--json"))

    assert (by_period["kind"], by_cohort["kind"]) == ("period", "cohort")
    assert {step["key"]: step for step in by_cohort["steps"]}["won"]["matured"]["young"] == 1
    assert by_cohort["rows"][-1]["kind"] == "total"


def test_campaigns_name_what_did_not_match():
    told = json.loads(run("report", "campaigns", *JANUARY, "--json"))

    assert told["unmatched"]["spend_without_leads"] == {
        "amount": "30.00", "share": 0.3, "of_named": pytest.approx(1 / 3), "names": 1,
    }  # fmt: skip
    assert told["rows"][-1]["figures"]["cpl"]["value"] == "33.33"
    assert "does not prove a cause" in run("report", "campaigns", *JANUARY)


def test_exports_never_run_a_cell_and_keep_numbers_as_numbers(tmp_path):
    written = run("report", "campaigns", *JANUARY, "--format", "csv")
    run("report", "campaigns", *JANUARY, "--format", "xlsx", "--output", str(tmp_path / "chain.xlsx"))

    names = [row[0] for row in csv.reader(io.StringIO(written))]
    sheet = openpyxl.load_workbook(tmp_path / "chain.xlsx").active
    assert escape_cell("=HYPERLINK(1)") in names
    rows = list(sheet.iter_rows(values_only=True))
    assert Decimal(str(rows[-1][1])) == 100
    assert "=HYPERLINK(1)" not in {row[0] for row in rows}


@pytest.mark.parametrize(
    "arguments",
    [
        ("operating", "--by", "year"),
        ("leads", "--by", "source"),
        ("operating", "--to", "2026-01-31"),
        ("operating", "--period", "2026-01", "--from", "2026-01-01"),
    ],
)
def test_what_cannot_be_reported_is_refused(arguments):
    with pytest.raises((CommandError, BadPeriod)):
        run("report", *arguments)
