"""The products of a deal: set by its seller line by line; the deal's amount is what they come to."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from tandem.agreement.queries import version
from tandem.agreement.rules import NEW
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.imports.turns import one_at_a_time
from tandem.intake.models import Lead
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Happening
from tandem.people.models import Person
from tandem.selling.deal_content import as_rule, lines_of
from tandem.selling.deal_rules import sums
from tandem.selling.facts import CloseExpected, DealLineSet
from tandem.selling.list_prices import folded_product, price_on
from tandem.selling.models import Deal, DealLine
from tandem.selling.moving import tell_deal
from tandem.selling.whose_lead import require_own

_MOST = Decimal(10) ** 13
_MOST_PIECES = Decimal(10) ** 9


class NoProduct(Refusal):
    """A line is for a product, so many pieces, at a price."""


class DealIsClosed(Refusal):
    """What was sold, or not, is not changed any more."""


class ExpectedInThePast(Refusal):
    """A sale is expected today or later."""


class NoSuchLine(Refusal):
    """The deal has no such product."""


def set_line(
    *, lead_id: int, product: str, quantity: Decimal, deal_price: Decimal, unit_cost: Decimal | None = None,
    by: Person, today: date, now: datetime,
) -> DealLine:  # fmt: skip
    """Put a product into a deal; the same product again replaces its line, so that sending twice does no harm.

    The list price is marketing's of ``today``, and so is the cost of a piece where the price list knows it. Refuses by
    ``NotTheirLead``, ``DealIsClosed`` and ``NoProduct``.
    """
    product = " ".join(product.replace("\0", "").split())
    if not product or len(product) > 200:
        raise NoProduct(Text(ru="Назовите продукт.", en="Name the product."))
    if not (quantity.is_finite() and 0 < quantity < _MOST_PIECES and quantity == round(quantity, 3)):
        raise NoProduct(Text(ru="Количество — число больше нуля.", en="The quantity is a number above zero."))
    for amount in (deal_price, unit_cost):
        if amount is not None and not (amount.is_finite() and 0 <= amount < _MOST and amount == round(amount, 2)):
            raise NoProduct(
                Text(ru="Цена — число не меньше нуля, с копейками.", en="A price is a number not below zero.")
            )
    with transaction.atomic():
        lead, deal = _open_deal(lead_id, by)
        known = price_on(today, product)
        line = _line(lead, product) or DealLine(lead=lead, product=known.product if known else product)
        line.quantity, line.deal_price = quantity, deal_price
        line.list_price = known.price if known else None
        line.unit_cost = known.unit_cost if known and known.unit_cost is not None else unit_cost
        line.save()
        _tell(line, lead, deal, by, now)
    return line


def take_off(*, lead_id: int, line_id: int, by: Person, now: datetime) -> None:
    """Take a product off a deal; done already, nothing happens. Refuses as ``set_line``, and by ``NoSuchLine``."""
    with transaction.atomic():
        lead, deal = _open_deal(lead_id, by)
        line = DealLine.objects.filter(pk=line_id, lead=lead).first()
        if line is None:
            raise NoSuchLine(Text(ru="Такого продукта в сделке нет.", en="The deal has no such product."))
        if line.quantity:
            line.quantity = Decimal(0)
            line.save(update_fields=["quantity"])
            _tell(line, lead, deal, by, now)


def expect(*, lead_id: int, on: date | None, by: Person, today: date, now: datetime) -> Deal:
    """Say when a deal is expected to be won, or take that back.

    Refuses as ``set_line``, and by ``ExpectedInThePast``.
    """
    if on is not None and on < today:
        raise ExpectedInThePast(
            Text(ru="Этот день уже прошёл: выберите сегодня или позже.", en="That day is over: choose today or later.")
        )
    with transaction.atomic():
        lead, deal = _open_deal(lead_id, by)
        if deal.expected_on != on:
            is_new = not Deal.objects.filter(pk=lead_id).exists()
            deal.expected_on = on
            deal.save()
            if is_new:
                tell_deal(lead, deal, by=by, at=deal.stage_at, now=now)
            recording = Recording(at=now, source="pages", actor_id=by.pk, version=lead.version)
            record([Happening(CloseExpected(expected_on=on), lead.pk, now, lead.pk)], recording=recording)
    return deal


def _open_deal(lead_id: int, by: Person) -> tuple[Lead, Deal]:
    # Imports write deals too, and whoever comes second must see what the first did.
    one_at_a_time()
    lead = Lead.objects.select_for_update().get(pk=lead_id)
    require_own(lead, by)
    deal = Deal.objects.filter(pk=lead_id).first() or Deal(lead=lead, stage=NEW, stage_at=lead.captured_at)
    stage = version(lead.version).stage(deal.stage)
    if stage is not None and stage.closed:
        raise DealIsClosed(
            Text(
                ru=f"Сделка закрыта на этапе «{stage.title.ru}»: состав и цены больше не меняют.",
                en=f"The deal is closed at “{stage.title.en}”: its products and prices are not changed any more.",
            )
        )
    return lead, deal


def _line(lead: Lead, product: str) -> DealLine | None:
    """The line of a product, however it is written."""
    wanted = folded_product(product)
    return next((each for each in DealLine.objects.filter(lead=lead) if folded_product(each.product) == wanted), None)


def _tell(line: DealLine, lead: Lead, deal: Deal, by: Person, now: datetime) -> None:
    """The line is a fact, and the amount it makes another."""
    fact = DealLineSet(
        product=line.product, quantity=f"{line.quantity:.3f}", list_price=line.list_price, deal_price=line.deal_price,
        unit_cost=line.unit_cost,
    )  # fmt: skip
    recording = Recording(at=now, source="pages", actor_id=by.pk, version=lead.version)
    record([Happening(fact, line.pk, now, lead.pk)], recording=recording)
    lines = lines_of([lead.pk]).get(lead.pk, [])
    amount = sums([as_rule(each) for each in lines]).amount if lines else None
    if amount != deal.amount:
        deal.amount = amount
        deal.save()
        tell_deal(lead, deal, by=by, at=deal.stage_at, now=now)
