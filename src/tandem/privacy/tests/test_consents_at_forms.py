"""A form shows the text that is in force, and its lead names what the visitor was shown."""

import datetime as dt
from urllib.parse import urlencode

import pytest
from django.test import Client

from tandem.intake.doors import Request, doors
from tandem.intake.hosted_form import form_of
from tandem.intake.models import Lead, Source
from tandem.intake.samples import source
from tandem.intake.sources_open import open_sources, opened
from tandem.intake.taking_in import take_in
from tandem.intake.tickets import ticket
from tandem.privacy.models import ConsentText
from tandem.privacy.queries import consents_of
from tandem.privacy.tests.company import NOW
from tandem.privacy.tests.test_consents import published

pytestmark = pytest.mark.django_db
OURS, THEIRS = "Согласен на обработку", "Согласен с правилами сайта"


@pytest.fixture
def _form():
    source("form", key="site", name="Сайт", settings={"consent": THEIRS})


def page() -> str:
    return Client(headers={"accept-language": "ru"}).get("/forms/site/").content.decode()


def sent(version: str, phone: str = "+79123456789", **more: str) -> ConsentText:
    """The text that the lead of a form names whose box held ``version``."""
    body = {"ticket": ticket("site", now=NOW), "language": "ru", "phone": phone, "consent": version, **more}
    headers = {"content-type": "application/x-www-form-urlencoded"}
    request = Request("POST", "", {}, headers, urlencode(body).encode(), NOW + dt.timedelta(seconds=30))
    standing = open_sources()
    reading = doors()["form"].read(request, standing["site"])
    take_in(reading.arriving, sources=standing, now=request.received_at)
    (given,) = consents_of(Lead.objects.latest("pk").pk)
    assert given.text_id is not None
    return ConsentText.objects.get(pk=given.text_id)


@pytest.mark.usefixtures("_form")
def test_the_published_text_is_shown_and_named_by_the_lead():
    assert THEIRS in page()
    ours = published(OURS)
    assert THEIRS not in page()
    assert f'value="{ours.version}"' in page()
    assert sent(ours.version) == ours


@pytest.mark.usefixtures("_form")
def test_the_proof_names_the_form_and_not_the_advertisement_that_led_to_it():
    sent(published(OURS).version, utm_source="vk")
    lead = Lead.objects.get()

    assert lead.source == "vk"
    assert [each.source for each in consents_of(lead.pk)] == ["Сайт"]


@pytest.mark.usefixtures("_form")
def test_who_was_shown_an_earlier_text_agreed_to_that_one():
    first = published(OURS)
    published("Согласен на обработку и хранение")
    assert sent(first.version) == first


@pytest.mark.usefixtures("_form")
def test_a_version_that_never_was_counts_as_the_text_in_force_and_leaves_no_other():
    ours = published(OURS)
    assert sent("processing-ru-999") == ours
    assert sent("<b>", phone="+79123456780") == ours
    assert ConsentText.objects.count() == 1


@pytest.mark.usefixtures("_form")
def test_a_page_copied_before_a_text_was_published_counts_under_what_it_shows():
    shown = form_of(opened(Source.objects.get()), "ru").consent
    assert shown is not None
    published(OURS)
    text = sent(shown.version)
    assert (text.text, text.version) == (THEIRS, shown.version)


@pytest.mark.usefixtures("_form")
def test_a_language_without_a_published_text_shows_the_sources_own():
    published(OURS)
    assert THEIRS in Client(headers={"accept-language": "en"}).get("/forms/site/").content.decode()


def test_only_forms_carry_the_texts():
    published(OURS)
    source("api", key="program")
    source("form", key="site")
    assert {key: bool(each.consents) for key, each in open_sources().items()} == {"program": False, "site": True}
