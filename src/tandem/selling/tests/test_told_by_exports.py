"""What an export tells beside the stage: when a seller got the lead, and the price before the discount."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from tandem.handover.models import Assignment
from tandem.imports.models import Import
from tandem.imports.samples import take, taken
from tandem.imports.undoing import undo
from tandem.measures.store import store
from tandem.measures.verification import verify
from tandem.selling.models import Deal, DealLine

pytestmark = pytest.mark.django_db

CAME = datetime(2026, 3, 2, 9, tzinfo=UTC)
LEAD = {"id": "L1", "created_at": CAME, "seller": "Анна", "phone": "+79161234567", "product": "Окна"}
SOLD = {**LEAD, "stage": "won", "closed_on": (CAME + timedelta(days=9)).date(), "amount": Decimal("90000.00")}


def handed():
    return store.read().rows(
        "SELECT date_diff('hour', captured_at, first_assigned_at), date_diff('hour', captured_at, handed_over_at) "
        "FROM leads"
    )


def lines():
    return store.read().rows("SELECT product, quantity, list_price, deal_price FROM deal_lines")


def consistent():
    return verify().differences == []


def test_a_seller_without_a_date_has_the_lead_since_it_came_and_the_way_there_is_not_known():
    take("lead", [LEAD])

    assert handed() == [(0, None)]
    assert consistent()


def test_the_moment_of_the_hand_over_is_taken_over_also_later():
    take("lead", [LEAD])
    take("lead", [{**LEAD, "assigned_at": CAME + timedelta(hours=4)}])

    assert handed() == [(0, 4)]
    assert Assignment.objects.get().assigned_at == CAME + timedelta(hours=4)
    assert consistent()


def test_a_hand_over_before_the_lead_came_is_warned_of_and_not_timed():
    _, file = taken("lead", [{**LEAD, "assigned_at": CAME - timedelta(hours=4)}])

    assert [each.code for each in file.problems.all()] == ["handed_before_created"]
    assert handed() == [(0, None)]


def test_the_price_before_the_discount_is_a_line_of_the_deal():
    take("lead", [{**SOLD, "list_price": Decimal("100000.00")}])

    assert lines() == [("Окна", Decimal(1), Decimal("100000.00"), Decimal("90000.00"))]
    assert Deal.objects.get().amount == Decimal("90000.00")
    assert consistent()


def test_a_later_export_mends_the_line_and_its_undo_takes_that_back():
    take("lead", [{**SOLD, "list_price": Decimal("100000.00")}])
    take("lead", [{**SOLD, "amount": Decimal("80000.00"), "list_price": Decimal("100000.00")}])
    assert [each[3] for each in lines()] == [Decimal("80000.00")]

    undo(import_id=Import.objects.latest("pk").pk, by_id=None, now=CAME + timedelta(days=60))

    assert DealLine.objects.get().deal_price == Decimal("90000.00")
    assert consistent()


def test_an_import_is_undone_with_the_lines_it_brought():
    take("lead", [{**SOLD, "list_price": Decimal("100000.00")}])

    undo(import_id=Import.objects.get().pk, by_id=None, now=CAME + timedelta(days=60))

    assert not DealLine.objects.exists()
    assert consistent()


def test_a_deal_composed_here_keeps_its_products():
    (lead_id,) = take("lead", [SOLD])
    for product in ("Окна", "Монтаж"):
        DealLine.objects.create(lead_id=lead_id, product=product, quantity=1, deal_price=Decimal(45000))

    _, file = taken("lead", [{**SOLD, "list_price": Decimal("100000.00")}])

    assert [each.code for each in file.problems.all()] == ["composed_here"]
    assert sorted(DealLine.objects.values_list("product", flat=True)) == ["Монтаж", "Окна"]


def test_without_a_sum_there_is_no_discount():
    take("lead", [{**LEAD, "list_price": Decimal("100000.00")}])

    assert not DealLine.objects.exists()
