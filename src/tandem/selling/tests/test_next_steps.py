"""What is done next for a lead: settled on its card, found in the list, taken off when done."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from tandem.intake.samples import lead
from tandem.journal.models import FactRow
from tandem.measures.verification import verify
from tandem.people.models import Person
from tandem.selling.models import NextStep
from tandem.selling.next_steps import StepInThePast, StepNeedsWords, plan_step, take_step

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def seller() -> Person:
    return Person.objects.create_user("s", name="С", role="seller")


def plan(lead_id: int, by: Person, what: str = "Перезвонить", due_on: date = TODAY) -> NextStep:
    return plan_step(lead_id=lead_id, what=what, due_on=due_on, by=by, today=TODAY, now=NOW)


def test_a_planned_step_stands_until_it_is_taken():
    pk, by = lead(), seller()

    plan(pk, by)
    plan(pk, by, "Отправить расчёт", TODAY + timedelta(days=2))
    assert NextStep.objects.get().what == "Отправить расчёт"
    take_step(lead_id=pk, by=by, now=NOW)
    take_step(lead_id=pk, by=by, now=NOW)

    assert not NextStep.objects.exists()
    kinds = FactRow.objects.filter(lead_id=pk, kind__startswith="next_step").order_by("position")
    assert list(kinds.values_list("kind", flat=True)) == ["next_step_planned", "next_step_planned", "next_step_taken"]
    assert verify().differences == []


def test_the_state_says_what_the_facts_say():
    pk, by = lead(), seller()
    plan(pk, by)
    assert verify().differences == []

    NextStep.objects.update(due_on=TODAY + timedelta(days=9))

    assert verify().differences


def test_a_step_without_words_or_in_the_past_is_refused():
    pk, by = lead(), seller()

    with pytest.raises(StepNeedsWords):
        plan(pk, by, "  ")
    with pytest.raises(StepInThePast):
        plan(pk, by, due_on=TODAY - timedelta(days=1))


def test_a_seller_settles_it_on_the_card_of_an_own_lead(cast):
    day = timezone.localdate().isoformat()
    said = {"what": "Перезвонить", "due_on": day}
    mine, other = lead(seller="Алиса", client_name="Антонова"), cast.ivanova

    assert cast.alice.post(f"/leads/{mine}/next-step/", said).status_code == 302
    assert cast.alice.post(f"/leads/{other}/next-step/", said).status_code == 404
    assert cast.marketer.post(f"/leads/{mine}/next-step/", said).status_code == 403
    assert "Перезвонить" in cast.alice.get(f"/leads/{mine}/").content.decode()
    due = cast.alice.get("/leads/?step=due").content.decode()
    none = cast.owner.get("/leads/?step=none").content.decode()
    assert f"/leads/{mine}/" in due
    assert f"/leads/{mine}/" not in none
    assert f"/leads/{other}/" in none
    assert f"/leads/{cast.semyonov}/" not in none

    cast.alice.post(f"/leads/{mine}/next-step/taken/")

    assert f"/leads/{mine}/" in cast.owner.get("/leads/?step=none").content.decode()


def test_what_cannot_be_read_is_refused_with_a_sentence(cast):
    page = cast.owner.post(f"/leads/{cast.petrov}/next-step/", {"what": "x", "due_on": "31.12"}, follow=True)

    assert "That day is over" in page.content.decode()
