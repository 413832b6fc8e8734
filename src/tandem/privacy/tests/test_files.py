"""The copies of files go with the person; the report and the refused rows of others stay."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from tandem.clients.models import Client
from tandem.imports.actions import receive, run
from tandem.imports.models import ImportFile, ImportProblem
from tandem.imports.rejected_rows import rejected_rows
from tandem.imports.shelf import recipe_text
from tandem.privacy.actions import forget
from tandem.privacy.forgetting import remaining
from tandem.privacy.tests.company import NOW, person

pytestmark = pytest.mark.django_db

ROWS = """Номер,Создана,Имя,Телефон,Почта
1,2026-03-02 10:00,Семёнов Пётр,+7 912 345-67-89,p.semyonov@example.com
2,не дата,Семёнов Пётр,+7 912 345-67-89,
3,тоже не дата,Иванова Анна,+7 912 000-00-01,
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "leads.csv"
    path.write_text(ROWS)
    batch = receive(recipe_text=recipe_text("generic_leads"), files=[(path, path.name)], started_by_id=None, now=NOW)
    run(import_id=batch.pk, now=NOW)
    return batch.files.get()


def forget_semyonov(capture):
    client = Client.objects.get(name="Семёнов Пётр")
    with capture(execute=True):
        forget(client_id=client.pk, by=person("admin"), now=NOW)


def test_the_copy_goes_and_so_do_the_persons_refused_rows(file, django_capture_on_commit_callbacks):
    copy = Path(settings.HOME) / file.path
    assert file.rows_rejected == 2
    assert copy.is_file()

    forget_semyonov(django_capture_on_commit_callbacks)

    assert not copy.exists()
    kept = b"".join(rejected_rows(ImportFile.objects.get(), language="ru")).decode()
    assert "Иванова Анна" in kept
    assert "Семёнов" not in kept
    assert all("emyonov" not in each.read_text() for each in copy.parent.iterdir())


def test_a_file_that_is_not_read_to_its_end_stays(file, django_capture_on_commit_callbacks):
    ImportFile.objects.update(finished=False)

    forget_semyonov(django_capture_on_commit_callbacks)

    assert (Path(settings.HOME) / file.path).is_file()
    assert any("незаконченных импортов" in each.what.ru for each in remaining())


def test_an_erasure_that_fails_leaves_the_files(file, django_capture_on_commit_callbacks, monkeypatch):
    def fail(*_args, **_said):
        raise RuntimeError

    monkeypatch.setattr("tandem.privacy.forgetting._record", fail)
    with pytest.raises(RuntimeError):
        forget_semyonov(django_capture_on_commit_callbacks)

    assert (Path(settings.HOME) / file.path).is_file()
    assert Client.objects.filter(name="Семёнов Пётр").exists()
    assert ImportProblem.objects.exclude(excerpt="").exists()
