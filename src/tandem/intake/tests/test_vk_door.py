"""Events of VK communities: dev.vk.com/ru/api/community-events/json-schema and /callback/getting-started."""

from __future__ import annotations

import pytest
from django.apps import apps

from tandem.clients.models import ContactPoint
from tandem.intake.doors import RequestRefused
from tandem.intake.models import Lead
from tandem.intake.samples import source
from tandem.intake.tests.knocking import knock, posted

pytestmark = pytest.mark.django_db

Activity = apps.get_model("selling.Activity")

FORM = {
    "type": "lead_forms_new",
    "group_id": 1,
    "event_id": "e1",
    "secret": "тайна",
    "object": {
        "lead_id": 5, "group_id": 1, "user_id": 77, "form_id": 2, "form_name": "Рассчитать баню", "ad_id": 900,
        "answers": [
            {"key": "first_name", "question": "Имя", "answer": "Анна"},
            {"key": "last_name", "question": "Фамилия", "answer": "Петрова"},
            {"key": "phone_number", "question": "Телефон", "answer": "+79123456789"},
            {"key": "location", "question": "Город", "answer": "Тверь, Россия"},
            {"key": "custom_0", "question": "Участок", "answer": [{"key": "a", "value": "есть"}, {"value": "с домом"}]},
        ],
    },
}  # fmt: skip


def message(number: int, text: str, kind: str = "message_new", **values):
    said = {"id": number, "date": 1772438400, "peer_id": 77, "from_id": 77, "text": text} | values
    deeper = {"message": said, "client_info": {}} if kind == "message_new" else said
    return posted({"type": kind, "group_id": 1, "secret": "тайна", "object": deeper})


def vk(**settings):
    return source("vk", settings={"secret": "тайна", "confirmation": "3f85c3"} | settings)


def test_an_answered_form_is_a_lead():
    opened = vk(forms={"2": {"product": "Бани"}})
    reading = knock(opened, posted(FORM))
    knock(opened, posted(FORM))
    lead = Lead.objects.get()
    assert (lead.client.name, lead.city, lead.product) == ("Анна Петрова", "Тверь", "Бани")
    assert ContactPoint.objects.get().value == "+79123456789"
    assert lead.answers == {
        "custom_0": "есть, с домом", "form_id": "2", "form_name": "Рассчитать баню", "vk_user_id": "77", "ad_id": "900",
    }  # fmt: skip
    assert reading.reply is not None
    assert reading.reply.body == b"ok"


def test_a_chat_is_one_lead_and_each_message_a_contact():
    opened = vk()
    knock(opened, message(1, "Сколько стоит баня?", ref="spring"))
    knock(opened, message(2, "Добрый день!", kind="message_reply"))
    knock(opened, message(3, "6 на 4"))
    lead = Lead.objects.get()
    assert (lead.answers["message"], lead.answers["start"]) == ("Сколько стоит баня?", "spring")
    assert list(Activity.objects.order_by("pk").values_list("direction", "client_id", "kind")) == [
        (direction, lead.client_id, "message") for direction in ("in", "out", "in")
    ]


def test_the_confirmation_is_answered_as_vk_asks():
    reply = knock(vk(), posted({"type": "confirmation", "group_id": 1})).reply
    assert reply is not None
    assert reply.body == b"3f85c3"
    with pytest.raises(RequestRefused) as refused:
        knock(vk(confirmation=""), posted({"type": "confirmation", "group_id": 1}))
    assert refused.value.status == 409


def test_a_wrong_secret_is_refused():
    with pytest.raises(RequestRefused) as refused:
        knock(vk(), posted(FORM | {"secret": "другая"}))
    assert refused.value.status == 401
