"""Takes contacts, invoices, payments, shipments and costs in from an import."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from tandem.basics.money import BadVatRate
from tandem.basics.text import Text
from tandem.clients.actions import recognise
from tandem.clients.importing import claim_of
from tandem.imports.entries import Entry, EntryWriter
from tandem.imports.writing import Chunk, Incoming
from tandem.intake.queries import clients_of_leads
from tandem.people.actions import sellers_named
from tandem.selling.clues import keep_clues
from tandem.selling.facts import (
    ContactMade,
    CostIncurred,
    GoodsShipped,
    InvoiceIssued,
    PaymentLeftOut,
    PaymentReceived,
    PaymentRefunded,
)
from tandem.selling.matching import UNMATCHED, Document, Match, match
from tandem.selling.models import Activity, Cost, Invoice, Payment, Shipment
from tandem.selling.rules import folded_number, invoice_numbers, is_refund, net_amount


class DocumentWriter(EntryWriter):
    """Writes what belongs to a lead or a client, and keeps what it says of that: the lead may come in later."""

    def write(self, chunk: Chunk) -> None:
        """Write the entries, then the clues of all that were taken in."""
        super().write(chunk)
        keep_clues(self.kind, [(each, self.document(each, chunk)) for each in (*chunk.new, *chunk.changed)], chunk)

    @abstractmethod
    def document(self, each: Incoming, chunk: Chunk) -> Document:
        """What a record says of whom it belongs to."""


class ActivityWriter(DocumentWriter):
    """A call, meeting, e-mail or message; one that nothing says whose it was is kept without a client."""

    kind = "activity"
    model = Activity

    def entries(self, incoming: Sequence[Incoming], chunk: Chunk) -> list[Entry | None]:
        stood = Activity.objects.in_bulk(known) if (known := [each.subject_id for each in incoming]) else {}
        for each in incoming:
            _complete(each, stood.get(each.subject_id))
        leads = chunk.subjects("lead", (each.values.get("lead_id") for each in incoming))
        clients = _clients(incoming, leads, chunk)
        sellers = sellers_named({name for each in incoming if (name := each.text("seller"))}, batch_id=chunk.batch_id)
        return [
            self._entry(
                each,
                stood.get(each.subject_id),
                leads.get(each.text("lead_id")),
                client_id,
                sellers.get(each.text("seller")),
            )
            for each, client_id in zip(incoming, clients, strict=True)
        ]

    def document(self, each: Incoming, chunk: Chunk) -> Document:
        """What the contact names besides its client is its lead; nothing else ever leads to one."""
        at = each.values["at"]
        return Document(
            on=at.astimezone(chunk.zone).date(),
            amount=Decimal(0),
            currency=chunk.currency,
            claim=claim_of(each, chunk, seen_at=at),
            lead_key=each.values.get("lead_id"),
        )

    def _entry(
        self,
        each: Incoming,
        stood: Activity | None,
        lead_id: int | None,
        client_id: int | None,
        seller_id: int | None,
    ) -> Entry:
        if stood is not None and not any(name in each.values for name in _WHOSE):
            lead_id, client_id = stood.lead_id, stood.client_id
        if stood is not None and "seller" not in each.values:
            seller_id = stood.seller_id
        at = each.values["at"]
        kind = each.text("kind") or "call"
        answered, duration = each.values.get("answered"), each.values.get("duration")
        automatic = bool(each.values.get("automatic"))
        return Entry(
            {
                "client": client_id, "lead": lead_id, "seller": seller_id, "contacted_at": at, "kind": kind,
                "direction": each.text("direction"), "answered": answered, "duration": duration,
                "automatic": automatic, "result": _with_recording(each),
            },
            ContactMade(
                client_id=client_id,
                seller_id=seller_id,
                activity_kind=kind,
                direction=each.values.get("direction"),
                answered=answered,
                duration=duration,
                automatic=automatic,
            ),
            at,
            lead_id,
        )  # fmt: skip


#: The fields that say whose a contact was.
_WHOSE = ("lead_id", "client_id", "client_name", "phone", "email")


def _complete(each: Incoming, stood: Activity | None) -> None:
    """What a later telling of a contact does not mention stays: the recording of a call comes after its end."""
    if stood is not None:
        said = {"at": stood.contacted_at, "kind": stood.kind, "direction": stood.direction, "answered": stood.answered,
                "duration": stood.duration, "automatic": stood.automatic, "result": stood.result}  # fmt: skip
        each.values |= {name: value for name, value in said.items() if name not in each.values}


def _with_recording(each: Incoming) -> str:
    result, recording = each.text("result"), each.text("recording")
    return result if recording in result else f"{result}\n{recording}".strip()


class InvoiceWriter(DocumentWriter):
    """An invoice by its number and day: numbers begin anew each year."""

    kind = "invoice"
    key_fields = ("number", "issued_on")
    model = Invoice

    def entries(self, incoming: Sequence[Incoming], chunk: Chunk) -> list[Entry | None]:
        matches = match([self.document(each, chunk) for each in incoming], chunk=chunk)
        return [self._entry(each, found, chunk) for each, found in zip(incoming, matches, strict=True)]

    def document(self, each: Incoming, chunk: Chunk) -> Document:
        """By the lead, the invoice or the client it names."""
        return _document(each, chunk, "issued_on")

    def _entry(self, each: Incoming, found: Match, chunk: Chunk) -> Entry:
        said = {
            "number": each.text("number"), "issued_on": each.values["issued_on"],
            "due_on": each.values.get("due_on"), **_money(each, chunk),
        }  # fmt: skip
        return Entry(
            {
                "client": found.client_id,
                "lead": found.lead_id,
                "folded_number": folded_number(said["number"])[:100],
                **said,
            },
            InvoiceIssued(client_id=found.client_id, **said),
            chunk.midday(said["issued_on"]),
            found.lead_id,
        )


class ShipmentWriter(DocumentWriter):
    """A shipment by its number and day."""

    kind = "shipment"
    key_fields = ("number", "shipped_on")
    model = Shipment

    def entries(self, incoming: Sequence[Incoming], chunk: Chunk) -> list[Entry | None]:
        matches = match([self.document(each, chunk) for each in incoming], chunk=chunk)
        return [self._entry(each, found, chunk) for each, found in zip(incoming, matches, strict=True)]

    def document(self, each: Incoming, chunk: Chunk) -> Document:
        """By the lead, the invoice or the client it names."""
        return _document(each, chunk, "shipped_on")

    def _entry(self, each: Incoming, found: Match, chunk: Chunk) -> Entry:
        said = {
            "matched_by": found.matched_by, "number": each.text("number"),
            "shipped_on": each.values["shipped_on"], **_money(each, chunk),
        }  # fmt: skip
        return Entry(
            {"client": found.client_id, "lead": found.lead_id, **said},
            GoodsShipped(client_id=found.client_id, **said),
            chunk.midday(said["shipped_on"]),
            found.lead_id,
        )


class CostWriter(DocumentWriter):
    """What a sale cost, by the lead or the invoice it was for."""

    kind = "cost"
    model = Cost

    def entries(self, incoming: Sequence[Incoming], chunk: Chunk) -> list[Entry | None]:
        matches = match([self.document(each, chunk) for each in incoming], chunk=chunk)
        return [self._entry(each, found, chunk) for each, found in zip(incoming, matches, strict=True)]

    def document(self, each: Incoming, chunk: Chunk) -> Document:
        """By the lead, the invoice or the client it names."""
        return _document(each, chunk, "incurred_on")

    def _entry(self, each: Incoming, found: Match, chunk: Chunk) -> Entry:
        said = {
            "matched_by": found.matched_by, "incurred_on": each.values["incurred_on"],
            "amount": each.values["amount"], "currency": each.text("currency") or chunk.currency,
        }  # fmt: skip
        product = each.text("product")
        return Entry(
            {"client": found.client_id, "lead": found.lead_id, "product": product, **said},
            CostIncurred(client_id=found.client_id, product=product or None, **said),
            chunk.midday(said["incurred_on"]),
            found.lead_id,
        )


class PaymentWriter(DocumentWriter):
    """Money received or given back, matched to the lead it is for as far as anything says so."""

    kind = "payment"
    model = Payment

    def entries(self, incoming: Sequence[Incoming], chunk: Chunk) -> list[Entry | None]:
        counted = [each for each in incoming if _may_count(each)]
        matches = dict(
            zip(map(id, counted), match([self.document(each, chunk) for each in counted], chunk=chunk), strict=True)
        )
        entries: list[Entry | None] = []
        for each in incoming:
            found = matches.get(id(each))
            if found is None or (_goes_out(each) and found.client_id is None):
                chunk.warn(each, "outgoing", OUTGOING, field="direction")
                # What counted until now is taken out; what never did leaves no trace.
                entries.append(self._left_out(each, chunk) if each.subject_id else None)
                continue
            if found.matched_by == UNMATCHED:
                chunk.warn(each, "unmatched", NOT_MATCHED)
            entries.append(self._entry(each, found, chunk))
        return entries

    def document(self, each: Incoming, chunk: Chunk) -> Document:
        """Besides what other documents name, the purpose may name invoices, and the sum may fit just one."""
        named = [each.text("invoice_number")] if each.text("invoice_number") else []
        out = _goes_out(each)
        return _document(
            each,
            chunk,
            "paid_on",
            numbers=[*map(folded_number, named), *invoice_numbers(each.text("purpose"))],
            by_sum=not out and each.text("kind") != "refund",
            payment_id=each.subject_id or None,
            # Whoever merely gets money from us is not a client.
            registers=not out,
        )

    def _left_out(self, each: Incoming, chunk: Chunk) -> Entry:
        said = {
            "matched_by": UNMATCHED, "paid_on": each.values["paid_on"], "dated": each.values.get("dated") is not False,
            "amount": Decimal(0), "net_amount": None, "currency": each.text("currency") or chunk.currency,
        }  # fmt: skip
        return Entry(
            {
                "client": None, "lead": None, "invoice": None, "kind": LEFT_OUT,
                "number": each.text("number"), "purpose": each.text("purpose"), **said,
            },
            PaymentLeftOut(client_id=None, invoice_id=None, payment_kind=LEFT_OUT, **said),
            chunk.midday(each.values["paid_on"]),
        )  # fmt: skip

    def _entry(self, each: Incoming, found: Match, chunk: Chunk) -> Entry:
        money = _money(each, chunk)
        refund = each.text("kind") == "refund" or each.values.get("direction") == "out" or money["amount"] < 0
        if refund:
            money["amount"] = -abs(money["amount"])
            money["net_amount"] = None if money["net_amount"] is None else -abs(money["net_amount"])
        kind = "refund" if refund else each.text("kind") or "payment"
        dated = each.values.get("dated") is not False
        said = {
            "matched_by": found.matched_by,
            "paid_on": each.values["paid_on"],
            "dated": dated,
            **money,
        }
        fact = PaymentRefunded if refund else PaymentReceived
        return Entry(
            {
                "client": found.client_id, "lead": found.lead_id, "invoice": found.invoice_id, "kind": kind,
                "number": each.text("number"), "purpose": each.text("purpose"), **said,
            },
            fact(client_id=found.client_id, invoice_id=found.invoice_id, payment_kind=kind, **said),
            chunk.midday(said["paid_on"]),
            found.lead_id,
        )  # fmt: skip


def _goes_out(each: Incoming) -> bool:
    return each.values.get("direction") == "out"


def _may_count(each: Incoming) -> bool:
    """Whether it is money of a client: what goes out counts only as money given back."""
    return not _goes_out(each) or each.text("kind") == "refund" or is_refund(each.text("purpose"))


#: The kind of a payment that a correction took out of the figures.
LEFT_OUT = "left_out"

OUTGOING = Text(ru="Исходящий платёж, не возврат клиенту: не учтён.", en="Outgoing payment, not a refund: not counted.")
NOT_MATCHED = Text(
    ru="Не нашлась заявка, к которой относится оплата: она учтена без заявки. "
    "Если заявку или счёт загрузят позже, оплата отнесётся к ней сама.",
    en="No lead was found that this payment is for: it is counted without one. "
    "Should its lead or invoice come with a later import, it is matched then.",
)
VAT_UNCLEAR = Text(
    ru="НДС указан неверно ({vat}): сумма без НДС осталась неизвестной.",
    en="The VAT is not right ({vat}): the sum without VAT stays unknown.",
)


def _clients(incoming: Sequence[Incoming], leads: dict[str, int], chunk: Chunk) -> list[int | None]:
    """The client of each contact: its lead's, else whoever its signs name, else nobody."""
    by_lead = clients_of_leads(set(leads.values()))
    clients = [by_lead.get(leads.get(each.text("lead_id"), 0)) for each in incoming]
    claims = [claim_of(each, chunk, seen_at=each.values["at"]) for each in incoming]
    asking = [at for at, claim in enumerate(claims) if clients[at] is None and (claim.key or claim.signs)]
    if asking:
        found = recognise([claims[at] for at in asking], chunk=chunk)
        for at, client_id in zip(asking, found, strict=True):
            clients[at] = client_id
    return clients


def _document(
    each: Incoming,
    chunk: Chunk,
    day: str,
    *,
    numbers: Sequence[str] | None = None,
    by_sum: bool = False,
    payment_id: int | None = None,
    registers: bool = True,
) -> Document:
    on = each.values[day]
    if numbers is None:
        numbers = [folded_number(each.text("invoice_number"))] if each.text("invoice_number") else []
    return Document(
        on=on,
        amount=each.values["amount"],
        currency=each.text("currency") or chunk.currency,
        claim=claim_of(each, chunk, seen_at=chunk.midday(on)),
        lead_key=each.values.get("lead_id"),
        numbers=numbers,
        by_sum=by_sum,
        payment_id=payment_id,
        registers=registers,
    )


def _money(each: Incoming, chunk: Chunk) -> dict[str, Any]:
    """Amount, amount without VAT and currency; a tax that cannot be right is noted and left out."""
    amount: Decimal = each.values["amount"]
    currency = each.text("currency") or chunk.currency
    vat, rate = each.values.get("vat"), each.values.get("vat_rate")
    try:
        net = net_amount(amount, currency, vat=vat, rate=rate)
    except BadVatRate:
        net = None
        said = vat if vat is not None else rate
        chunk.warn(each, "vat_unclear", VAT_UNCLEAR.format(vat=said), field="vat" if vat is not None else "vat_rate")
    return {"amount": amount, "net_amount": net, "currency": currency}
