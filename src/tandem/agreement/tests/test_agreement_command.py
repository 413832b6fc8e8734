"""The agreement leaves and comes back as a file, and a file is checked before anybody reads it."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from tandem.agreement import queries
from tandem.agreement.samples import person, signed
from tandem.agreement.starting import starter
from tandem.agreement.yaml_text import from_yaml, to_yaml
from tandem.people.rules import Role

pytestmark = pytest.mark.django_db


def run(*words: Any) -> str:
    out = StringIO()
    call_command("agreement", *map(str, words), stdout=out)
    return out.getvalue()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "agreement.yaml"
    path.write_text(to_yaml(starter("ru", timezone.localdate())), encoding="utf-8")
    return path


def test_a_version_is_exported_and_comes_back_as_the_draft(tmp_path):
    signed(starter("ru"), since=date(2026, 3, 1))
    path = tmp_path / "version.yaml"
    run("export", "1", "--to", path)
    run("import", path, "--by", person(Role.ANALYST).username)

    draft = queries.draft()
    assert draft is not None
    assert queries.document_of(draft) == starter("ru") == from_yaml(run("export", "draft"))


def test_a_seller_does_not_change_the_draft_from_the_command_line_either(file):
    with pytest.raises(CommandError, match="другие роли"):
        run("import", file, "--by", person(Role.SELLER).username)
    assert queries.draft() is None


def test_a_sound_file_passes_the_check(file):
    assert json.loads(run("check", file, "--json")) == []


def test_what_forbids_signing_is_told_with_its_place_and_fails_the_check(file, capsys):
    file.write_text(file.read_text().replace("owner: sales", "owner: nobody", 1), encoding="utf-8")
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("agreement", "check", str(file), "--json", stdout=out)

    problem = json.loads(out.getvalue())[0]
    assert problem["serious"]
    assert problem["place"].startswith("terms.client")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("export",), "No version is in force"),
        (("export", "7"), "Версии 7"),
        (("export", "new"), "no version"),
        (("export", "draft"), "no draft"),
        (("check", "/nowhere.yaml"), "cannot be read"),
    ],
)
def test_what_is_not_there_is_said(words, why):
    with pytest.raises(CommandError, match=why):
        run(*words)


def test_yaml_that_is_no_agreement_is_refused_with_its_line(tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_text("title: &a [*a]\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r"bad\.yaml"):
        run("check", path)
