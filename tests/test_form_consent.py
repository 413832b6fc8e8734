"""What a visitor agreed to on a form of ours is kept as consent, in the words they read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest

from tandem.intake.doors import Request, doors
from tandem.intake.samples import source
from tandem.intake.taking_in import take_in
from tandem.intake.tickets import ticket
from tandem.privacy.models import LeadConsent

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_a_tick_on_the_form_becomes_a_consent_with_its_text():
    opened = source("form", settings={"consent": "Согласен на обработку"})
    body = {"ticket": ticket(opened.key, now=NOW), "phone": "8 912 345-67-89", "consent": "1"}
    headers = {"content-type": "application/x-www-form-urlencoded"}
    sent = Request("POST", "", {}, headers, urlencode(body).encode(), NOW + timedelta(seconds=9))
    (taken,) = take_in(doors()["form"].read(sent, opened).arriving, sources={opened.key: opened}, now=sent.received_at)
    consent = LeadConsent.objects.get(lead=taken.subject_id)
    assert consent.processing.text == "Согласен на обработку"
    assert consent.processing_at == sent.received_at
