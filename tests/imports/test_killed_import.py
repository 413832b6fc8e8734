"""An import whose process is killed in the middle goes on, and no row is lost or doubled."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

from tandem.imports import actions
from tandem.imports.models import Import, ImportFile, Status
from tandem.intake.models import Lead
from tandem.journal.models import FactRow
from tandem.measures.verification import verify
from tests.imports.exports import NOW, RECIPE, lead, leads_file

ROWS = 1_500

# Chunks of 20 rows, so that the kill comes between two of very many.
CHILD = """
import os, sys, django
django.setup()
from tandem.imports import actions, taking
from django.utils import timezone
actions.CHUNK_ROWS = 20
actions.run(import_id=int(sys.argv[1]), now=timezone.now())
"""


def address_of_the_test_database() -> str:
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{known['NAME']}".replace("////", "///")
    return f"postgresql://{known['USER']}@/{known['NAME']}?host={quote(known['HOST'], safe='/')}"


@pytest.mark.django_db(transaction=True)
def test_a_killed_import_goes_on_and_no_row_is_lost_or_doubled(tmp_path, monkeypatch):
    monkeypatch.setattr(actions, "CHUNK_ROWS", 20)
    file = leads_file(tmp_path, *(lead(number) for number in range(ROWS)))
    run = actions.receive(recipe_text=RECIPE, files=[file], started_by_id=None, now=NOW)
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(run.pk)],
        env=os.environ
        | {
            "TANDEM_DATABASE_URL": address_of_the_test_database(),
            "TANDEM_HOME": str(settings.HOME),
            "DJANGO_SETTINGS_MODULE": "tandem.site.settings",
        },
    )
    deadline = time.monotonic() + 30
    while ImportFile.objects.get(run=run).rows_read < 60:
        assert time.monotonic() < deadline
        assert child.poll() is None, "the import ended before it could be killed"
        time.sleep(0.005)
    child.send_signal(signal.SIGKILL)
    child.wait()
    committed = ImportFile.objects.get(run=run).rows_read
    assert 60 <= committed < ROWS
    assert Lead.objects.count() == committed
    assert Import.objects.get(pk=run.pk).status == Status.RUNNING

    actions.run(import_id=run.pk, now=NOW)

    assert Lead.objects.count() == ROWS == ImportFile.objects.get(run=run).rows_read
    assert FactRow.objects.filter(kind="lead_captured").values("subject_id").distinct().count() == ROWS
    assert FactRow.objects.filter(kind="lead_captured").count() == ROWS
    assert verify().clean
