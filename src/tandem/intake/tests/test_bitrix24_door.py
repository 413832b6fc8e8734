"""Outgoing webhooks of Bitrix24 (apidocs.bitrix24.com, events of leads), and robots that name fields."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.apps import apps

from tandem.clients.models import ContactPoint
from tandem.intake.doors import RequestRefused
from tandem.intake.models import Arrival, Lead
from tandem.intake.samples import source
from tandem.intake.tests.knocking import form, knock, posted

pytestmark = pytest.mark.django_db

Deal = apps.get_model("selling.Deal")

ADDED = {
    "event": "ONCRMLEADADD",
    "event_handler_id": "711",
    "data[FIELDS][ID]": "77",
    "ts": "1772442000",
    "auth[domain]": "some-domain.bitrix24.com",
    "auth[client_endpoint]": "https://some-domain.bitrix24.com/rest/",
    "auth[member_id]": "a223c6b3710f85df22e9377d6c4f7553",
    "auth[application_token]": "51856fefc120afa4b628cc82d3935cce",
}
ROBOT = {
    "document_id[0]": "crm",
    "document_id[1]": "CCrmDocumentLead",
    "document_id[2]": "LEAD_77",
    "auth[domain]": "some-domain.bitrix24.com",
}


def bitrix24(**settings):
    return source("bitrix24", system="bitrix24", settings=settings)


def test_an_event_keeps_the_number_and_where_to_find_the_lead():
    opened = bitrix24(application_token="51856fefc120afa4b628cc82d3935cce")
    knock(opened, posted(form(ADDED)))
    knock(opened, posted(form(ADDED)))
    assert Lead.objects.get().answers == {"bitrix24": "https://some-domain.bitrix24.com/crm/lead/details/77/"}
    assert Arrival.objects.get().missing == "contact client_name"


def test_a_robot_completes_the_lead_by_the_fields_of_its_address():
    opened = bitrix24(stages={"IN_PROCESS": "in_work"})
    knock(opened, posted(form(ADDED)))
    query = {"client_name": "Анна", "phone": "89123456789", "utm_source": "vk", "stage": "IN_PROCESS", "Дом": "баня"}
    knock(opened, replace(posted(form(ROBOT)), query=query))
    lead = Lead.objects.get()
    assert (lead.client.name, lead.source, lead.answers["Дом"]) == ("Анна", "vk", "баня")
    assert ContactPoint.objects.get().value == "+79123456789"
    assert Deal.objects.get().stage == "in_work"


def test_leads_and_deals_of_one_number_are_two():
    opened = bitrix24()
    knock(opened, posted(form(ADDED)))
    knock(opened, posted(form(ADDED | {"event": "ONCRMDEALADD"})))
    assert Lead.objects.count() == 2


def test_a_wrong_token_is_refused():
    opened = bitrix24(application_token="other")
    with pytest.raises(RequestRefused) as refused:
        knock(opened, posted(form(ADDED)))
    assert refused.value.status == 401
    assert "51856" not in str(refused.value)


def test_other_events_are_answered_and_left():
    assert not knock(bitrix24(), posted(form(ADDED | {"event": "ONCRMLEADUPDATE"}))).arriving
