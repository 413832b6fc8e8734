"""Which leads belong to one client, as an import decides it."""

from datetime import UTC, datetime

import pytest

from tandem.imports.samples import take
from tandem.intake.models import Lead

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def client_of(number: int, **signs: str) -> int:
    (lead_id,) = take("lead", [{"id": f"L{number}", "created_at": AT, **signs}])
    return Lead.objects.get(pk=lead_id).client_id


def test_the_same_phone_or_mail_is_the_same_client():
    first = client_of(1, phone="+79161234567", email="a@example.com")

    assert client_of(2, phone="+79161234567") == first
    assert client_of(3, email="a@example.com") == first


def test_a_number_that_is_nobodys_makes_no_strangers_one_client():
    assert client_of(1, phone="1111111111") != client_of(2, phone="1111111111")
    assert client_of(3, inn="0000000000") != client_of(4, inn="0000000000")


def test_two_ids_of_one_system_stay_two_clients_though_they_share_an_office_phone():
    first = client_of(1, client_id="C1", phone="+74951234567")

    assert client_of(2, client_id="C2", phone="+74951234567") != first
    assert client_of(3, client_id="C1") == first
