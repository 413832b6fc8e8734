"""The page of data health: what waits, how long records take, what was refused, and its replay."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tandem.basics.text import Text
from tandem.intake import data_health, refusing
from tandem.intake.doors import Arriving, Request, RequestRefused
from tandem.intake.mail_failing import keep_failure
from tandem.intake.models import Lead, RefusedRequest
from tandem.intake.samples import source
from tandem.intake.spool import Spool
from tandem.intake.taking_in import take_in
from tandem.people.models import Person

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BODY = '{"phone": "+79123456789", "client_name": "Анна"}'.encode()


@pytest.fixture(autouse=True)
def _nothing_counted():
    refusing._unwritten.clear()
    refusing._full.clear()


def signed_in(role: str) -> Client:
    person = Person.objects.create_user(role, name=role, role=role, language="en")
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(person)
    return browser


def refused(of=None, body: bytes = BODY) -> int:
    request = Request("POST", "", {"k": "9123456789"}, {"content-type": "application/json"}, body, timezone.now())
    refusal = RequestRefused(422, Text(ru="Нет телефона.", en="There is no phone."))
    refusing.keep_refused(request=request, source=of, refusal=refusal, now=timezone.now())
    return RefusedRequest.objects.latest("pk").pk


def test_delays_are_those_of_the_last_day_by_source(tmp_path):
    quick, slow = source(name="Quick"), source(name="Slow")
    for number, (opened, ago) in enumerate([(quick, 1), (quick, 3), (quick, 60), (slow, 600), (slow, 90_000)]):
        arriving = Arriving(source=opened.key, key=str(number), received_at=NOW - timedelta(seconds=ago), cells={})
        take_in([arriving], sources={opened.key: opened}, now=NOW)

    found = data_health.data_health(folder=tmp_path, now=NOW).delays

    assert [(each.source.name, each.records) for each in found] == [("Quick", 3), ("Slow", 1)]
    assert [each.median.total_seconds() for each in found] == [3, 600]
    assert found[0].worst.total_seconds() == 60


def test_what_waits_in_the_spool_is_told(tmp_path, settings):
    settings.HOME = tmp_path
    spool = Spool(tmp_path / "spool")
    spool.keep([Arriving(source="s", key="1", received_at=NOW, cells={"phone": "+79123456789"})])

    page = signed_in("admin").get("/health/data/").content.decode()

    spool.close()
    assert "1 lead waits on disk" in page


def test_a_mailbox_that_cannot_be_read_is_told_with_its_reason():
    opened = source("mail", name="Sales mail", settings={"imap": {"host": "mail.example"}})
    keep_failure(opened.id, ConnectionRefusedError("refused"), now=NOW)

    page = signed_in("admin").get("/health/data/").content.decode()

    assert "Sales mail" in page
    assert "The mail server does not answer: refused" in page
    assert "never opened" in page


def test_a_refused_request_is_shown_without_its_values():
    pk = refused(source(name="Landing"))
    browser = signed_in("analyst")

    listed, shown = (
        browser.get("/health/data/").content.decode(),
        browser.get(f"/health/data/refused/{pk}/").content.decode(),
    )

    assert "Landing" in listed
    assert "There is no phone." in listed
    assert "&quot;phone&quot;: &quot;+00000000000&quot;" in shown
    assert "9123456789" not in listed + shown
    assert "Анна" not in listed + shown


def test_replaying_takes_the_lead_in_and_leads_to_it():
    pk = refused(source())
    browser = signed_in("admin")

    page = browser.post(f"/health/data/refused/{pk}/replay/", follow=True).content.decode()
    browser.post(f"/health/data/refused/{pk}/replay/")

    lead = Lead.objects.get()
    assert f"/leads/{lead.pk}/" in page
    assert "Replay again" in page


def test_what_tells_of_a_contact_alone_leads_to_no_lead_of_the_same_number():
    call = b'{"event": "ended", "call": "1", "direction": "out", "phone": "+79123456789", "duration": 5}'
    pk = refused(source("telephony"), call)

    page = signed_in("admin").post(f"/health/data/refused/{pk}/replay/", follow=True).content.decode()

    assert "Replayed: what it tells is taken in." in page
    assert "/leads/" not in page[page.index("Replayed: what") :][:200]


def test_what_still_cannot_be_read_says_why():
    pk = refused(source(), b"not json")

    page = signed_in("owner").post(f"/health/data/refused/{pk}/replay/", follow=True).content.decode()

    assert "is no JSON object" in page
    assert not Lead.objects.exists()


def test_what_one_reason_refused_is_replayed_at_once_and_what_still_cannot_be_read_hinders_nobody():
    opened = source()
    unreadable = refused(opened, b"not json")
    for name in ("Анна", "Борис"):
        refused(opened, json.dumps({"phone": "+79123456789", "client_name": name}).encode())
    elsewhere = refused(source())
    browser = signed_in("admin")
    said = {"source": str(opened.id), "status": "422", "reason": "There is no phone."}

    assert "Replay all 3" in browser.get("/health/data/").content.decode()
    page = browser.post("/health/data/refused/replays/", said, follow=True).content.decode()

    assert "2 requests were replayed" in page
    assert "1 request is refused again" in page
    assert "is no JSON object" in page
    assert Lead.objects.count() == 2
    left = RefusedRequest.objects.filter(replayed_at=None).order_by("pk")
    assert [each.pk for each in left] == [unreadable, elsewhere]
    browser.post("/health/data/refused/replays/", said)
    assert Lead.objects.count() == 2
    assert signed_in("marketing_head").post("/health/data/refused/replays/", said).status_code == 403


def test_a_request_of_no_source_offers_no_replay():
    page = signed_in("owner").get(f"/health/data/refused/{refused()}/").content.decode()

    assert "replay/" not in page


def test_the_list_narrows_to_a_source_and_a_status():
    here, there = refused(source()), refused()
    browser = signed_in("owner")
    mine = RefusedRequest.objects.get(pk=here).source_id

    of_source = browser.get(f"/health/data/?source={mine}&status=422").content.decode()
    of_nobody = browser.get("/health/data/?source=0").content.decode()

    assert f"refused/{here}/" in of_source
    assert f"refused/{there}/" not in of_source
    assert f"refused/{there}/" in of_nobody
    assert f"refused/{here}/" not in of_nobody


@pytest.mark.parametrize(
    ("role", "page", "body", "replay"),
    [
        ("marketing_head", 200, 403, 403),
        ("seller", 403, 403, 403),
        ("sales_head", 403, 403, 403),
        ("admin", 200, 200, 302),
    ],
)
def test_who_sees_what(role, page, body, replay):
    pk = refused(source())
    browser = signed_in(role)

    assert browser.get("/health/data/").status_code == page
    assert browser.get(f"/health/data/refused/{pk}/").status_code == body
    assert browser.post(f"/health/data/refused/{pk}/replay/").status_code == replay


def test_a_head_of_marketing_is_shown_no_way_to_the_bodies():
    refused(source())

    assert "/health/data/refused/" not in signed_in("marketing_head").get("/health/data/").content.decode()
