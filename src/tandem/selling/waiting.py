"""Which documents may find another lead, invoice or client once an import came in, and which kinds there are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from itertools import batched
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from tandem.clients.models import ContactPoint
from tandem.imports.models import KnownRecord
from tandem.intake.models import Lead
from tandem.journal.facts import Fact
from tandem.journal.queries import touched_by
from tandem.selling.clues import sum_text
from tandem.selling.facts import ContactMatched, CostMatched, InvoiceMatched, PaymentMatched, ShipmentMatched
from tandem.selling.models import Activity, Clue, Cost, Invoice, Payment, Shipment

#: Documents looked at in one transaction, as many as an import takes in at once.
SLICE = 2_000
SIGNS = ("inn", "phone", "email")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document: its rows, when it happened, and the fact that tells whose it is."""

    name: str
    model: type[models.Model]
    at: str
    fact: type[Fact]


#: Invoices first: other documents are matched by theirs.
KINDS = (
    Kind("invoice", Invoice, "issued_on", InvoiceMatched),
    Kind("payment", Payment, "paid_on", PaymentMatched),
    Kind("shipment", Shipment, "shipped_on", ShipmentMatched),
    Kind("cost", Cost, "incurred_on", CostMatched),
    Kind("activity", Activity, "contacted_at", ContactMatched),
)
INVOICE, PAYMENT, ACTIVITY = KINDS[0], KINDS[1], KINDS[-1]


def waiting_for(kind: Kind, leads: Any, batch_id: int) -> set[int]:
    """Documents that stand with leads the import touched, or say something those leads or their clients answer to."""
    clients = Lead.objects.filter(pk__in=leads).order_by().values("client_id")
    keys = KnownRecord.objects.filter(kind="client").order_by()
    points = ContactPoint.objects.order_by()
    # Its own documents were matched when they came in.
    earlier = Clue.objects.filter(Q(batch_id=None) | ~Q(batch_id=batch_id), kind=kind.name)
    return answering_to(kind, leads, clients).union(
        _subjects(earlier.filter(sign="client", value__in=keys.filter(batch_id=batch_id).values("key"))),
        _subjects(earlier.filter(sign__in=SIGNS, value__in=points.filter(batch_id=batch_id).values("value"))),
    )


def answering_to(kind: Kind, leads: Any, clients: Any) -> set[int]:
    """Documents that stand with these leads, or say something the leads or these clients answer to."""
    keys = KnownRecord.objects.filter(kind="client").order_by()
    points = ContactPoint.objects.order_by()
    clues = Clue.objects.filter(kind=kind.name)
    lead_keys = KnownRecord.objects.filter(kind="lead", subject_id__in=leads).order_by().values("key")
    return set().union(
        _subjects(clues.filter(sign="lead", value__in=lead_keys)),
        _subjects(clues.filter(sign="client", value__in=keys.filter(subject_id__in=clients).values("key"))),
        _subjects(clues.filter(sign__in=SIGNS, value__in=points.filter(client__in=clients).values("value"))),
        _subjects(clues.filter(subject_id__in=kind.model._default_manager.filter(lead__in=leads).values("pk"))),
    )


def naming(kind: Kind, invoices: Any) -> set[int]:
    """Documents that name one of the invoices, and payments that stand with it."""
    if kind is ACTIVITY:
        return set()
    numbers = Invoice.objects.filter(pk__in=invoices).order_by().values("folded_number")
    named = _subjects(Clue.objects.filter(kind=kind.name, sign="number", value__in=numbers))
    if kind is not PAYMENT:
        return named
    paid = Payment.objects.filter(invoice__in=invoices).order_by().values_list("pk", flat=True)
    return named | set(paid)


def _subjects(clues: QuerySet[Clue]) -> set[int]:
    return set(clues.order_by().values_list("subject_id", flat=True))


def sums_of(invoices: Any) -> set[str]:
    rows = Invoice.objects.filter(pk__in=invoices).order_by().values_list("amount", "currency")
    return {sum_text(*row) for row in rows.distinct()}


def sums_of_payments(batch_id: int) -> set[str]:
    """The sums the import's payments look for, and those of the invoices they were put on."""
    looked_for = Clue.objects.filter(kind=PAYMENT.name, sign="sum", batch_id=batch_id).order_by()
    paid = Payment.objects.filter(pk__in=touched_by(batch_id, "payment"), invoice__isnull=False).order_by()
    return set(looked_for.values_list("value", flat=True)) | sums_of(paid.values("invoice_id"))


def invoiced(sums: Collection[str]) -> set[str]:
    """Those of the sums that some invoice has."""
    found: set[str] = set()
    for slice_ in batched(sums, SLICE, strict=False):
        amounts = {Decimal(each.partition(" ")[0]) for each in slice_}
        rows = Invoice.objects.filter(amount__in=amounts).order_by().values_list("amount", "currency").distinct()
        found |= {sum_text(*row) for row in rows}
    return found.intersection(sums)


def known_elsewhere(signed: QuerySet[Clue], gone: str) -> QuerySet[Clue]:
    """Those clues that lead to a client who stays."""
    points = ContactPoint.objects.exclude(client_id__in=in_table(gone, "client")).order_by()
    keys = KnownRecord.objects.filter(kind="client").exclude(subject_id__in=in_table(gone, "client")).order_by()
    return signed.filter(
        Q(sign__in=SIGNS, value__in=points.values("value")) | Q(sign="client", value__in=keys.values("key"))
    )


def in_table(gone: str, subject: str) -> RawSQL:
    return RawSQL(f"SELECT subject_id FROM {gone} WHERE subject = %s", [subject])  # noqa: S611 # the undo's own table
