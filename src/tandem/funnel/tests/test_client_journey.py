"""One client's way over several leads: every part with what was promised, and nothing of colleagues for a seller."""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tandem.access.models import Look
from tandem.imports.samples import take
from tandem.intake.models import Lead
from tandem.people.rules import Role
from tandem.selling.samples import activity, payment


def text_of(answered: Any) -> str:
    assert answered.status_code == 200
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answered.content.decode())))


@pytest.fixture
def client_id(db) -> int:
    """A client who bought in March and asked again in May; the second lead is with a colleague."""
    first, _second = take(
        "lead",
        [
            {"id": "1", "client_id": "C", "created_at": datetime(2026, 3, 2, 9, tzinfo=UTC), "seller": "Anna",
             "campaign": "Spring", "offer": "ten percent off", "stage": "won",
             "stage_at": datetime(2026, 3, 9, tzinfo=UTC), "client_name": "Ivan Test"},
            {"id": "2", "client_id": "C", "created_at": datetime(2026, 5, 2, 9, tzinfo=UTC), "seller": "Boris",
             "campaign": "Summer", "offer": "second window free"},
        ],
    )  # fmt: skip
    activity(lead_id="1", client_id="C", at=datetime(2026, 3, 2, 10, tzinfo=UTC), kind="meeting")
    payment(lead_id="1", paid_on=date(2026, 3, 10))
    found = Lead.objects.get(pk=first).client_id
    assert found
    return found


def test_the_way_goes_over_all_leads_with_what_was_promised_at_each(client_id, signed_in):
    text = text_of(signed_in(Role.SALES_HEAD).get(f"/funnel/clients/{client_id}/"))

    assert "2 leads, purchases: 1." in text
    assert text.index("ten percent off") < text.index("Paid") < text.index("second window free")
    assert "61 days after the lead before" in text
    assert Look.objects.filter(page="lead", client_id=client_id).exists()


def test_a_seller_sees_their_own_part_and_that_there_is_more(client_id, signed_in):
    text = text_of(signed_in(name="Boris").get(f"/funnel/clients/{client_id}/"))

    assert "second window free" in text
    assert "ten percent off" not in text
    assert "With colleagues, and not shown: 1." in text


def test_who_has_nothing_of_a_client_finds_no_page(client_id, history, signed_in):
    take("lead", [{"id": "3", "client_id": "D", "created_at": datetime(2026, 3, 2, 9, tzinfo=UTC), "seller": "Vera"}])

    assert signed_in(name="Vera").get(f"/funnel/clients/{client_id}/").status_code == 404
    assert signed_in(Role.OWNER).get("/funnel/clients/999999/").status_code == 404


def test_names_are_not_shown_to_those_who_see_none(client_id, signed_in):
    browser = signed_in(Role.MARKETER)

    assert "Ivan Test" not in browser.get(f"/funnel/clients/{client_id}/").content.decode()
