"""Who is calling stands on the open screen of the one who has the client, from ring to end."""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from tandem.agreement.samples import signed
from tandem.intake.models import Lead, Source
from tandem.intake.samples import lead, source
from tandem.intake.sources_open import opened
from tandem.intake.tests.knocking import knock, posted
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.qualification.samples import agreement
from tandem.selling.lead_card import whole_journey

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def number(now):
    signed(agreement(target="true"), since=date(2026, 1, 1))
    source("telephony", key="pbx")
    return lead(seller="Алиса", client_name="Марина К.", phone="+79123456789", created_at=now - timedelta(hours=2))


def told(event, now, *, call="c1", **more):
    body = {"event": event, "call": call, "direction": "in", "phone": "8 912 345-67-89", "at": now.isoformat(), **more}
    knock(opened(Source.objects.get(key="pbx")), posted(body, at=now))


def screen(name):
    person, _ = Person.objects.get_or_create(name=name, defaults={"username": name, "role": Role.SELLER})
    person.is_active, person.language = True, "en"
    person.save()
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(person)
    found = re.search(r'hx-get="(/day/news/[^"]+)"', browser.get("/day/").content.decode())
    assert found is not None
    address = html.unescape(found[1])
    return lambda: browser.get(address).content.decode()


def test_the_seller_sees_who_is_calling_and_nobody_else_does(number, now):
    alice, boris = screen("Алиса"), screen("Борис")

    told("started", now)

    assert "Марина К. is calling: open the card of lead № " in alice()
    assert f'href="/leads/{number}/"' in alice()
    assert "calling" not in boris()
    assert Lead.objects.count() == 1


def test_it_goes_when_the_call_has_ended_and_the_call_stands_once_on_the_card(number, now):
    alice = screen("Алиса")
    told("started", now)

    told("ended", now + timedelta(seconds=40), answered=True, duration=35)

    assert "is calling" not in alice()
    assert "the client called. What is next?" in alice()
    entries, _ = whole_journey(Lead.objects.get(pk=number), notes=True)
    assert [each.sentence.en for each in entries if "call" in each.sentence.en] == ["Incoming call, 0 min 35 s"]


def test_a_ring_of_which_nobody_tells_the_end_stays_on_the_card_and_leaves_the_screen(number, now):
    alice = screen("Алиса")
    told("started", now - timedelta(minutes=15))

    assert "is calling" not in alice()
    entries, _ = whole_journey(Lead.objects.get(pk=number), notes=True)
    assert [each.sentence.en for each in entries if "call" in each.sentence.en] == ["The client is calling"]


def test_a_stranger_who_calls_is_a_new_lead_as_ever(number, now):
    told("started", now, phone="8 912 000-00-00")

    assert Lead.objects.count() == 2
