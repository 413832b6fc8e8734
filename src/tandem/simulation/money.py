"""Money after the handshake: invoices, payments in parts and late, installations with their cost, refunds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from tandem.simulation.arrivals import Requests
from tandem.simulation.company import Company
from tandem.simulation.rules import DAY, HOUR, NEVER
from tandem.simulation.sales import Pipeline
from tandem.simulation.stages import Stage

PREPAYMENT: Final = "prepayment"
PAYMENT: Final = "payment"
REFUND: Final = "refund"


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice; `at` in seconds of the world, `amount` in roubles with НДС."""

    number: int
    at: int
    request: int
    amount: float


@dataclass(frozen=True, slots=True)
class Payment:
    """Money received, or given back when `kind` says refund; the amount is positive either way."""

    at: int
    request: int
    invoice: int
    kind: str
    amount: float


@dataclass(frozen=True, slots=True)
class Shipment:
    """An installation handed over to the client."""

    number: int
    at: int
    request: int
    invoice: int
    amount: float


@dataclass(frozen=True, slots=True)
class Cost:
    """What the firm spent on one installation."""

    at: int
    request: int
    invoice: int
    item: str
    amount: float


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything the accountant wrote down until the end of the year, each list in order of time."""

    invoices: tuple[Invoice, ...]
    payments: tuple[Payment, ...]
    shipments: tuple[Shipment, ...]
    costs: tuple[Cost, ...]


def settle(
    company: Company, requests: Requests, pipeline: Pipeline, *, horizon: int, rng: np.random.Generator
) -> Ledger:
    """Bill every deal that reached an invoice and follow the won ones to the last kopeck."""
    billed = pipeline.reached[:, Stage.INVOICE]
    order = np.argsort(billed, kind="stable")
    invoices: list[Invoice] = []
    payments: list[Payment] = []
    shipments: list[tuple[int, int, int, float]] = []
    costs: list[Cost] = []
    for number, request in enumerate(order[: int((billed <= horizon).sum())].tolist(), start=1):
        invoice = Invoice(number, int(billed[request]), request, float(pipeline.amount[request]))
        invoices.append(invoice)
        won = int(pipeline.reached[request, Stage.WON])
        if won >= NEVER:
            continue
        ready = won + int(rng.lognormal(np.log(20), 0.4) * DAY)
        cancelled = rng.random() < 0.012
        payments += _payments(invoice, won, ready, cancelled=cancelled, rng=rng)
        if cancelled:
            continue
        shipments.append((ready, request, invoice.number, invoice.amount))
        product = company.products[requests.product[request]]
        for item, share in (("Материалы", product.materials), ("Монтаж", product.mounting)):
            spent = round(invoice.amount * share * float(rng.lognormal(0, 0.08)), 2)
            costs.append(Cost(ready, request, invoice.number, item, spent))
    return Ledger(
        invoices=tuple(invoices),
        payments=tuple(sorted((one for one in payments if one.at <= horizon), key=lambda one: one.at)),
        shipments=tuple(
            Shipment(number, *row)
            for number, row in enumerate(sorted(row for row in shipments if row[0] <= horizon), start=1)
        ),
        costs=tuple(sorted((one for one in costs if one.at <= horizon), key=lambda one: one.at)),
    )


def _payments(invoice: Invoice, won: int, ready: int, *, cancelled: bool, rng: np.random.Generator) -> list[Payment]:
    """Mostly 50 to 70 per cent ahead and the rest after the installation; some at once, some never all."""

    def paid(at: int, kind: str, amount: float) -> Payment:
        return Payment(at, invoice.request, invoice.number, kind, round(amount, 2))

    total = invoice.amount
    if cancelled:
        return [
            paid(won, PREPAYMENT, total * 0.5),
            paid(won + int(rng.uniform(3, 15) * DAY), REFUND, total * 0.5),
        ]
    if rng.random() < 0.22:
        parts = [paid(won, PAYMENT, total)]
    else:
        ahead = round(total * float(rng.choice([0.5, 0.6, 0.7])), 2)
        parts = [paid(won, PREPAYMENT, ahead)]
        rest = round(total - ahead, 2)
        later = ready + int(rng.exponential(4) * DAY) + HOUR
        if rng.random() < 0.10:
            half = round(rest / 2, 2)
            parts += [
                paid(later, PAYMENT, half),
                paid(later + int(rng.uniform(7, 25) * DAY), PAYMENT, rest - half),
            ]
        elif rng.random() > 0.03:
            parts.append(paid(later, PAYMENT, rest))
    if rng.random() < 0.018:
        parts.append(paid(ready + int(rng.uniform(5, 30) * DAY), REFUND, total * float(rng.uniform(0.03, 0.2))))
    return parts
