"""Finds the lead and the client that money or goods belong to, for a whole chunk of documents at once.

In this order, and the first that answers is kept as ``matched_by``: the lead's own id; the number of an
invoice; the payer's ИНН; the payer's id, phone or e-mail; a sum and day that fit exactly one unpaid invoice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.db.models.functions import Coalesce

from tandem.agreement.rules import LOST
from tandem.clients.actions import Claim, recognise
from tandem.clients.queries import known_clients, whole_of
from tandem.imports.writing import Chunk
from tandem.intake.queries import clients_of_leads, leads_of_wholes
from tandem.selling.models import Deal, Invoice
from tandem.selling.rules import (
    SUM_WITHIN,
    PaidInvoice,
    PaidLead,
    invoice_by_number,
    invoice_by_sum,
    lead_of_client,
)

UNMATCHED = "unmatched"


@dataclass(frozen=True, slots=True)
class Document:
    """What a payment, invoice, shipment or cost says of whom it belongs to."""

    on: date
    amount: Decimal
    currency: str
    claim: Claim
    lead_key: str | None = None
    #: Folded numbers of invoices it names.
    numbers: Sequence[str] = ()
    #: Whether an invoice of the same sum may be taken for it when nothing else answers.
    by_sum: bool = False
    #: The payment it was before, when a later export corrects it: the invoice it paid is free again.
    payment_id: int | None = None
    #: Whether somebody nobody knows yet becomes a client by it.
    registers: bool = True


@dataclass(frozen=True, slots=True)
class Match:
    """Whom a document belongs to; ``matched_by`` says how the lead was found."""

    lead_id: int | None
    client_id: int | None
    invoice_id: int | None
    matched_by: str


def match(documents: Sequence[Document], *, chunk: Chunk) -> list[Match]:
    """Match documents in their order; a client whom only a document names is registered.

    Runs inside the caller's transaction.
    """
    return _Book(documents, chunk).matches()


class _Book:
    """Everything the documents of one chunk may belong to."""

    def __init__(self, documents: Sequence[Document], chunk: Chunk) -> None:
        self.documents = documents
        self.chunk = chunk
        self.by_inn = known_clients(
            [Claim(seen_at=each.claim.seen_at, inn=each.claim.inn) for each in documents], chunk=chunk
        )
        self.by_contact = known_clients([each.claim for each in documents], chunk=chunk)
        self.leads = chunk.subjects("lead", (each.lead_key for each in documents))
        self.invoices, self.open = self._invoices()
        self.clients_of_leads = clients_of_leads(
            {*self.leads.values()}
            | {each.lead_id for group in self.invoices.values() for each in group if each.lead_id}
            | {each.lead_id for each in self.open.values() if each.lead_id}
        )
        self.whole = whole_of(self._clients())
        self.leads_of_clients = self._leads_of_clients()

    def matches(self) -> list[Match]:
        found = [self._match(at, document) for at, document in enumerate(self.documents)]
        homeless = [
            at
            for at, (match, document) in enumerate(zip(found, self.documents, strict=True))
            if match.client_id is None and document.registers and (document.claim.key or document.claim.signs)
        ]
        clients = recognise([self.documents[at].claim for at in homeless], chunk=self.chunk) if homeless else []
        for at, client_id in zip(homeless, clients, strict=True):
            found[at] = Match(None, client_id, found[at].invoice_id, UNMATCHED)
        if homeless:
            self._look_among_the_new(found)
        return found

    def _look_among_the_new(self, found: list[Match]) -> None:
        """Money given back to somebody whose payment came in the same chunk is that client's."""
        left = [at for at, match in enumerate(found) if match.client_id is None]
        clients = known_clients([self.documents[at].claim for at in left], chunk=self.chunk) if left else []
        for at, client_id in zip(left, clients, strict=True):
            found[at] = Match(None, client_id, found[at].invoice_id, UNMATCHED)

    def _match(self, at: int, document: Document) -> Match:
        payer_id = self.by_inn[at] or self.by_contact[at]
        # Who pays may be known under several cards.
        payer_whole = self.whole[payer_id] if payer_id is not None else None
        invoice = invoice_by_number(
            document.numbers, self.invoices, payer_id=payer_whole, amount=document.amount, paid_on=document.on
        )
        if invoice is not None:
            self.open.pop(invoice.invoice_id, None)
        invoice_id = invoice.invoice_id if invoice is not None else None
        if (lead_id := self.leads.get(document.lead_key or "")) is not None:
            return Match(lead_id, self.clients_of_leads[lead_id], invoice_id, "lead")
        if invoice is not None and (lead_id := self._lead_of_invoice(invoice, document)) is not None:
            return Match(lead_id, self._client_of(lead_id, invoice.client_id), invoice_id, "invoice")
        for client_id, how in ((self.by_inn[at], "inn"), (self.by_contact[at], "client")):
            if client_id is not None and (lead_id := self._lead_of(client_id, document)) is not None:
                return Match(lead_id, client_id, invoice_id, how)
        if document.by_sum and document.amount > 0 and invoice is None:
            invoice = invoice_by_sum(
                [each for each in self.open.values() if payer_whole is None or each.whole_id in (None, payer_whole)],
                amount=document.amount,
                currency=document.currency,
                paid_on=document.on,
            )
            if invoice is not None and (lead_id := self._lead_of_invoice(invoice, document)) is not None:
                self.open.pop(invoice.invoice_id)
                return Match(lead_id, self._client_of(lead_id, invoice.client_id), invoice.invoice_id, "sum")
        client_id = payer_id or (invoice.client_id if invoice_id and invoice is not None else None)
        return Match(None, client_id, invoice_id, UNMATCHED)

    def _lead_of_invoice(self, invoice: PaidInvoice, document: Document) -> int | None:
        if invoice.lead_id is not None or invoice.client_id is None:
            return invoice.lead_id
        return self._lead_of(invoice.client_id, document)

    def _lead_of(self, client_id: int, document: Document) -> int | None:
        leads = self.leads_of_clients.get(self.whole.get(client_id, client_id), ())
        found = lead_of_client(leads, amount=document.amount, paid_on=document.on)
        return found.lead_id if found is not None else None

    def _client_of(self, lead_id: int, otherwise: int | None) -> int | None:
        """A lead's client, so that money always stands with the client whose lead it pays."""
        return self.clients_of_leads.get(lead_id, otherwise)

    def _invoices(self) -> tuple[dict[str, list[PaidInvoice]], dict[int, PaidInvoice]]:
        """Invoices by the numbers the documents name, and unpaid ones of the sums they are for."""
        numbers = {number for each in self.documents for number in each.numbers}
        by_number: dict[str, list[PaidInvoice]] = {}
        invoices = Invoice.objects.annotate(whole_id=Coalesce("client__counts_as_id", "client_id"))
        for row in invoices.filter(folded_number__in=numbers).order_by("pk") if numbers else ():
            by_number.setdefault(row.folded_number, []).append(_paid_invoice(row))
        asking = [each for each in self.documents if each.by_sum and each.amount > 0]
        if not asking:
            return by_number, {}
        days = [each.on for each in asking]
        corrected = [each.payment_id for each in self.documents if each.payment_id is not None]
        unpaid = invoices.filter(
            Q(payments__isnull=True) | Q(payments__in=corrected),
            amount__in={each.amount for each in asking},
            issued_on__range=(min(days) - SUM_WITHIN, max(days) + SUM_WITHIN),
        )
        return by_number, {row.pk: _paid_invoice(row) for row in unpaid.order_by("pk")}

    def _clients(self) -> set[int]:
        clients = {each for each in (*self.by_inn, *self.by_contact) if each is not None}
        clients |= {each.client_id for group in self.invoices.values() for each in group if each.client_id}
        return clients | {each.client_id for each in self.open.values() if each.client_id}

    def _leads_of_clients(self) -> dict[int, list[PaidLead]]:
        """Leads by the client that theirs counts as."""
        leads = leads_of_wholes(set(self.whole.values()))
        ids = [each.lead_id for group in leads.values() for each in group]
        deals = Deal.objects.filter(pk__in=ids).exclude(stage=LOST) if ids else Deal.objects.none()
        amounts = dict(deals.values_list("lead_id", "amount"))
        return {
            client_id: [
                PaidLead(each.lead_id, each.captured_at.astimezone(self.chunk.zone).date(), amounts.get(each.lead_id))
                for each in group
            ]
            for client_id, group in leads.items()
        }


def _paid_invoice(row: Any) -> PaidInvoice:
    return PaidInvoice(
        invoice_id=row.pk,
        folded_number=row.folded_number,
        client_id=row.client_id,
        whole_id=row.whole_id,
        lead_id=row.lead_id,
        issued_on=row.issued_on,
        amount=row.amount,
        currency=row.currency,
    )
