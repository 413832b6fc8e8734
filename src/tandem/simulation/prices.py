"""The price list of the made-up company: what an order of each product usually costs, and one promo that is running."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

from django.utils import timezone

from tandem.intake.models import Lead
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.selling.list_prices import set_list_price

#: Sales that tell what a product costs.
_ENOUGH = 5
_LIST_SINCE, _PROMO_SINCE, _PROMO_STILL = timedelta(days=120), timedelta(days=9), timedelta(days=12)
_PROMO, _COST = Decimal("0.9"), Decimal("0.68")


def set_prices(now: datetime) -> None:
    """Marketing enters a list price for each product that is sold often, and a promo for the one sold most."""
    today, by = timezone.localdate(now), Person.objects.filter(role=Role.MARKETING_HEAD)[0]
    sold: dict[str, list[Decimal]] = {}
    won = Lead.objects.filter(deal__stage="won", deal__amount__gt=0).exclude(product="")
    for product, amount in won.values_list("product", "deal__amount"):
        assert amount is not None
        sold.setdefault(product, []).append(amount)
    often = sorted((each for each in sold if len(sold[each]) >= _ENOUGH), key=lambda each: -len(sold[each]))
    for product in often:
        price = _rounded(median(sold[product]))
        set_list_price(
            product=product, price=price, since=today - _LIST_SINCE, until=None, unit_cost=_rounded(price * _COST),
            by=by, now=now - _LIST_SINCE,
        )  # fmt: skip
    if often:
        price = _rounded(median(sold[often[0]]) * _PROMO)
        set_list_price(
            product=often[0], price=price, since=today - _PROMO_SINCE, until=today + _PROMO_STILL, unit_cost=None,
            by=by, now=now - _PROMO_SINCE,
        )  # fmt: skip


def _rounded(amount: Decimal) -> Decimal:
    """To whole hundreds, as price lists have it."""
    return (amount / 100).quantize(Decimal(1), rounding=ROUND_HALF_UP) * 100
