"""What later exports say of what earlier ones brought: state, journal and store stay of one mind."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from tandem.clients.models import ContactPoint
from tandem.imports.models import Import, Status
from tandem.imports.samples import take, taken
from tandem.imports.undoing import undo
from tandem.measures.sealing import sync
from tandem.measures.store import store
from tandem.measures.verification import verify
from tandem.selling.models import Deal, Payment

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def lead(**values):
    (lead_id,) = take("lead", [{"id": "L1", "created_at": AT, **values}])
    return lead_id


def test_an_export_that_names_no_stage_leaves_a_sale_a_sale():
    lead_id = lead(stage="won", stage_at=AT, amount=Decimal("100.00"), source="a")
    lead(source="b")

    deal = Deal.objects.get(pk=lead_id)
    assert (deal.stage, deal.stage_at, deal.amount) == ("won", AT, Decimal("100.00"))
    assert store.read().rows("SELECT stage, source FROM leads") == [("won", "b")]


def test_the_hoped_for_closing_day_of_an_open_deal_is_not_when_its_stage_was_reached():
    lead_id = lead(stage="proposal", closed_on=date(2026, 6, 30))

    assert Deal.objects.get(pk=lead_id).stage_at == AT


def test_a_lead_that_goes_to_another_client_keeps_its_money():
    lead(client_id="A", stage="won", stage_at=AT)
    take("payment", [{"id": "P1", "lead_id": "L1", "paid_on": date(2026, 3, 3), "amount": Decimal("50.00")}])
    sync()
    lead(client_id="B", stage="won", stage_at=AT)
    take("activity", [{"id": "C1", "client_id": "B", "at": AT, "direction": "in"}])

    assert store.read().rows("SELECT paid_amount FROM leads") == [(Decimal("50.00"),)]
    assert verify().clean


def test_a_payment_that_outlives_the_import_it_came_with_is_not_taken_in_twice():
    payment = {"id": "P1", "paid_on": date(2026, 3, 3), "amount": Decimal("50.00")}
    _, file = taken("payment", [payment])
    taken("payment", [payment | {"amount": Decimal("60.00")}])
    Import.objects.update(status=Status.DONE)
    undo(import_id=file.run_id, by_id=None, now=timezone.now())

    taken("payment", [payment | {"amount": Decimal("60.00")}])

    assert [each.amount for each in Payment.objects.all()] == [Decimal("60.00")]
    assert verify().clean


def test_two_rows_of_one_client_in_one_file_each_leave_their_phone():
    take("client", [{"id": "A", "phone": "+79161234567"}, {"id": "A", "phone": "+79161234568"}])

    assert set(ContactPoint.objects.values_list("value", flat=True)) == {"+79161234567", "+79161234568"}


def test_a_key_longer_than_the_table_keeps_is_known_all_the_same():
    first = take("lead", [{"id": "x" * 480, "created_at": AT, "source": "a"}])

    assert take("lead", [{"id": "x" * 480, "created_at": AT, "source": "b"}]) == first
