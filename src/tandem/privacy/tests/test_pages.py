"""The pages: who opens them, what they show, and that each look is noted."""

import json
import re

import pytest
from django.test import Client as Browser
from django.urls import reverse

from tandem.access.models import Look
from tandem.clients.models import Client
from tandem.intake.models import Lead
from tandem.journal.models import FactRow
from tandem.privacy.models import ConsentText, RetentionRule
from tandem.privacy.tests.company import EMAIL, NAME, PHONE, history, march, person, semyonov

pytestmark = pytest.mark.django_db


def browser(role):
    opened = Browser(headers={"accept-language": "en"})
    opened.force_login(person(role))
    return opened


def client_pages():
    return [reverse(name, args=[semyonov()]) for name in ("client_data", "client_json", "client_html")]


PAGES = ("retention", "looks", "forgotten_clients")


@pytest.mark.parametrize("role", ["seller", "sales_head", "marketing_head", "marketer", "analyst"])
def test_others_open_none_of_it(role):
    history()
    reading = browser(role)
    for url in [*client_pages(), *map(reverse, PAGES), reverse("retention_rule", args=["looks"])]:
        assert reading.get(url).status_code == 403, url
    assert reading.post(reverse("client_forgetting", args=[semyonov()]), {"number": semyonov()}).status_code == 403
    assert reading.get(reverse("consent_texts")).status_code == (200 if role == "marketing_head" else 403)
    assert not Look.objects.exists()


@pytest.mark.parametrize("role", ["owner", "admin"])
def test_those_who_answer_open_all_of_it_empty_too(role):
    reading = browser(role)
    for url in [*map(reverse, PAGES), reverse("consent_texts")]:
        assert reading.get(url).status_code == 200
    history()
    for url in [*map(reverse, PAGES), *client_pages(), reverse("retention_rule", args=["lost_and_silent"])]:
        assert reading.get(url).status_code == 200, url
    assert reading.get(reverse("client_data", args=[404])).status_code == 404


def test_the_copy_for_a_program_holds_everything():
    history()
    said = json.loads(browser("admin").get(reverse("client_json", args=[semyonov()])).content)

    assert said["tables"]["clients.Client"][0]["name"] == NAME
    assert {each["value"] for each in said["tables"]["clients.ContactPoint"]} >= {PHONE, EMAIL}
    assert len(said["tables"]["intake.Lead"]) == 2
    assert said["tables"]["selling.Payment"][0]["amount"] == "900.00"
    assert any("345-67-89" in each["text"] for each in said["mentions"])
    assert {"lead_captured", "lead_moved"} <= {each["kind"] for each in said["history"]}


def test_the_copy_to_read_escapes_what_people_wrote():
    history()
    Client.objects.filter(pk=semyonov()).update(name="<script>alert(1)</script>")

    text = browser("admin").get(reverse("client_html", args=[semyonov()])).content.decode()

    assert "&lt;script&gt;" in text
    assert "<script" not in text


def test_erasing_asks_for_the_number_and_shows_an_empty_client():
    history()
    admin = browser("admin")
    url = reverse("client_forgetting", args=[semyonov()])

    assert "not the number" in admin.post(url, {"number": semyonov() + 1}).content.decode()
    assert Client.objects.get(pk=semyonov()).name == NAME
    shown = admin.post(url, {"number": semyonov()}, follow=True).content.decode()

    assert "All figures are as they were" in shown
    assert NAME not in shown
    assert FactRow.objects.filter(kind="client_forgotten").count() == 1


def test_erasing_names_the_leads_that_sellers_would_go_on_being_asked_to_call():
    history()
    (still_open,) = Lead.objects.filter(client=semyonov(), captured_at=march(5))
    told = browser("admin").get(reverse("client_data", args=[semyonov()])).content.decode()

    (warning,) = re.findall(r'message--warning"><span>(.*?)</span>', told)
    assert re.findall(r"№ (\d+)", warning) == [str(still_open.pk)]


def test_a_text_is_put_in_force_on_its_page():
    head = browser("marketing_head")
    said = {"purpose": "processing", "language": "ru", "text": "Согласен"}

    assert "processing-ru-1" in head.post(reverse("consent_texts"), said, follow=True).content.decode()
    assert "in force already" in head.post(reverse("consent_texts"), said).content.decode()
    text = ConsentText.objects.get()
    assert "Согласен" in browser("seller").get(reverse("consent_text", args=[text.pk])).content.decode()


def test_a_rule_is_switched_on_with_a_term():
    admin = browser("admin")
    url = reverse("retention_rule", args=["lost_and_silent"])

    assert "at least 3" in admin.post(url, {"term": 1, "on": "on"}).content.decode()
    admin.post(url, {"term": 24, "on": "on"})

    rule = RetentionRule.objects.get()
    assert (rule.key, rule.term, rule.on) == ("lost_and_silent", 24, True)


def test_looks_are_told_apart_by_client_and_by_person():
    history()
    admin = browser("admin")
    admin.get(reverse("client_data", args=[semyonov()]))

    mine = admin.get(reverse("looks"), {"client": semyonov()}).content.decode()
    others = admin.get(reverse("looks"), {"client": semyonov() + 1}).content.decode()

    assert "All data of a client" in mine
    assert "All data of a client" not in others
