"""Forms of Tilda, as its help shows them: help-ru.tilda.cc/formsscript and /forms/marketplace/tech."""

from __future__ import annotations

import pytest

from tandem.clients.models import ContactPoint
from tandem.intake.doors import RequestRefused
from tandem.intake.models import Lead
from tandem.intake.samples import source
from tandem.intake.tests.knocking import form, knock, posted

pytestmark = pytest.mark.django_db

COOKIES = "_ga=GA1.2.3; session=hidden; _ym_uid=16; TILDAUTM=utm_source%3Dvk%7C%7C%7Cutm_campaign%3Dspring%7C%7C%7C"
SENT = {
    "Name": "Иван Иванов",
    "Phone": "+7 (912) 345-67-89",
    "Email": "Ivan@Example.com",
    "Что построить": "дом из бруса",
    "utm_source": "yandex",
    "tranid": "1111111:6161583731",
    "formid": "form54321",
    "COOKIES": COOKIES,
}


def test_a_form_is_a_lead_with_its_answers_and_tags():
    opened = source("tilda", settings={"forms": {"form54321": {"product": "Бани", "campaign": "не эта"}}})
    reading = knock(opened, posted(form(SENT)))
    lead = Lead.objects.get()
    assert (lead.client.name, lead.source, lead.campaign, lead.product) == ("Иван Иванов", "yandex", "spring", "Бани")
    assert set(ContactPoint.objects.values_list("value", flat=True)) == {"+79123456789", "ivan@example.com"}
    assert lead.answers == {"Что построить": "дом из бруса", "formid": "form54321", "_ga": "GA1.2.3", "_ym_uid": "16"}
    assert reading.reply is not None
    assert (reading.reply.status, reading.reply.body) == (200, b"ok")


def test_json_of_an_integration_is_read_alike_and_a_retry_is_the_same_lead():
    opened = source("tilda")
    knock(opened, posted({"Name": "Иван Иванов", "Phone": "+79123456789", "tranid": "1111111:6161583731"}))
    knock(opened, posted({"Name": "Иван Иванов", "Phone": "+79123456789", "tranid": "1111111:6161583731"}))
    assert Lead.objects.get().client.name == "Иван Иванов"


def test_a_cart_brings_the_amount_of_its_order():
    opened = source("tilda")
    payment = {"payment[sys]": "sberbank", "payment[amount]": "128000", "payment[products][0]": "Дом=128000"}
    knock(opened, posted(form({"Phone": "+79123456789", **payment})))
    lead = Lead.objects.select_related("deal").get()
    assert lead.deal.amount == 128_000
    assert "Дом=128000" in lead.answers["payment"]


def test_the_trial_of_an_address_makes_no_lead():
    reading = knock(source("tilda"), posted("test=test"))
    assert not reading.arriving
    assert reading.reply is not None


@pytest.mark.parametrize("by", ["header", "field"])
def test_the_api_key_of_tilda_lets_in_by_header_or_field_and_is_not_kept(by):
    opened = source("tilda", fingerprint="0" * 64, settings={"key_name": "X-API-Key", "key": "тайна"})
    body = {"Phone": "+79123456789", "tranid": "1"}
    with pytest.raises(RequestRefused):
        knock(opened, posted({**body, "X-API-Key": "другое"}))
    if by == "header":
        knock(opened, posted(body, x_api_key="тайна"))
    else:
        knock(opened, posted({**body, "X-API-Key": "тайна"}))
    assert Lead.objects.get().answers == {}
