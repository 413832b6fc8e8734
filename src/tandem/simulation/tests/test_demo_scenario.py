"""A demo of a company of the shelf: taken in from its files up to yesterday, under an agreement, its truth apart."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from tandem.agreement.queries import in_force
from tandem.basics.periods import Period
from tandem.diagnosis.why import why
from tandem.handover.models import Assignment, RosterEntry
from tandem.intake.models import Lead
from tandem.measures.store import store
from tandem.people.models import Person
from tandem.people.rules import Department, Role
from tandem.simulation.demo_scenario import truth_file
from tandem.simulation.tests.test_from_exports import COMPANY

pytestmark = pytest.mark.django_db


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    path = tmp_path / "discounts.toml"
    path.write_text(COMPANY, encoding="utf-8")
    return path


def test_a_company_of_the_shelf_is_shown_up_to_yesterday(scenario, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(settings, "HOME", tmp_path)
    call_command("demo", "--no-serve", f"--scenario={scenario}", "--seed=3")

    yesterday = timezone.localdate() - timedelta(days=1)
    planted = json.loads(truth_file().read_text(encoding="utf-8"))
    assert str(truth_file()) in capsys.readouterr().out
    assert planted["causes"][0]["since"] == str(yesterday - timedelta(days=41))
    assert timezone.localdate(Lead.objects.latest("captured_at").captured_at) == yesterday
    assert in_force().document.distribution.calendar
    # Leads found the very people who are in the roster, and each role may sign in.
    dealt, taking_part = Assignment.objects.values_list("seller"), RosterEntry.objects.values_list("seller")
    assert set(dealt) == set(taking_part)
    assert {person.role for person in Person.objects.exclude(username="")} >= {role.value for role in Role}

    after = Period(yesterday - timedelta(days=41), yesterday)
    found = why(after.previous(), after, store.read(), by="source")
    assert found.diagnosis is not None
    assert [(cause.bar.key, cause.side) for cause in found.diagnosis.causes] == [("discount", Department.SALES)]


def test_a_scenario_that_is_not_there_is_told_so():
    with pytest.raises(CommandError, match="nowhere"):
        call_command("demo", "--no-serve", "--scenario=nowhere")
