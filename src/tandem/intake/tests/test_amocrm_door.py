"""Webhooks of amoCRM, as its developers' page shows them."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.apps import apps

from tandem.clients.models import Client, ContactPoint
from tandem.imports.samples import take
from tandem.intake.models import Lead
from tandem.intake.samples import source
from tandem.intake.tests.knocking import NOW, form, knock, posted

pytestmark = pytest.mark.django_db

# Rooms above, by their names: this one does not know them.
Deal = apps.get_model("selling.Deal")
Assignment = apps.get_model("handover.Assignment")

ACCOUNT = {"account[id]": "7777777", "account[subdomain]": "derevo"}
ADDED = {
    "leads[add][0][id]": "25399013",
    "leads[add][0][name]": "Баня 6×4",
    "leads[add][0][status_id]": "1572325",
    "leads[add][0][price]": "450000",
    "leads[add][0][responsible_user_id]": "123123",
    "leads[add][0][last_modified]": "1772438400",
    "leads[add][0][date_create]": "1772438400",
    "leads[add][0][pipeline_id]": "19995",
    "leads[add][0][custom_fields][0][id]": "427183",
    "leads[add][0][custom_fields][0][name]": "utm_source",
    "leads[add][0][custom_fields][0][values][0]": "yandex",
    "leads[add][0][custom_fields][1][name]": "Участок",
    "leads[add][0][custom_fields][1][values][0][value]": "есть",
    **ACCOUNT,
}
WON = {
    "leads[status][0][id]": "25399013",
    "leads[status][0][status_id]": "142",
    "leads[status][0][old_status_id]": "1572325",
    "leads[status][0][price]": "455000",
    "leads[status][0][last_modified]": "1772442000",
    **ACCOUNT,
}
CONTACT = {
    "contacts[add][0][id]": "666",
    "contacts[add][0][name]": "Анна Петрова",
    "contacts[add][0][type]": "contact",
    "contacts[add][0][last_modified]": "1772438460",
    "contacts[add][0][linked_leads_id][25399013][ID]": "25399013",
    "contacts[add][0][custom_fields][0][name]": "Телефон",
    "contacts[add][0][custom_fields][0][code]": "PHONE",
    "contacts[add][0][custom_fields][0][values][0][value]": "89123456789",
    "contacts[add][0][custom_fields][0][values][0][enum]": "1193301",
    **ACCOUNT,
}


def amocrm(**settings):
    return source("amocrm", system="amocrm", settings=settings)


def test_a_deal_is_a_lead_with_its_amount_seller_and_fields():
    opened = amocrm(stages={"1572325": "in_work"}, sellers={"123123": "Олег"})
    knock(opened, posted(form(ADDED)))
    lead = Lead.objects.get()
    assert lead.captured_at == datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    assert (lead.source, lead.answers["Участок"], lead.answers["name"]) == ("yandex", "есть", "Баня 6×4")
    assert (Deal.objects.get().stage, Deal.objects.get().amount) == ("in_work", Decimal(450_000))
    assert Assignment.objects.get().seller.name == "Олег"


def test_a_change_of_stage_moves_the_lead_at_its_time():
    opened = amocrm()
    knock(opened, posted(form(ADDED)))
    knock(opened, posted(form(WON)))
    knock(opened, posted(form(WON)))
    deal = Deal.objects.get()
    assert (deal.stage, deal.amount, deal.stage_at) == ("won", Decimal(455_000), datetime(2026, 3, 2, 9, 0, tzinfo=UTC))
    assert Lead.objects.get().source == "yandex"


@pytest.mark.parametrize("first", ["contact", "deal"])
def test_a_contact_names_the_client_of_its_deals_whichever_comes_first(first):
    opened = amocrm()
    for told in (CONTACT, ADDED) if first == "contact" else (ADDED, CONTACT):
        knock(opened, posted(form(told)))
    lead = Lead.objects.get()
    assert lead.client.name == "Анна Петрова"
    assert ContactPoint.objects.get().client == lead.client
    assert lead.captured_at == datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def test_a_later_import_of_the_export_is_the_same_lead():
    opened = amocrm()
    knock(opened, posted(form(ADDED)))
    (imported,) = take("lead", [{"id": "25399013", "created_at": NOW, "city": "Тверь"}], system="amocrm")
    lead = Lead.objects.get()
    assert (lead.pk, lead.city, lead.source) == (imported, "Тверь", "yandex")


def test_other_events_are_answered_and_left():
    opened = amocrm()
    for told in ({"leads[delete][0][id]": "1"}, {"task[add][0][id]": "2"}, {"leads[add][0][name]": "без номера"}):
        assert not knock(opened, posted(form(told))).arriving
    assert not Lead.objects.exists()
    assert not Client.objects.exists()
