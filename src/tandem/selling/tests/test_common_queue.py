"""The common queue on the page: what a free seller is offered, taking it, and what the card says afterwards."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from html import unescape

import msgspec
import pytest
from django.test import Client
from django.urls import reverse

from tandem.agreement.document import Calendar
from tandem.agreement.samples import person, signed
from tandem.handover.models import Assignment
from tandem.handover.tests.cast import TERMS, arrives, document, seller
from tandem.journal.models import FactRow
from tandem.people.rules import Role
from tandem.selling.calls_by_hand import note_call

pytestmark = pytest.mark.django_db

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ALWAYS = msgspec.convert({"key": "sellers", "title": "Продажи", **dict.fromkeys(DAYS, "0-24")}, Calendar)


@pytest.fixture
def dealt():
    """A lead that came ten minutes ago, who was dealt it, and the other; both are always at work."""
    shared = msgspec.structs.replace(TERMS, common="first")
    signed(msgspec.structs.replace(document(shared), calendars=(ALWAYS,)), since=date(2026, 3, 1))
    anna, boris = seller("Анна"), seller("Борис")
    lead_id = arrives(at=datetime.now(UTC) - timedelta(minutes=10), name="Иванова Мария")
    has = Assignment.objects.get(pk=lead_id).seller
    return lead_id, has, boris if has == anna else anna


def browser(person):
    found = Client(headers={"accept-language": "en"})
    found.force_login(person)
    return found


def page(person):
    return unescape(browser(person).get(reverse("queue")).content.decode())


def test_a_free_seller_is_offered_the_first_of_all_and_told_nothing_of_the_client(dealt):
    _, had, free = dealt
    said = page(free)
    assert "A colleague's lead goes before yours: it has waited" in said
    assert "Иванова" not in said
    # Whoever has the only lead of the month has had more than their part.
    assert "This month you have been given more than your part" in page(had)


def test_taking_it_opens_its_card_which_says_who_had_it(dealt):
    lead_id, had, free = dealt
    taken = browser(free).post(reverse("queue_next"), follow=True)
    assert taken.redirect_chain == [(reverse("lead", args=[lead_id]), 302)]
    assert Assignment.objects.get(pk=lead_id).seller == free
    said = taken.content.decode()
    assert f"The lead is yours now; {had} had it." in said
    assert f"from the common queue; {had} had it" in said
    receipt = browser(free).get(reverse("lead_distribution", args=[lead_id])).content.decode()
    assert f"Until then it was with {had}." in receipt
    assert "it comes out the same" in receipt


def test_a_call_made_a_moment_ago_is_seen_even_before_anything_has_read_it(dealt):
    lead_id, had, free = dealt
    facts = FactRow.objects.filter(kind="lead_assigned").count()
    note_call(lead_id=lead_id, answered=False, by=had, now=datetime.now(UTC))
    refused = browser(free).post(reverse("queue_next"), follow=True).content.decode()
    assert "No lead of the common queue comes before your own just now." in refused
    assert Assignment.objects.get(pk=lead_id).seller == had
    assert FactRow.objects.filter(kind="lead_assigned").count() == facts


def test_heads_see_all_and_are_offered_nothing(dealt):
    head = person(Role.SALES_HEAD)
    assert "The common queue" not in page(head)
    assert browser(head).post(reverse("queue_next")).status_code in (403, 404)
