"""The doors of the demo stand open, once, and what is printed opens them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.test import Client

from tandem.intake.doors import Request, doors, fingerprint
from tandem.intake.models import Source
from tandem.intake.sources_open import opened
from tandem.people.models import Person
from tandem.privacy.models import ConsentText
from tandem.simulation.demo_doors import API, FORM, open_doors, publish_consents

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def test_opening_them_again_changes_nothing():
    assert open_doors(now=NOW) == open_doors(now=NOW)
    assert Source.objects.count() == 2
    assert Client().get(f"/forms/{FORM}/").status_code == 200


def test_the_form_shows_the_consent_that_is_put_in_force_once():
    open_doors(now=NOW)
    head = Person.objects.create_user("head", name="Head", role="marketing_head")
    for _ in range(2):
        publish_consents(by=head, now=NOW)
    page = Client(headers={"accept-language": settings.LANGUAGE_CODE}).get(f"/forms/{FORM}/").content.decode()
    assert f'value="processing-{settings.LANGUAGE_CODE[:2]}-1"' in page
    assert ConsentText.objects.count() == len(settings.LANGUAGES)


def test_the_key_that_is_printed_opens_the_door_even_after_somebody_made_another():
    open_doors(now=NOW)
    Source.objects.filter(key=API).update(fingerprint=fingerprint("another"))
    secret = open_doors(now=NOW)
    request = Request("POST", "", {}, {"authorization": f"Bearer {secret}"}, b'{"phone": "1"}', NOW)
    doors()["api"].authenticate(request, opened(Source.objects.get(key=API)))
