"""A lead written down by hand: owned by its seller, recognised, once."""

from __future__ import annotations

import pytest
from django.test import Client

from tandem.access.models import Look
from tandem.handover.models import Assignment
from tandem.intake.models import Arrival, Lead
from tandem.intake.samples import lead
from tandem.people.models import Person
from tandem.people.rules import Role

pytestmark = pytest.mark.django_db

SAID = {"client_name": "Анна", "phone": "8 912 345-67-89", "wanted": "Окна", "source": "Звонок", "nonce": "n1"}


def signed_in(role: Role = Role.SELLER, name: str = "Пётр") -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(Person.objects.create(username=name, name=name, role=role))
    return client


def test_a_seller_owns_what_they_write_down_and_lands_on_its_card():
    client = signed_in()
    answer = client.post("/leads/new/", SAID)
    made = Lead.objects.get()
    assert answer["Location"] == f"/leads/{made.pk}/"
    assert client.get(answer["Location"]).status_code == 200
    assert Assignment.objects.get(lead=made).seller.name == "Пётр"
    assert (made.source, made.answers) == ("Звонок", {"Что нужно": "Окна", "Внёс": "Пётр"})
    assert Arrival.objects.get().source.door == "manual"


def test_the_same_page_sent_twice_is_one_lead():
    client = signed_in()
    assert client.post("/leads/new/", SAID)["Location"] == client.post("/leads/new/", SAID)["Location"]
    assert Lead.objects.count() == 1


def test_without_a_phone_and_an_e_mail_nothing_is_taken_in_and_nothing_is_lost():
    page = signed_in().post("/leads/new/", SAID | {"phone": ""})
    assert page.status_code == 200
    assert "Окна" in page.content.decode()
    assert not Lead.objects.exists()


def test_a_head_gives_it_to_whom_they_choose():
    Person.objects.create(username="igor", name="Игорь", role=Role.SELLER)
    signed_in(Role.SALES_HEAD, "РОП").post("/leads/new/", SAID | {"seller": "Игорь", "budget": "120000.50"})
    assert Assignment.objects.get().seller.name == "Игорь"


def test_a_marketers_lead_waits_for_its_seller():
    signed_in(Role.MARKETER, "Мария").post("/leads/new/", SAID)
    assert not Assignment.objects.exists()


def test_an_analyst_writes_no_leads():
    client = signed_in(Role.ANALYST, "Анализ")
    assert client.get("/leads/new/").status_code == 403
    assert client.post("/leads/new/known/", {"phone": "+79123456789"}).status_code == 403


def asked(client: Client) -> str:
    return client.post("/leads/new/known/", {"phone": "8 (912) 345-67-89"}).content.decode()


def test_a_known_client_is_named_while_the_phone_is_typed_and_a_colleagues_only_mentioned():
    lead(client_name="Анна", phone="+79123456789", seller="Игорь")
    head = asked(signed_in(Role.SALES_HEAD, "РОП"))
    assert "Анна" in head
    assert "/leads/" in head
    seller = asked(signed_in())
    assert "Анна" not in seller
    assert "Игорь" in seller
    assert "/leads/" not in seller
    assert "Анна" not in asked(signed_in(Role.MARKETER, "Мария"))


def test_who_learns_a_name_by_a_phone_has_looked():
    lead(client_name="Анна", phone="+79123456789", seller="Игорь")
    asked(signed_in())
    assert not Look.objects.exists()
    asked(signed_in(Role.SALES_HEAD, "РОП"))

    seen = Look.objects.get()
    assert (seen.person.name, seen.page, seen.client_id) == ("РОП", "search_phone", Lead.objects.get().client_id)


def test_a_stranger_and_half_a_number_find_nobody():
    lead(client_name="Анна", phone="+79123456789")
    client = signed_in(Role.SALES_HEAD, "РОП")
    assert "message" not in client.post("/leads/new/known/", {"phone": "+7 912 345"}).content.decode()
    assert "message" not in client.post("/leads/new/known/", {"phone": "+7 999 999-99-99"}).content.decode()


def test_without_scripts_it_is_said_after_sending():
    lead(client_name="Анна", phone="+79123456789")
    client = signed_in(Role.SALES_HEAD, "РОП")
    page = client.get(client.post("/leads/new/", SAID)["Location"])
    assert "The client was known already" in page.content.decode()
