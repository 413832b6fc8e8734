"""Leads are judged anew when a version comes in force for past days, and nothing else of history changes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

from tandem.agreement.models import ClosedMonth, Version
from tandem.agreement.samples import signed
from tandem.imports.models import Import
from tandem.imports.samples import taken
from tandem.imports.undoing import undo
from tandem.intake.models import Lead
from tandem.intake.samples import lead
from tandem.journal.followers import follow
from tandem.journal.models import FactRow, FollowerPlace
from tandem.measures.sealing import sync
from tandem.measures.store import store
from tandem.measures.verification import verify
from tandem.qualification import followers
from tandem.qualification.models import Qualification
from tandem.qualification.samples import agreement

NOW = datetime(2026, 3, 5, 9, tzinfo=UTC)
NARROW = agreement(target="grade in ('A', 'B')")
WIDE = agreement(target="grade in ('A', 'B', 'C')", mql="has_need")


def at(month, day):
    return datetime(2026, month, day, 9, tzinfo=UTC)


def leads_of_three_months():
    values = [
        {"id": f"{month}-{quality}", "client_id": f"C{month}{quality}", "created_at": at(month, 10), "grade": quality}
        for month in (1, 2, 3)
        for quality in "ABCD"
    ]
    values = [each for each in values if each["created_at"] < NOW] + [{"id": "silent", "created_at": at(2, 11)}]
    taken("lead", values)


def judgements():
    rows = Lead.objects.order_by("pk").values_list(
        "pk", "version", "qualification__grade", "qualification__target", "qualification__version"
    )
    return {row[0]: row[1:] for row in rows}


def graded_days():
    sync()
    return store.read().rows("SELECT lead_id, graded_on FROM leads WHERE grade IS NOT NULL ORDER BY lead_id")


def targets(month):
    return Qualification.objects.filter(lead__captured_at__month=month, target=True).count()


@pytest.mark.django_db
def test_a_version_in_force_from_a_past_day_changes_the_leads_since_then_and_no_other(monkeypatch):
    monkeypatch.setattr(followers, "CHUNK_LEADS", 2)
    signed(NARROW, since=date(2026, 1, 1))
    leads_of_three_months()
    before = judgements()
    earlier = set(Lead.objects.filter(captured_at__lt=at(2, 1)).values_list("pk", flat=True))
    position = FactRow.objects.latest("position").position
    assert (targets(1), targets(2)) == (2, 2)

    signed(WIDE, since=date(2026, 2, 1))
    follow(now=lambda: NOW)

    after = judgements()
    assert (targets(1), targets(2)) == (2, 3)
    assert {key: after[key] for key in earlier} == {key: before[key] for key in earlier}
    assert {version for key, (version, *_) in after.items() if key not in earlier} == {2}
    assert {row[3] for key, row in after.items() if key not in earlier} == {2, None}
    recent = FactRow.objects.filter(position__gt=position, subject="lead")
    assert not recent.filter(lead_id__in=earlier).exists()
    assert set(recent.values_list("kind", "version")) == {("lead_restamped", 2), ("lead_graded", 2)}
    assert verify().differences == []


@pytest.mark.django_db
def test_a_lead_judged_anew_stays_graded_on_the_day_it_was():
    leads_of_three_months()
    before = graded_days()

    signed(WIDE, since=date(2026, 1, 1))
    follow(now=lambda: NOW)

    assert graded_days() == before
    assert verify().differences == []


@pytest.mark.django_db
def test_judging_anew_twice_tells_nothing_twice():
    leads_of_three_months()
    signed(WIDE, since=date(2026, 2, 1))
    follow(now=lambda: NOW)
    position, judged = FactRow.objects.latest("position").position, judgements()

    FollowerPlace.objects.all().delete()
    follow(now=lambda: NOW)

    assert FactRow.objects.latest("position").position == position
    assert judgements() == judged
    assert follow(now=lambda: NOW) == 0


@pytest.mark.django_db
def test_a_lead_of_a_closed_month_keeps_its_version_whatever_comes_in_force():
    leads_of_three_months()
    signed(WIDE, since=date(2026, 2, 1))
    ClosedMonth.objects.create(month=date(2026, 2, 1), closed_at=NOW, position=0)

    follow(now=lambda: NOW)

    assert set(Lead.objects.values_list("version", flat=True)) == {0}
    assert set(Qualification.objects.values_list("version", flat=True)) == {0}


@pytest.mark.django_db
def test_an_undone_correction_is_judged_again_by_what_is_still_known():
    signed(NARROW, since=date(2026, 2, 1))
    lead_id = lead(id="one", client_id="C", grade="D", created_at=at(2, 10))
    lead(id="one", client_id="C", grade="A", created_at=at(2, 10))
    # A version in force between the two makes its own judgement, by what the correction said.
    signed(WIDE, since=date(2026, 2, 5))
    follow(now=lambda: NOW)
    assert Qualification.objects.get().grade == "A"

    undo(import_id=Import.objects.latest("pk").pk, by_id=None, now=NOW)
    assert verify().differences == []
    follow(now=lambda: NOW)

    found = Qualification.objects.get(pk=lead_id)
    assert (found.grade, found.target, found.version) == ("D", False, 2)
    assert verify().differences == []


@pytest.mark.django_db
def test_an_import_can_be_undone_after_its_leads_were_judged_anew():
    leads_of_three_months()
    signed(WIDE, since=date(2026, 1, 1))
    follow(now=lambda: NOW)

    undo(import_id=Import.objects.get().pk, by_id=None, now=NOW)
    follow(now=lambda: NOW)

    assert not Lead.objects.exists()
    assert not Qualification.objects.exists()
    assert Version.objects.count() == 1
    assert verify().differences == []


LEADS = 1_200

CHILD = """
import django
django.setup()
from django.utils import timezone
from tandem.journal.followers import follow
from tandem.qualification import followers
followers.CHUNK_LEADS = 5
follow(now=timezone.now)
"""


def address_of_the_test_database() -> str:
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{known['NAME']}".replace("////", "///")
    return f"postgresql://{known['USER']}@/{known['NAME']}?host={quote(known['HOST'], safe='/')}"


@pytest.mark.django_db(transaction=True)
def test_judging_anew_survives_a_kill_in_the_middle():
    taken("lead", [{"id": str(n), "created_at": at(2, 10), "grade": "ABCD"[n % 4]} for n in range(LEADS)])
    signed(WIDE, since=date(2026, 2, 1))
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD],
        env=os.environ
        | {
            "TANDEM_DATABASE_URL": address_of_the_test_database(),
            "TANDEM_HOME": str(settings.HOME),
            "DJANGO_SETTINGS_MODULE": "tandem.site.settings",
        },
    )
    deadline = time.monotonic() + 30
    while Lead.objects.filter(version=1).count() < 20:
        assert time.monotonic() < deadline
        assert child.poll() is None, "everything was judged before it could be killed"
        time.sleep(0.005)
    child.send_signal(signal.SIGKILL)
    child.wait()
    judged = Lead.objects.filter(version=1).count()
    assert 20 <= judged < LEADS
    assert FactRow.objects.filter(kind="lead_restamped").count() == judged

    follow(now=lambda: NOW)

    assert Lead.objects.filter(version=1).count() == LEADS
    assert FactRow.objects.filter(kind="lead_restamped").count() == LEADS
    assert FactRow.objects.filter(kind="lead_graded", version=1).count() == LEADS
    assert verify().differences == []
