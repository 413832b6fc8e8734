"""Whoever sees names and phones is noted; consents stand on the card and can be taken back there."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tandem.access.models import Look
from tandem.clients.models import Client
from tandem.intake.models import Lead
from tandem.intake.samples import lead
from tandem.people.models import Person
from tandem.privacy.actions import forget


def looks():
    return [
        (look.person.username, look.page, look.client_id, look.lead_id, look.found)
        for look in Look.objects.order_by("pk")
    ]


def client_of(lead_id):
    return Lead.objects.get(pk=lead_id).client_id


def test_opening_a_card_is_noted_by_one_insert(cast):
    with CaptureQueriesContext(connection) as asked:
        cast.alice.get(f"/leads/{cast.semyonov}/")

    assert looks() == [("alice", "lead", client_of(cast.semyonov), cast.semyonov, None)]
    assert sum('INSERT INTO "access_look"' in each["sql"] for each in asked.captured_queries) == 1


def test_a_card_without_names_is_not_a_look_at_a_person(cast):
    cast.marketer.get(f"/leads/{cast.semyonov}/")
    cast.marketer.get("/search/", {"q": "+79123456789"})
    cast.marketer.get("/leads/export.csv")

    assert looks() == []


def test_a_card_somebody_may_not_open_is_not_a_look(cast):
    assert cast.bob.get(f"/leads/{cast.semyonov}/").status_code == 404
    assert looks() == []


@pytest.mark.parametrize(
    ("typed", "page"),
    [("8 (912) 345-67-89", "search_phone"), ("P.Semyonov@example.com", "search_email"), ("семенов", "search_name")],
)
def test_a_search_names_whom_it_found_and_not_what_was_typed(cast, typed, page):
    cast.owner.get("/search/", {"q": typed})
    cast.owner.get("/leads/", {"search": typed})

    client = client_of(cast.semyonov)
    assert looks() == [("owner", page, client, None, 1), ("owner", page, client, None, 1)]


def test_a_search_that_found_nobody_is_noted_too(cast):
    cast.owner.get("/search/", {"q": "+79990000000"})

    assert looks() == [("owner", "search_phone", None, None, 0)]


def test_exports_say_how_many_they_held(cast):
    cast.head.get("/leads/export.csv")
    b"".join(cast.head.get("/leads/export.xlsx").streaming_content)

    assert looks() == [("head", "leads_export", None, None, 3)] * 2


def test_the_card_shows_the_consent_and_takes_it_back(cast):
    agreed = lead(client_name="Новый", seller="Алиса", consent=True, consent_text="Я согласен",
                  consent_at=datetime(2026, 3, 2, 7, 0, 30, tzinfo=UTC))  # fmt: skip
    url = reverse("consent_withdrawal", args=[agreed, "processing"])

    assert "processing of personal data" in cast.alice.get(f"/leads/{agreed}/").content.decode()
    assert cast.bob.post(url).status_code == 404
    assert cast.marketer.post(url).status_code == 403
    assert cast.alice.post(reverse("consent_withdrawal", args=[agreed, "nothing"])).status_code == 404

    shown = cast.alice.post(url, follow=True).content.decode()
    assert "withdrawn" in shown


def test_the_card_of_a_forgotten_client_says_so(cast):
    forget(client_id=client_of(cast.semyonov), by=Person.objects.get(username="owner"), now=datetime.now(UTC))

    shown = cast.owner.get(f"/leads/{cast.semyonov}/").content.decode()

    assert "personal data was erased" in shown
    assert "Семёнов" not in shown
    assert reverse("client_data", args=[client_of(cast.semyonov)]) in shown
    assert Client.objects.count() == 3
