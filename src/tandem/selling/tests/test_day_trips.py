"""The screen of the day asks as many questions in as many trips, however much there is to show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tandem.agreement.document import ReturnReason
from tandem.agreement.samples import signed
from tandem.intake.models import Touch
from tandem.intake.samples import lead
from tandem.journal import together
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.qualification.samples import agreement
from tandem.selling.models import Note
from tandem.selling.samples import activity

pytestmark = pytest.mark.django_db

#: Trips to the database for one lead with everything on it, those for the session and the reader among them.
MOST_TRIPS = 16


@pytest.fixture
def by(db):
    document = agreement(target="grade in ('A', 'B')")
    signed(msgspec.structs.replace(document, returns=(ReturnReason(key="dup", title="Дубль"),)), since=date(2026, 1, 1))
    lead(seller="Алиса", stage="won", created_at=datetime(2026, 3, 1, tzinfo=UTC))
    Person.objects.filter(name="Алиса").update(is_active=True, role=Role.SELLER)
    return Person.objects.get(name="Алиса")


def counted(monkeypatch, by: Person, address: str) -> tuple[int, int]:
    """Statements that the page makes, and trips."""
    client = Client()
    client.force_login(by)
    client.get(address)
    saved: list[int] = []
    whole = together._ask

    def asked(answers: Sequence[Any]) -> None:
        saved.append(len(answers) - 1)
        whole(answers)

    with monkeypatch.context() as patched, CaptureQueriesContext(connection) as captured:
        patched.setattr(together, "_ask", asked)
        assert client.get(address).status_code == 200
    return len(captured), len(captured) - sum(saved)


def more(by: Person, first: int, count: int) -> None:
    """Leads of one client with contacts, visits and notes."""
    now = datetime.now(UTC).replace(microsecond=0)
    for at in range(first, first + count):
        number = lead(
            seller="Алиса", client_id="T", phone="+79001112233", created_at=now - timedelta(hours=2, minutes=at)
        )
        activity(client_id="T", at=now - timedelta(minutes=50 + at), answered=False)
        Touch.objects.create(lead_id=number, touched_at=now - timedelta(hours=3), page=f"/{at}")
        Note.objects.create(lead_id=number, written_by=by, written_at=now, words="о цене")


@pytest.mark.parametrize("address", ["/day/?view=one", "/day/?view=list", "/day/?lead={newest}"])
def test_neither_leads_nor_contacts_nor_notes_make_it_more(monkeypatch, by, address):
    more(by, 0, 2)
    newest = by.assignments.latest("lead__captured_at").lead_id if "{" in address else 0
    few = counted(monkeypatch, by, address.format(newest=newest))
    more(by, 2, 6)
    assert counted(monkeypatch, by, address.format(newest=newest)) == few
    assert few[1] <= MOST_TRIPS
