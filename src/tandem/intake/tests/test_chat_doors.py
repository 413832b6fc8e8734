"""Telegram, Avito and messengers in our own format: a chat is a lead, its messages are contacts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps

from tandem.clients.models import ContactPoint
from tandem.intake.doors import RequestRefused, fingerprint
from tandem.intake.models import Lead
from tandem.intake.samples import source
from tandem.intake.tests.knocking import NOW, knock, posted

pytestmark = pytest.mark.django_db

Activity = apps.get_model("selling.Activity")
Deal = apps.get_model("selling.Deal")


def update(number: int, *, at=NOW, **values):
    writer = {"id": 555, "is_bot": False, "first_name": "Анна", "last_name": "Петрова", "username": "anna"}
    said = {"message_id": number, "from": writer, "chat": {"id": 555, "type": "private"}, "date": int(at.timestamp())}
    return {"update_id": 1000 + number, "message": said | values}


def test_a_telegram_chat_is_a_lead_and_a_shared_contact_its_phone():
    opened = source("telegram", settings={"starts": {"spring": {"source": "Telegram Ads", "campaign": "Весна"}}})
    knock(opened, posted(update(1, text="/start spring")))
    knock(opened, posted(update(2, contact={"phone_number": "79123456789", "user_id": 555})))
    knock(opened, posted(update(3, contact={"phone_number": "79990000000", "user_id": 999})))
    lead = Lead.objects.get()
    assert (lead.client.name, lead.source, lead.campaign) == ("Анна Петрова", "Telegram Ads", "Весна")
    assert lead.answers["telegram"] == "@anna"
    assert [point.value for point in ContactPoint.objects.filter(client=lead.client)] == ["+79123456789"]
    assert Activity.objects.filter(client=lead.client, lead=lead, direction="in").count() == 3


def test_a_client_who_comes_back_when_the_lead_is_closed_is_a_lead_again():
    opened = source("telegram")
    knock(opened, posted(update(1, text="баня")))
    first = Lead.objects.get()
    Deal.objects.create(lead=first, stage="lost", stage_at=NOW)
    later = NOW + timedelta(days=40)
    knock(opened, posted(update(2, at=later, text="теперь дом"), at=later))
    knock(opened, posted(update(3, at=later, text="большой"), at=later))
    second = Lead.objects.exclude(pk=first.pk).get()
    assert second.client_id == first.client_id
    assert list(Activity.objects.order_by("pk").values_list("lead_id", flat=True)) == [first.pk, second.pk, second.pk]


@pytest.mark.parametrize(
    "told",
    [
        {"update_id": 1, "edited_message": {}},
        update(1, chat={"id": -5, "type": "group"}),
        update(1, **{"from": {"id": 1, "is_bot": True}}),
    ],
)
def test_telegram_updates_that_are_no_private_message_are_answered_and_left(told):
    reading = knock(source("telegram"), posted(told))
    assert not reading.arriving
    assert reading.reply is not None
    assert reading.reply.status == 200


def test_telegram_proves_itself_by_its_header():
    request = posted(update(1, text="баня"), x_telegram_bot_api_secret_token="key")
    knock(source("telegram", fingerprint=fingerprint("key")), request)
    knock(source("telegram", settings={"secret_token": "key"}), request)
    for opened in (source("telegram", fingerprint="0" * 64), source("telegram", settings={"secret_token": "other"})):
        with pytest.raises(RequestRefused):
            knock(opened, request)


def avito(number: str, author: int, text: str = "Ещё продаёте?", **values):
    said = {"id": number, "chat_id": "u2i-abc", "user_id": 100, "author_id": author, "created": 1772438400,
            "type": "text", "chat_type": "u2i", "content": {"text": text}, "item_id": 1853266180}  # fmt: skip
    payload = {"type": "message", "value": said | values}
    return posted({"id": "d5", "version": "v3.0.0", "timestamp": 1772438400, "payload": payload})


def test_an_avito_chat_is_a_lead_of_its_advertisement():
    opened = source("avito", settings={"items": {"1853266180": {"product": "Баня 6×4"}}})
    knock(opened, avito("m1", 200))
    knock(opened, avito("m2", 100, "Да, продаём"))
    knock(opened, avito("m3", 0, "Системное", type="system"))
    lead = Lead.objects.get()
    assert (lead.product, lead.answers) == ("Баня 6×4", {"message": "Ещё продаёте?", "item_id": "1853266180"})
    assert list(Activity.objects.order_by("pk").values_list("direction", flat=True)) == ["in", "out"]


def test_any_messenger_may_speak_our_own_format():
    opened = source("messenger")
    told = {"chat": "wa-1", "id": "9", "text": "Здравствуйте", "phone": "89123456789", "client_name": "Анна",
            "utm_source": "site", "Комментарий": "из виджета"}  # fmt: skip
    knock(opened, posted(told))
    knock(opened, posted({"chat": "wa-1", "id": "10", "text": "Да", "direction": "out", "seller": "Олег"}))
    lead = Lead.objects.get()
    assert (lead.source, lead.client.name, lead.answers["Комментарий"]) == ("site", "Анна", "из виджета")
    assert ContactPoint.objects.get().value == "+79123456789"
    assert str(Activity.objects.get(direction="out").seller) == "Олег"


@pytest.mark.parametrize("told", [{"id": "1"}, {"chat": "1"}, {"chat": "1", "id": "1", "direction": "вбок"}])
def test_a_message_without_its_numbers_is_refused(told):
    with pytest.raises(RequestRefused) as refused:
        knock(source("messenger"), posted(told))
    assert refused.value.status == 422
