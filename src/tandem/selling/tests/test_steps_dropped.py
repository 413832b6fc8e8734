"""What was planned for a lead ends with it, by a fact, whatever ended the lead; what is planned afterwards stays."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import msgspec
import pytest

from tandem.agreement.document import ReturnReason
from tandem.agreement.samples import DOCUMENT, person, signed
from tandem.basics.periods import Period
from tandem.handover.actions import answer_return, let_stand, return_lead
from tandem.handover.rulings import rule
from tandem.intake.models import Lead
from tandem.intake.samples import lead
from tandem.journal.followers import follow
from tandem.journal.models import FactRow, FollowerPlace
from tandem.measures.questions import Question, answer
from tandem.measures.sealing import sync
from tandem.measures.store import store
from tandem.measures.verification import verify
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.selling.closed_by_mistake import reopen
from tandem.selling.followers import DroppingSteps
from tandem.selling.models import Deal, NextStep
from tandem.selling.moving import move
from tandem.selling.next_steps import plan_step, take_step
from tandem.voice.answers import LossAnswers, WinAnswers

pytestmark = pytest.mark.django_db(transaction=True)

CAME = datetime(2026, 3, 2, 7, tzinfo=UTC)
NOW = CAME + timedelta(hours=5)
TODAY = NOW.date()
WEEK = Period(date(2026, 3, 2), date(2026, 3, 8))
LOSS = LossAnswers(code="price")


@pytest.fixture(autouse=True)
def agreed():
    signed(
        msgspec.structs.replace(DOCUMENT, returns=(ReturnReason(key="other", title="Другое"),)), since=date(2026, 3, 1)
    )


@pytest.fixture
def open_lead():
    return lead(id="L1", created_at=CAME, seller="Алиса")


def seller():
    return Person.objects.get(name="Алиса")


def plan(lead_id, *, days=3, now=NOW):
    plan_step(
        lead_id=lead_id, what="Перезвонить", due_on=TODAY + timedelta(days=days), by=seller(), today=TODAY, now=now
    )


def given_back(lead_id):
    return return_lead(lead_id=lead_id, reason="other", comment="", by=person(Role.SALES_HEAD), now=NOW)


def drops(lead_id):
    return FactRow.objects.filter(lead_id=lead_id, kind="next_step_dropped").count()


def without_step():
    sync()
    return answer(Question(("open_leads", "without_next_step"), WEEK), store.read()).total.values


@pytest.mark.parametrize(
    "ending",
    [{"stage": "lost", "said": LOSS}, {"stage": "won", "said": WinAnswers(course="usual"), "amount": Decimal(9)}],
)
def test_closing_a_lead_by_hand_ends_its_step_at_once_with_a_fact(open_lead, ending):
    plan(open_lead)
    move(lead_id=open_lead, stage="in_work", by=seller(), now=NOW)
    assert NextStep.objects.filter(pk=open_lead).exists()

    move(lead_id=open_lead, by=seller(), now=NOW, **ending)

    assert not NextStep.objects.exists()
    assert drops(open_lead) == 1
    follow(now=lambda: NOW)
    assert drops(open_lead) == 1
    assert verify().differences == []


def test_an_import_that_closes_a_lead_ends_its_step(open_lead):
    plan(open_lead)

    lead(id="L1", created_at=CAME, seller="Алиса", stage="lost", stage_at=NOW)
    follow(now=lambda: NOW)

    assert not NextStep.objects.exists()
    assert drops(open_lead) == 1
    assert verify().differences == []


@pytest.mark.parametrize("way", ["agreed", "silence", "ruled"])
def test_a_return_that_stands_ends_it_and_the_lead_lacks_none(open_lead, way):
    plan(open_lead)
    returned = given_back(open_lead)
    follow(now=lambda: NOW)
    assert NextStep.objects.exists()

    if way == "agreed":
        answer_return(return_id=returned.pk, accepted=True, by=person(Role.MARKETING_HEAD), now=NOW)
    elif way == "silence":
        type(returned).objects.update(object_until=NOW)
        let_stand(now=NOW + timedelta(minutes=1))
    else:
        answer_return(return_id=returned.pk, accepted=False, words="w", by=person(Role.MARKETING_HEAD), now=NOW)
        rule(return_id=returned.pk, stands=True, words="w", by=person(Role.OWNER), now=NOW)
    follow(now=lambda: NOW)

    assert not NextStep.objects.exists()
    assert {key: each.value for key, each in without_step().items()} == {"open_leads": 0, "without_next_step": 0}
    assert verify().differences == []


def test_a_ruling_that_the_lead_is_ours_keeps_its_step(open_lead):
    plan(open_lead)
    returned = given_back(open_lead)
    answer_return(return_id=returned.pk, accepted=False, words="w", by=person(Role.MARKETING_HEAD), now=NOW)
    rule(return_id=returned.pk, stands=False, words="w", by=person(Role.OWNER), now=NOW)
    follow(now=lambda: NOW)

    assert NextStep.objects.filter(pk=open_lead).exists()
    assert without_step()["open_leads"].value == 1


def test_what_is_planned_for_a_buyer_afterwards_stays_also_where_the_sum_is_mended_later(open_lead):
    lead(id="L1", created_at=CAME, seller="Алиса", stage="won", stage_at=NOW, amount=Decimal(900))
    follow(now=lambda: NOW)
    plan(open_lead, days=0)

    lead(id="L1", created_at=CAME, seller="Алиса", stage="won", stage_at=NOW, amount=Decimal(800))
    follow(now=lambda: NOW)

    assert Deal.objects.get(pk=open_lead).amount == Decimal(800)
    assert NextStep.objects.filter(pk=open_lead).exists()
    assert drops(open_lead) == 0


def test_steps_that_stood_on_closed_leads_before_are_ended_when_the_house_next_looks(open_lead, monkeypatch):
    plan(open_lead)
    monkeypatch.setattr("tandem.selling.moving.drop_steps", lambda ended, *, recording: 0)
    move(lead_id=open_lead, stage="lost", by=seller(), now=NOW, said=LOSS)
    plan_later = lead(id="L2", client_id="C2", created_at=CAME, seller="Алиса")
    plan(plan_later)
    # As in a house that has just been brought up to date: nobody has read the journal for this yet.
    FollowerPlace.objects.filter(name=DroppingSteps.name).delete()

    follow(now=lambda: NOW)

    assert list(NextStep.objects.values_list("pk", flat=True)) == [plan_later]
    assert verify().differences == []


def test_a_lead_opened_again_before_anybody_looked_keeps_its_step(open_lead, monkeypatch):
    plan(open_lead)
    monkeypatch.setattr("tandem.selling.moving.drop_steps", lambda ended, *, recording: 0)
    move(lead_id=open_lead, stage="in_work", by=seller(), now=NOW)
    move(lead_id=open_lead, stage="lost", by=seller(), now=NOW, said=LOSS)
    reopen(lead_id=open_lead, by=seller(), now=NOW + timedelta(minutes=1))

    follow(now=lambda: NOW)

    assert NextStep.objects.filter(pk=open_lead).exists()


def test_a_lead_closed_by_mistake_has_its_step_again_and_only_the_one_it_had_then(open_lead):
    plan(open_lead)
    move(lead_id=open_lead, stage="in_work", by=seller(), now=NOW)
    later = NOW + timedelta(minutes=1)
    move(lead_id=open_lead, stage="lost", by=seller(), now=NOW, said=LOSS)
    assert not NextStep.objects.exists()

    reopen(lead_id=open_lead, by=seller(), now=later)

    step = NextStep.objects.get(pk=open_lead)
    assert (step.what, step.due_on) == ("Перезвонить", TODAY + timedelta(days=3))
    assert verify().differences == []
    take_step(lead_id=open_lead, by=seller(), now=later)
    move(lead_id=open_lead, stage="lost", by=seller(), now=later, said=LOSS)
    reopen(lead_id=open_lead, by=seller(), now=later)
    assert not NextStep.objects.exists()


def test_an_end_goes_with_the_import_that_planned_the_step(open_lead):
    batch_id = Lead.objects.get(pk=open_lead).batch_id
    plan_step(lead_id=open_lead, what="Правило", due_on=TODAY, by=seller(), today=TODAY, now=NOW, batch_id=batch_id)
    lead(id="L1", created_at=CAME, seller="Алиса", stage="lost", stage_at=NOW)
    follow(now=lambda: NOW)
    assert drops(open_lead) == 1

    assert FactRow.objects.get(kind="next_step_dropped").batch_id == batch_id
