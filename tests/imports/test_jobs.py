"""Background jobs of imports: when a new base is due, and what a failing run leaves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from tandem.imports import actions, drafts, jobs
from tandem.imports.models import Draft, Import, Status
from tandem.imports.undoing import undo
from tandem.journal import queries as journal
from tandem.measures.base_file import folder
from tests.imports.exports import HEAD, NOW, RECIPE, lead, leads_file

pytestmark = pytest.mark.django_db


def received(tmp_path, *rows: str) -> Import:
    return actions.receive(recipe_text=RECIPE, files=[leads_file(tmp_path, *rows)], started_by_id=None, now=NOW)


def test_a_base_is_sealed_when_much_is_new_or_an_import_was_undone(tmp_path, monkeypatch):
    assert not jobs.seal_is_due()
    run = received(tmp_path, lead(1), lead(2))
    jobs.run_import.func(run.pk)
    assert not jobs.seal_is_due()

    actions.run(import_id=received(tmp_path, lead(3)).pk, now=NOW)
    assert not jobs.seal_is_due()
    monkeypatch.setattr(jobs, "SEAL_BEHIND", 1)
    assert jobs.seal_is_due()
    monkeypatch.undo()

    undo(import_id=run.pk, by_id=None, now=NOW)
    assert jobs.seal_is_due()
    jobs.seal.func()
    base = folder().current()
    assert base is not None
    assert base.position == journal.position()
    assert not jobs.seal_is_due()


def test_a_run_that_cannot_go_on_is_stopped_with_its_reason(tmp_path):
    run = received(tmp_path)
    jobs.run_import.func(run.pk)

    run.refresh_from_db()
    assert run.status == Status.STOPPED
    assert "ни одной строки" in run.failure.ru
    assert "not one row" in run.failure.en


def test_a_stopped_import_waits_for_a_person(tmp_path):
    run = received(tmp_path, lead(1))
    actions.stop(import_id=run.pk)

    jobs.run_import.func(run.pk)

    run.refresh_from_db()
    assert run.status == Status.STOPPED


def test_uploads_nobody_started_are_forgotten_after_a_week(settings, tmp_path):
    settings.HOME = tmp_path
    person = get_user_model().objects.create_user("anna", name="Анна", role="analyst")
    for age in (6, 8):
        drafts.begin(
            uploads=[drafts.Pasted(f"{HEAD}\n{lead(age)}", name="leads.csv")],
            recipe_text=RECIPE,
            made_by_id=person.pk,
            now=timezone.now() - timedelta(days=age),
        )

    jobs.forget_drafts.func()

    kept = Draft.objects.get()
    assert [path.name for path in (tmp_path / "imports" / "drafts").iterdir()] == [str(kept.pk)]
