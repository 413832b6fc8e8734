"""The price list: marketing says what a product costs by the list and what while a promo lasts; sales read it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from tandem.agreement.queries import in_force
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.imports.turns import one_at_a_time
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Happening
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.selling.facts import ListPriceSet
from tandem.selling.models import ListPrice
from tandem.selling.price_rules import takes_note

_MOST = Decimal(10) ** 13


class NotTheirPrice(Refusal):
    """The list and promo prices are marketing's."""


class NoListPrice(Refusal):
    """What was typed is no price, or is for no product and no days."""


def sets_list_prices(role: Role) -> bool:
    """Whether a role writes the price list: marketing's people, and whoever signs for marketing."""
    return role is Role.MARKETER or role in takes_note(in_force().document)


def set_list_price(
    *, product: str, price: Decimal, since: date, until: date | None, unit_cost: Decimal | None, by: Person,
    now: datetime,
) -> ListPrice:  # fmt: skip
    """Say what one piece of a product costs from a day on; with ``until`` it is a promo price.

    Sending the same again changes nothing. Refuses by ``NotTheirPrice`` and ``NoListPrice``.
    """
    if not sets_list_prices(Role(by.role)):
        raise NotTheirPrice(
            Text(
                ru="Прайс и акции — решение маркетинга. Цену сделки ниже прайса просят на странице сделки.",
                en="List and promo prices are marketing's. A deal below them is asked for on the page of the deal.",
            )
        )
    product = " ".join(product.replace("\0", "").split())
    if not product or len(product) > 200:
        raise NoListPrice(Text(ru="Назовите продукт.", en="Name the product."))
    if not _fits(price) or price <= 0 or (unit_cost is not None and not _fits(unit_cost)):
        raise NoListPrice(
            Text(
                ru="Цена — число больше нуля, себестоимость — не меньше нуля.",
                en="The price is a number above zero, the cost one not below zero.",
            )
        )
    if until is not None and until < since:
        raise NoListPrice(Text(ru="Акция кончается раньше, чем начинается.", en="The promo ends before it begins."))
    said = {"product": product, "price": price, "since": since, "until": until, "unit_cost": unit_cost}
    with transaction.atomic():
        one_at_a_time()
        before = ListPrice.objects.filter(product__iexact=product).order_by("-id").first()
        if before is not None and all(getattr(before, name) == value for name, value in said.items()):
            return before
        made = ListPrice.objects.create(**said, currency=settings.CURRENCY, set_by=by, set_at=now)
        fact = ListPriceSet(
            product=product, price=price, currency=made.currency, unit_cost=unit_cost, since=since, until=until
        )
        record([Happening(fact, made.pk, now)], recording=Recording(at=now, source="pages", actor_id=by.pk))
    return made


def prices_on(day: date, products: Collection[str] | None = None) -> dict[str, ListPrice]:
    """What products cost on a day, by their folded names: a promo while it lasts, else the newest list price."""
    found: dict[str, ListPrice] = {}
    for each in _covering(day).order_by("until", "since", "id"):
        key = folded_product(each.product)
        held = found.get(key)
        # A promo goes before the list; of two of a kind the one set later.
        if held is None or held.until is None or each.until is not None:
            found[key] = each
    if products is None:
        return found
    return {key: found[key] for product in products if (key := folded_product(product)) in found}


def price_on(day: date, product: str) -> ListPrice | None:
    """What a product costs on a day; None where the price list does not know it."""
    return prices_on(day, [product]).get(folded_product(product))


def folded_product(product: str) -> str:
    """A product's name as it is compared."""
    return " ".join(product.split()).casefold()


def _covering(day: date) -> QuerySet[ListPrice]:
    return ListPrice.objects.filter(since__lte=day).filter(Q(until__isnull=True) | Q(until__gte=day))


def _fits(amount: Decimal) -> bool:
    return amount.is_finite() and 0 <= amount < _MOST and amount == round(amount, 2)
