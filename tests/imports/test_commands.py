"""The commands: what they print, what they write, and their exit codes."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tandem.imports.models import Import
from tandem.imports.refusals import ImportRefused
from tandem.intake.models import Lead
from tests.imports.exports import RECIPE, lead, leads_file

pytestmark = pytest.mark.django_db


def tandem(*arguments: str) -> str:
    printed = StringIO()
    call_command(*arguments, stdout=printed)
    return printed.getvalue()


@pytest.fixture
def recipe(tmp_path) -> str:
    path = tmp_path / "little.toml"
    path.write_text(RECIPE)
    return str(path)


@pytest.fixture
def leads(tmp_path) -> str:
    return str(leads_file(tmp_path, lead(1), lead(2, stage="Thinking"), lead(3))[0])


def test_import_reports_each_file_and_syncs(recipe, leads):
    result = json.loads(tandem("import", recipe, leads, "--json"))

    assert result == {
        "dry_run": False,
        "import": Import.objects.get().pk,
        "status": "done",
        "files": [
            {"name": "leads.csv", "table": "leads", "rows": 3, "rejected": 1, "warnings": 0,
             "new": 2, "changed": 0, "same": 0, "repeated": 0},
        ],
    }  # fmt: skip
    assert json.loads(tandem("verify", "--json"))["clean"] is True


def test_a_dry_run_says_the_same_and_writes_nothing(recipe, leads):
    tried = json.loads(tandem("import", recipe, leads, "--dry-run", "--json"))

    assert not Lead.objects.exists()
    assert not Import.objects.exists()
    assert tried["files"] == json.loads(tandem("import", recipe, leads, "--json"))["files"]


def test_rejected_rows_are_the_same_file_dry_or_not(recipe, leads, tmp_path):
    dry, real = tmp_path / "dry.csv", tmp_path / "real.csv"
    tandem("import", recipe, leads, "--dry-run", "--errors", str(dry))
    tandem("import", recipe, leads, "--errors", str(real))

    assert dry.read_bytes() == real.read_bytes()
    assert "Thinking" in real.read_text(encoding="utf-8-sig")


def test_what_cannot_be_imported_is_a_sentence(recipe, leads, tmp_path):
    with pytest.raises(CommandError, match="no_such.csv"):
        tandem("import", recipe, str(tmp_path / "no_such.csv"))
    with pytest.raises(ImportRefused, match="There is no recipe"):
        tandem("import", "no_such_recipe", leads)
    assert not Import.objects.exists()


def test_sync_says_where_the_store_stands(recipe, leads):
    tandem("import", recipe, leads)

    position = json.loads(tandem("sync", "--json"))["position"]
    assert position > 0
    assert str(position) in tandem("sync", "--rebuild")


def test_verify_names_each_difference_and_fails(recipe, leads):
    tandem("import", recipe, leads)
    spoilt = Lead.objects.order_by("pk")[0]
    Lead.objects.filter(pk=spoilt.pk).update(source="nowhere")
    printed = StringIO()

    with pytest.raises(SystemExit) as left:
        call_command("verify", stdout=printed)

    assert left.value.code == 1
    assert "intake.Lead.source" in printed.getvalue()
    assert str(spoilt.pk) in printed.getvalue()


def test_recipes_lists_the_shelf():
    listed = json.loads(tandem("recipes", "--json"))

    assert listed["broken"] == []
    assert "zoho_crm" in [each["name"] for each in listed["recipes"]]
    assert "zoho_crm" in tandem("recipes")
