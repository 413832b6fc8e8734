"""A lead is judged by the version of its day, by what is known of it, and the judgement says why."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tandem.agreement.samples import signed
from tandem.imports.samples import taken
from tandem.intake.models import Lead
from tandem.intake.samples import lead
from tandem.journal.models import FactRow
from tandem.measures.sealing import sync
from tandem.measures.store import store
from tandem.measures.verification import verify
from tandem.qualification.models import Answers, Qualification
from tandem.qualification.samples import agreement

pytestmark = pytest.mark.django_db

TARGETS_ARE_A_AND_B = agreement(target="grade in ('A', 'B')", mql="has_need", sql_lead="has_need and has_budget")
SINCE = date(2026, 2, 1)
#: Midnight of that day in Moscow.
MIDNIGHT = datetime(2026, 1, 31, 21, tzinfo=UTC)


@pytest.fixture
def _verified(db):
    yield
    assert verify().differences == []


def judged(lead_id):
    return Qualification.objects.get(pk=lead_id)


def told(lead_id, kind):
    return [row.fact for row in FactRow.objects.filter(lead_id=lead_id, kind=kind)]


@pytest.mark.usefixtures("_verified")
def test_a_lead_is_counted_under_the_version_of_the_companys_day_it_came_in():
    signed(TARGETS_ARE_A_AND_B, since=SINCE)

    before = lead(created_at=MIDNIGHT.replace(hour=20, minute=59), grade="C")
    after = lead(created_at=MIDNIGHT, grade="C", seller="Алиса", stage="in_work")

    assert list(Lead.objects.order_by("pk").values_list("version", flat=True)) == [0, 1]
    assert set(FactRow.objects.filter(lead_id=before).values_list("version", flat=True)) == {0}
    assert set(FactRow.objects.filter(lead_id=after).values_list("version", flat=True)) == {1}
    assert (judged(before).grade, judged(before).target, judged(before).version) == ("C", True, 0)
    assert (judged(after).grade, judged(after).target, judged(after).version) == ("C", False, 1)


@pytest.mark.usefixtures("_verified")
def test_a_judgement_keeps_its_receipt():
    signed(TARGETS_ARE_A_AND_B, since=SINCE)

    lead_id = lead(need=True, budget_ok=True, budget=Decimal("90000.00"))

    found = judged(lead_id)
    assert (found.grade, found.target, found.mql, found.sql_lead) == ("B", True, True, True)
    assert (found.has_need, found.has_budget, found.is_urgent) == (True, True, None)
    assert Answers.objects.get(pk=lead_id).budget == Decimal("90000.00")


def test_a_lead_nothing_is_known_of_is_not_judged():
    signed(TARGETS_ARE_A_AND_B, since=SINCE)

    lead_id = lead()

    assert not Qualification.objects.exists()
    assert not Answers.objects.exists()
    assert told(lead_id, "lead_graded") == []


@pytest.mark.usefixtures("_verified")
def test_a_judgement_that_cannot_tell_yet_keeps_its_receipt_and_grades_nobody():
    signed(TARGETS_ARE_A_AND_B, since=SINCE)

    lead_id = lead(budget_ok=True)

    found = judged(lead_id)
    assert (found.grade, found.target, found.has_need, found.has_budget) == ("", None, None, True)
    assert found.graded_at is None
    sync()
    assert store.read().rows("SELECT grade, graded_at, graded_on, judged_version FROM leads") == [(None, None, None, 1)]


def test_a_grade_that_no_agreement_knows_is_kept_and_pointed_out():
    _, file = taken("lead", [{"id": "1", "created_at": MIDNIGHT, "client_id": "C", "grade": "горячий"}])

    assert [problem.code for problem in file.problems.all()] == ["unknown_grade"]
    assert Answers.objects.get().quality == "горячий"
    assert not Qualification.objects.exists()


@pytest.mark.usefixtures("_verified")
def test_what_a_later_export_says_is_judged_and_what_it_does_not_say_stays():
    signed(TARGETS_ARE_A_AND_B, since=SINCE)
    lead_id = lead(id="one", client_id="C", need=True)
    assert judged(lead_id).grade == "C"

    lead(id="one", client_id="C", budget_ok=True, need=None)
    lead(id="one", client_id="C", city="Тула")

    assert judged(lead_id).grade == "B"
    assert [fact.grade for fact in told(lead_id, "lead_graded")] == ["C", "B"]


@pytest.mark.usefixtures("_verified")
def test_a_lead_that_came_on_another_day_than_we_thought_counts_under_that_days_version():
    signed(TARGETS_ARE_A_AND_B, since=SINCE)
    lead_id = lead(id="one", client_id="C", grade="C", created_at=MIDNIGHT)

    lead(id="one", client_id="C", grade="C", created_at=datetime(2026, 1, 5, tzinfo=UTC))

    assert Lead.objects.get().version == 0
    assert (judged(lead_id).target, judged(lead_id).version) == (True, 0)
