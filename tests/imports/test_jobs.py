"""Background jobs of imports: when a new base is due, and what a failing run leaves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from tandem.imports import actions, drafts, jobs, keeping
from tandem.imports.models import Draft, Import, Status
from tandem.imports.rejected_rows import rejected_rows
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


def test_old_copies_go_but_the_report_and_the_rejected_rows_stay(tmp_path, settings):
    settings.HOME = tmp_path / "home"
    run = received(tmp_path, lead(1), lead(2, stage="Thinking"))
    jobs.run_import.func(run.pk)
    file = run.files.get()
    copy = settings.HOME / file.path
    before = b"".join(rejected_rows(file, language="ru"))

    settings.KEEP_IMPORT_FILES_DAYS = 0
    jobs.remove_old_copies.func()
    settings.KEEP_IMPORT_FILES_DAYS = 180
    keeping.remove_old_copies(now=NOW + timedelta(days=179), keep=timedelta(days=180))
    assert copy.exists()

    assert keeping.remove_old_copies(now=NOW + timedelta(days=181), keep=timedelta(days=180)) == 1
    file.refresh_from_db()
    assert not copy.exists()
    assert file.removed_at == NOW + timedelta(days=181)
    assert (file.rows_read, file.problems.filter(severity="rejected").count()) == (2, 1)
    assert b"".join(rejected_rows(file, language="ru")) == before
    assert b"Thinking" in before
    assert b"L1" not in before
    assert keeping.remove_old_copies(now=NOW + timedelta(days=182), keep=timedelta(days=180)) == 0


def test_a_stopped_import_whose_copy_is_gone_asks_for_the_file_again(tmp_path):
    run = received(tmp_path, lead(1))
    actions.stop(import_id=run.pk)
    keeping.remove_old_copies(now=NOW + timedelta(days=2), keep=timedelta(days=1))

    with pytest.raises(actions.NotRunnable, match="import the files again"):
        actions.resume(import_id=run.pk)


def test_the_page_says_that_the_copy_is_gone(tmp_path, client):
    run = received(tmp_path, lead(1))
    jobs.run_import.func(run.pk)
    client.force_login(get_user_model().objects.create_user("a", name="a", role="admin"))
    client.cookies["django_language"] = "en"
    assert "the copy was removed" not in client.get(f"/imports/{run.pk}/").content.decode()
    keeping.remove_old_copies(now=NOW + timedelta(days=2), keep=timedelta(days=1))
    assert "the copy was removed" in client.get(f"/imports/{run.pk}/").content.decode()
