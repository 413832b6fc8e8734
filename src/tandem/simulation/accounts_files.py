"""What 1С lets out: invoices, payments, shipments, costs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from tandem.simulation.clients import Card
from tandem.simulation.file_formats import Row, invoice_number, lead_id, roubles, russian
from tandem.simulation.money import PAYMENT, PREPAYMENT, REFUND
from tandem.simulation.rules import vat_inside
from tandem.simulation.world import World

OPERATIONS: Final = {
    PREPAYMENT: "Аванс от покупателя",
    PAYMENT: "Оплата от покупателя",
    REFUND: "Возврат покупателю",
}


def invoices(world: World, known: list[Card]) -> Iterator[Row]:
    """Счета на оплату."""
    yield "Номер", "Дата", "Контрагент", "ИНН", "Сумма", "Сумма НДС", "Сделка"
    for one in world.ledger.invoices:
        day, card = world.day(one.at), known[world.requests.client[one.request]]
        vat = vat_inside(one.amount, day)
        yield (
            invoice_number(one.number),
            russian(day),
            card.name,
            card.inn,
            roubles(one.amount),
            roubles(vat),
            lead_id(one.request),
        )


def payments(world: World, known: list[Card]) -> Iterator[Row]:
    """Поступления и возвраты."""
    yield (
        "Номер",
        "Дата",
        "Вид операции",
        "Контрагент",
        "ИНН",
        "Сумма",
        "Сумма НДС",
        "Счёт на оплату",
        "Назначение платежа",
        "Сделка",
    )
    rng = np.random.default_rng((world.seed, 22))
    for row, one in enumerate(world.ledger.payments, start=1):
        day, card = world.day(one.at), known[world.requests.client[one.request]]
        invoice, draw = invoice_number(one.invoice), rng.random()
        # Many name the deal, most the invoice, a few neither: those are found by ИНН and sum, or not at all.
        with_invoice, with_deal = draw > 0.05, rng.random() < 0.55
        purpose = f"Оплата по счёту {invoice}" if draw > 0.02 else "Оплата за остекление"
        yield (
            f"{row:06d}",
            russian(day),
            OPERATIONS[one.kind],
            card.name,
            card.inn,
            roubles(one.amount),
            roubles(vat_inside(one.amount, day)),
            invoice if with_invoice else "",
            purpose,
            lead_id(one.request) if with_deal else "",
        )


def shipments(world: World, known: list[Card]) -> Iterator[Row]:
    """Реализации."""
    yield "Номер", "Дата", "Контрагент", "ИНН", "Сумма", "Сумма НДС", "Счёт на оплату", "Сделка"
    for one in world.ledger.shipments:
        day, card = world.day(one.at), known[world.requests.client[one.request]]
        yield (
            f"РТ-{one.number:06d}",
            russian(day),
            card.name,
            card.inn,
            roubles(one.amount),
            roubles(vat_inside(one.amount, day)),
            invoice_number(one.invoice),
            lead_id(one.request),
        )


def costs(world: World) -> Iterator[Row]:
    """Себестоимость реализаций."""
    yield "Документ", "Дата", "Статья", "Номенклатура", "Сумма", "Счёт на оплату", "Сделка"
    for row, one in enumerate(world.ledger.costs, start=1):
        product = world.company.products[world.requests.product[one.request]].name
        yield (
            f"СС-{row:06d}",
            russian(world.day(one.at)),
            one.item,
            product,
            roubles(one.amount),
            invoice_number(one.invoice),
            lead_id(one.request),
        )
