"""The made-up company has a price list that its deals can be compared with."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from tandem.agreement.samples import person, signed
from tandem.agreement.starting import starter
from tandem.intake.samples import lead
from tandem.measures.verification import verify
from tandem.people.rules import Role
from tandem.selling.list_prices import prices_on
from tandem.selling.models import ListPrice
from tandem.simulation.prices import set_prices

NOW = datetime(2026, 3, 13, 9, tzinfo=UTC)


@pytest.mark.django_db
def test_what_is_sold_often_has_a_list_price_and_the_commonest_a_promo():
    signed(starter("ru"), since=date(2025, 10, 1))
    person(Role.MARKETING_HEAD)
    for product, amounts in (("Окна", range(90_010, 90_080, 10)), ("Балкон", [50_000] * 5), ("Редкое", [9_000] * 4)):
        for amount in amounts:
            at = NOW - timedelta(days=30)
            lead(created_at=at - timedelta(days=3), product=product, stage="won", stage_at=at, amount=Decimal(amount))

    set_prices(NOW)

    today = prices_on(NOW.date())
    assert {key: (each.price, each.until is not None) for key, each in today.items()} == {
        "окна": (Decimal(81_000), True),
        "балкон": (Decimal(50_000), False),
    }
    assert prices_on(NOW.date() - timedelta(days=60))["окна"].price == Decimal(90_000)
    assert all(each.unit_cost and each.unit_cost < each.price for each in ListPrice.objects.filter(until=None))
    assert verify().clean
