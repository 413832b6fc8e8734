"""Leads that fell through: each under its gravest cause, the counts adding up, none that is looked after."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from tandem.agreement.samples import person
from tandem.handover.actions import return_lead
from tandem.intake.samples import lead
from tandem.measures.store import store
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.selling.forgotten import Cause, forgotten
from tandem.selling.lead_list import Reader
from tandem.selling.next_steps import plan_step
from tandem.selling.samples import activity
from tandem.selling.tests.cast import signed_in

EVERYBODY = Reader(None, contacts=True)
pytestmark = pytest.mark.django_db


def ago(days: int) -> datetime:
    return datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0) - timedelta(days=days)


def found(reader: Reader = EVERYBODY, **options) -> dict[int, Cause]:
    listed = forgotten(store.read(), reader=reader, today=timezone.localdate(), **options)
    assert sum(listed.counts.values()) >= len(listed.leads)
    return {each.row.lead_id: each.cause for each in listed.leads}


def test_every_cause_and_nothing_else():
    nobody = lead(created_at=ago(5))
    untouched = lead(created_at=ago(5), seller="Анна")
    silent = lead(created_at=ago(40), seller="Анна", client_id="S")
    activity(client_id="S", at=ago(30))
    no_step = lead(created_at=ago(5), seller="Анна", client_id="N")
    activity(client_id="N", at=ago(4))
    no_reason = lead(created_at=ago(9), stage="lost", stage_at=ago(3))
    # Looked after: new today, sold, refused with a reason, refused long ago.
    lead(created_at=datetime.now(UTC))
    lead(created_at=ago(9), stage="won", stage_at=ago(3))
    lead(created_at=ago(9), stage="lost", stage_at=ago(3), lost_reason="Дорого")
    lead(created_at=ago(90), stage="lost", stage_at=ago(60))

    assert list(found().items()) == [
        (nobody, Cause.NOBODY),
        (untouched, Cause.UNTOUCHED),
        (silent, Cause.SILENT),
        (no_step, Cause.NO_STEP),
        (no_reason, Cause.NO_REASON),
    ]


def test_a_next_step_to_come_takes_a_lead_off_the_list_and_an_overdue_one_puts_it_back():
    seller = Person.objects.create_user("anna", name="Анна", role=Role.SELLER)
    lead_id = lead(created_at=ago(40), seller="Анна", client_id="N")
    activity(client_id="N", at=ago(39))
    assert found() == {lead_id: Cause.SILENT}

    today = timezone.localdate()
    plan_step(lead_id=lead_id, due_on=today, what="Позвонить", by=seller, today=today, now=timezone.now())
    assert found() == {}

    later = timezone.localdate() + timedelta(days=2)
    listed = forgotten(store.read(), reader=EVERYBODY, today=later)
    assert [each.cause for each in listed.leads] == [Cause.OVERDUE]


def test_a_client_who_called_in_vain_is_on_the_list_until_somebody_calls_back_or_plans_to():
    anna = signed_in("anna", "Анна", Role.SELLER)
    said = "1 client called and was not called back."
    lead_id = lead(created_at=ago(5), seller="Анна", client_id="M")
    activity(client_id="M", at=ago(4))
    activity(client_id="M", at=ago(3), direction="in", answered=True)
    assert found() == {lead_id: Cause.NO_STEP}
    assert said not in anna.get("/").content.decode()

    activity(client_id="M", at=ago(2), direction="in", answered=False)
    listed = forgotten(store.read(), reader=EVERYBODY, today=timezone.localdate(), cause=Cause.MISSED)
    assert [(each.row.lead_id, each.since) for each in listed.leads] == [(lead_id, ago(2).date())]
    assert said in anna.get("/").content.decode()
    assert "Nobody stands under this cause" in anna.get("/watched/forgotten/?cause=silent").content.decode()
    assert "not called back 1" in anna.get("/watched/forgotten/?cause=missed").content.decode()

    today = timezone.localdate()
    seller = Person.objects.get(username="anna")
    plan_step(lead_id=lead_id, due_on=today, what="Позвонить", by=seller, today=today, now=timezone.now())
    assert found() == {}
    plan_step(
        lead_id=lead_id, due_on=today + timedelta(days=9), what="Позже", by=seller, today=today, now=timezone.now()
    )
    assert found() == {lead_id: Cause.MISSED}

    activity(client_id="M", at=ago(1), answered=False)
    assert found() == {}
    assert said not in anna.get("/").content.decode()


def test_what_was_given_back_is_not_forgotten():
    lead_id = lead(created_at=ago(5), seller="Анна")
    return_lead(lead_id=lead_id, reason="x", comment="", by=person(Role.SALES_HEAD), now=timezone.now())

    assert found() == {}


def test_the_last_touch_is_told_and_one_cause_can_be_asked_for():
    lead(created_at=ago(5))
    lead_id = lead(created_at=ago(5), seller="Анна", client_id="N")
    activity(client_id="N", at=ago(4))

    listed = forgotten(store.read(), reader=EVERYBODY, today=timezone.localdate(), cause=Cause.NO_STEP)

    assert [(each.row.lead_id, each.last_touch) for each in listed.leads] == [(lead_id, ago(4))]
    assert listed.counts == {Cause.NOBODY: 1, Cause.NO_STEP: 1}


def text(browser, address="/watched/forgotten/"):
    answer = browser.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_seller_sees_their_own_and_the_head_all():
    anna, head = signed_in("anna", "Анна", "seller"), signed_in("head", "Глава", "sales_head")
    lead(created_at=ago(5), seller="Анна", client_name="Петров")
    lead(created_at=ago(6), client_name="Сидоров")

    assert "Петров" in text(anna)
    assert "Сидоров" not in text(anna)
    page = text(head)
    assert "all 2" in page
    assert "Сидоров" in page
    assert "Петров" not in text(head, "/watched/forgotten/?cause=nobody")
    assert len(head.get("/watched/forgotten.csv?cause=nobody").content.decode("utf-8-sig").splitlines()) == 2


def test_an_empty_list_is_good_news():
    assert "Nothing fell through" in text(signed_in("head", "Глава", "sales_head"))


def test_a_step_for_today_is_settled_from_the_row_and_the_lead_leaves_the_list():
    number = lead(created_at=ago(5), seller="Анна", client_id="N", phone="+79161234567")
    activity(client_id="N", at=ago(4))
    client = signed_in("head", "Глава", "sales_head")
    page = client.get("/watched/forgotten/").content.decode()
    assert 'href="tel:+79161234567"' in page
    assert f'action="/leads/{number}/next-step/"' in page
    sent = {"what": "Call the client", "due_on": timezone.localdate().isoformat(), "next": "/watched/forgotten/"}

    assert client.post(f"/leads/{number}/next-step/", sent)["Location"] == "/watched/forgotten/"
    assert number not in found()


def test_the_head_gives_a_forgotten_lead_to_another_from_its_row_and_a_seller_does_not():
    anna, boss = signed_in("anna", "Анна", "seller"), signed_in("head", "Глава", "sales_head")
    signed_in("boris", "Борис", "seller")
    number = lead(created_at=ago(5), seller="Анна")
    head = boss.get("/watched/forgotten/").content.decode()

    assert f'action="/distribution/leads/{number}/"' in head
    assert ">Борис</button>" in head
    own = anna.get("/watched/forgotten/").content.decode()
    assert f"/leads/{number}/" in own
    assert "/distribution/leads/" not in own
