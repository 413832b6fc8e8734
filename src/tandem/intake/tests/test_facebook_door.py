"""Lead ads as Facebook documents them (marketing-api/guides/lead-ads/retrieving), and its check of an address."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tandem.clients.models import ContactPoint
from tandem.intake.doors import Request, RequestRefused
from tandem.intake.models import Lead
from tandem.intake.samples import source
from tandem.intake.tests.knocking import NOW, knock, posted

pytestmark = pytest.mark.django_db

SECRET = "app secret"
VALUE: dict[str, Any] = {
    "ad_id": "23842", "form_id": "444", "leadgen_id": "1016", "created_time": 1772438400, "page_id": "555",
    "adgroup_id": "666",
}  # fmt: skip
ANSWERS = [
    {"name": "first_name", "values": ["Анна"]},
    {"name": "last_name", "values": ["Петрова"]},
    {"name": "phone_number", "values": ["+79123456789"]},
    {"name": "какой_дом?", "values": ["баня", "дом"]},
]


def facebook(**settings):
    return source("facebook", settings={"app_secret": SECRET, "verify_token": "meatyhamhock"} | settings)


def event(value: dict[str, Any]) -> bytes:
    change = {"field": "leadgen", "value": value}
    return json.dumps({"object": "page", "entry": [{"id": "1", "time": 1, "changes": [change]}]}).encode()


def signed(body: bytes, secret: str = SECRET) -> Request:
    return posted(body, x_hub_signature_256="sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest())


def test_a_lead_is_kept_by_its_numbers_and_completed_by_its_answers():
    opened = facebook(forms={"444": {"campaign": "Весна"}})
    knock(opened, signed(event(VALUE)))
    lead = Lead.objects.get()
    assert (lead.captured_at, lead.campaign) == (datetime(2026, 3, 2, 8, 0, tzinfo=UTC), "Весна")
    assert lead.answers == {
        "form_id": "444", "page_id": "555", "ad_id": "23842", "adgroup_id": "666", "leadgen_id": "1016",
    }  # fmt: skip
    knock(opened, signed(event(VALUE | {"field_data": ANSWERS, "ad_name": "Ролик"})))
    lead = Lead.objects.get()
    assert (lead.client.name, lead.creative, lead.answers["какой_дом?"]) == ("Анна Петрова", "Ролик", "баня, дом")
    assert ContactPoint.objects.get().value == "+79123456789"


@pytest.mark.parametrize("request_", [signed(event(VALUE), "wrong"), posted(event(VALUE)), posted(b"{}")])
def test_an_event_without_a_right_signature_is_refused(request_):
    with pytest.raises(RequestRefused) as refused:
        knock(facebook(), request_)
    assert refused.value.status == 401


def test_nothing_is_let_in_while_no_secret_is_entered():
    with pytest.raises(RequestRefused):
        knock(facebook(app_secret=""), signed(event(VALUE), ""))


@pytest.mark.parametrize(("token", "allowed"), [("meatyhamhock", True), ("wrong", False), ("é", False)])
def test_the_check_of_the_address_gets_its_challenge_back(token, allowed):
    query = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": token}
    asked = Request(method="GET", path="", query=query, headers={}, body=b"", received_at=NOW)
    if allowed:
        reply = knock(facebook(), asked).reply
        assert reply is not None
        assert reply.body == b"1158201444"
    else:
        with pytest.raises(RequestRefused):
            knock(facebook(), asked)
