"""Finds out anew whose documents are when a later import brings what they wait for.

The end is the same in whatever order files come: a document is matched as if everything had been there before
it. Documents that only a sum can answer for are looked at together, the earliest first, for each takes an invoice.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from itertools import batched, groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from tandem.clients.models import ContactPoint
from tandem.clients.queries import known_clients
from tandem.imports.models import KnownRecord
from tandem.imports.turns import one_at_a_time
from tandem.imports.writing import Chunk, Settling
from tandem.intake.models import Lead
from tandem.intake.queries import clients_of_leads
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Fact, Happening
from tandem.journal.queries import touched_by
from tandem.selling.clues import Clues, clues_of, sum_text
from tandem.selling.facts import ContactMatched, CostMatched, InvoiceMatched, PaymentMatched, ShipmentMatched
from tandem.selling.importing import LEFT_OUT
from tandem.selling.matching import UNMATCHED, Document, Match, match
from tandem.selling.models import Activity, Clue, Cost, Invoice, Payment, Shipment

#: Documents looked at in one transaction, as many as an import takes in at once.
_SLICE = 2_000
_SIGNS = ("inn", "phone", "email")


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of document: its rows, when it happened, and the fact that tells whose it is."""

    name: str
    model: type[models.Model]
    at: str
    fact: type[Fact]


#: Invoices first: other documents are matched by theirs.
_KINDS = (
    _Kind("invoice", Invoice, "issued_on", InvoiceMatched),
    _Kind("payment", Payment, "paid_on", PaymentMatched),
    _Kind("shipment", Shipment, "shipped_on", ShipmentMatched),
    _Kind("cost", Cost, "incurred_on", CostMatched),
    _Kind("activity", Activity, "contacted_at", ContactMatched),
)
_INVOICE, _PAYMENT, _ACTIVITY = _KINDS[0], _KINDS[1], _KINDS[-1]


class Matching(Settling):
    """Matches what waited for a lead, an invoice or a client."""

    def settle(self, *, recording: Recording, zone: ZoneInfo, currency: str) -> None:
        """Look again at the documents that anything in the import may speak of."""
        if not Clue.objects.exists():
            return
        desk = _Desk(recording, zone, currency)
        leads = touched_by(desk.batch_id, "lead")
        moved = sorted(_waiting(_INVOICE, leads, desk.batch_id))
        desk.look_again(_INVOICE, moved)
        groups: list[Any] = [touched_by(desk.batch_id, "invoice"), *batched(moved, _SLICE, strict=False)]
        sums = _sums_of_payments(desk.batch_id).union(*(_sums_of(each) for each in groups))
        for kind in _KINDS[1:]:
            waiting = _waiting(kind, leads, desk.batch_id).union(*(_naming(kind, each) for each in groups))
            desk.look_again(kind, sorted(waiting))
        desk.look_again_by_sum(sums | desk.sums)

    def let_go(self, *, gone: str, recording: Recording, zone: ZoneInfo, currency: str) -> Callable[[], None]:
        """Take documents off leads and invoices that disappear, if their clues can find them another."""
        desk = _Desk(recording, zone, currency)
        invoices = _in(gone, "invoice")
        sums = _sums_of(invoices)
        freed = [(kind, desk.let_go(kind, gone)) for kind in _KINDS]

        def look_again() -> None:
            for kind, ids in freed:
                desk.look_again(kind, ids)
            desk.look_again_by_sum(sums | desk.sums)

        return look_again


@dataclass(slots=True)
class _Desk:
    """Where documents are looked at again, each slice with its facts in one transaction."""

    recording: Recording
    zone: ZoneInfo
    currency: str
    #: Sums of invoices that payments were taken off or put on: others may wait for the same sum.
    sums: set[str] = field(default_factory=set)
    #: How documents stood that were taken off something which disappears.
    stood: dict[tuple[str, int], Match] = field(default_factory=dict)

    @property
    def batch_id(self) -> int:
        assert self.recording.batch_id is not None
        return self.recording.batch_id

    def look_again(self, kind: _Kind, ids: Sequence[int]) -> None:
        """Match documents again by everything but their sum."""
        for slice_ in batched(ids, _SLICE, strict=False):
            with transaction.atomic():
                one_at_a_time()
                self._rematch(kind, _papers(kind, slice_), by_sum=False)

    def look_again_by_sum(self, sums: Collection[str]) -> None:
        """Give the invoices of these sums anew to the payments that nothing but a sum answers for."""
        ids: set[int] = set()
        for slice_ in batched(sorted(_invoiced(sums)), _SLICE, strict=False):
            ids |= set(Clue.objects.filter(sign="sum", value__in=slice_).values_list("subject_id", flat=True))
        if not ids:
            return
        with transaction.atomic():
            one_at_a_time()
            papers = [
                each
                for slice_ in batched(sorted(ids), _SLICE, strict=False)
                for each in _papers(_PAYMENT, slice_)
                if each.row.matched_by in (UNMATCHED, "sum") and each.clues.first("sum")
            ]
            for each in papers:
                if each.row.matched_by == "sum":
                    self.stood.setdefault((_PAYMENT.name, each.row.pk), _standing(each.row))
                    each.row.invoice_id = None
            for slice_ in batched(
                [each.row.pk for each in papers if each.row.matched_by == "sum"], _SLICE, strict=False
            ):
                Payment.objects.filter(pk__in=slice_).update(invoice=None)
            papers.sort(key=lambda each: (each.row.paid_on, each.clues.system, each.clues.first("key") or ""))
            for slice_of in batched(papers, _SLICE, strict=False):
                self._rematch(_PAYMENT, slice_of, by_sum=True)

    def let_go(self, kind: _Kind, gone: str) -> list[int]:
        """Take the documents that stay off what disappears; return those that were."""
        lost = Q(lead_id__in=_in(gone, "lead"))
        if kind is _PAYMENT:
            lost |= Q(invoice_id__in=_in(gone, "invoice"))
        clues = Clue.objects.filter(kind=kind.name).exclude(batch_id=self.batch_id)
        rows = kind.model._default_manager.filter(lost, pk__in=clues.values("subject_id"))
        staying = rows.exclude(pk__in=_in(gone, kind.name))
        for row in staying:
            self.stood[kind.name, row.pk] = _standing(row)
        ids = sorted(staying.values_list("pk", flat=True))
        for slice_ in batched(ids, _SLICE, strict=False):
            own = kind.model._default_manager.filter(pk__in=slice_)
            # One that names a client whom only the import knows cannot stand without it, and holds it, as ever.
            signed = clues.filter(sign__in=("client", *_SIGNS), subject_id__in=slice_)
            held = signed.exclude(subject_id__in=_known_elsewhere(signed, gone).values("subject_id"))
            orphans = own.filter(client_id__in=_in(gone, "client"))
            orphans.exclude(pk__in=held.values("subject_id")).update(client=None)
            own.filter(lead_id__in=_in(gone, "lead")).update(lead=None)
            if kind is _PAYMENT:
                own.filter(invoice_id__in=_in(gone, "invoice")).update(invoice=None)
        return ids

    def _rematch(self, kind: _Kind, papers: Sequence[_Paper], *, by_sum: bool) -> None:
        told: dict[int, list[Happening]] = {}
        for system, group in groupby(papers, key=lambda each: each.clues.system):
            chunk = Chunk(kind.name, system, self.recording, self.zone, self.currency, new=[], changed=[])
            of_system = list(group)
            documents = [_document(kind, each, chunk, by_sum=by_sum) for each in of_system]
            find = _by_lead_alone if kind is _ACTIVITY else _by_everything
            for paper, document, found in zip(of_system, documents, find(documents, chunk), strict=True):
                waits_for_sum = not by_sum and paper.clues.first("sum") and found.invoice_id is None
                if waits_for_sum and found.matched_by == UNMATCHED and _standing(paper.row).matched_by == "sum":
                    continue
                if self._put(kind, paper.row, found):
                    happening = Happening(_fact(kind, found), paper.row.pk, _instant(kind, paper, document, chunk),
                                          found.lead_id)  # fmt: skip
                    told.setdefault(paper.clues.batch_id or self.batch_id, []).append(happening)
        for batch_id, happenings in told.items():
            # As part of the import that brought the document: it disappears with that one.
            record(happenings, recording=replace(self.recording, batch_id=batch_id))

    def _put(self, kind: _Kind, row: Any, found: Match) -> bool:
        """Write whose a document is now; whether that is anything else than it was."""
        standing = _standing(row)
        if found != standing:
            values = {"lead_id": found.lead_id, "client_id": found.client_id}
            if kind is _PAYMENT:
                values["invoice_id"] = found.invoice_id
            extra = {} if kind in (_INVOICE, _ACTIVITY) else {"matched_by": found.matched_by}
            kind.model._default_manager.filter(pk=row.pk).update(**values, **extra)
        before = self.stood.pop((kind.name, row.pk), standing)
        if found.invoice_id != before.invoice_id:
            self.sums |= _sums_of([each for each in (found.invoice_id, before.invoice_id) if each is not None])
        return found != before


@dataclass(slots=True)
class _Paper:
    """A document on the desk: its row and what it says."""

    row: Any
    clues: Clues


def _papers(kind: _Kind, ids: Collection[int]) -> list[_Paper]:
    """The documents that have clues, by system so that their matching is asked for together."""
    clues = clues_of(kind.name, ids)
    rows = kind.model._default_manager.in_bulk(list(clues))
    papers = [_Paper(row, clues[pk]) for pk, row in rows.items() if getattr(row, "kind", "") != LEFT_OUT]
    return sorted(papers, key=lambda each: (each.clues.system, each.row.pk))


def _document(kind: _Kind, paper: _Paper, chunk: Chunk, *, by_sum: bool) -> Document:
    at = getattr(paper.row, kind.at)
    on = at.astimezone(chunk.zone).date() if isinstance(at, datetime) else at
    return Document(
        on=on,
        amount=getattr(paper.row, "amount", Decimal(0)),
        currency=getattr(paper.row, "currency", chunk.currency),
        claim=paper.clues.claim(chunk.midday(on)),
        lead_key=paper.clues.first("lead"),
        numbers=paper.clues.said.get("number", ()),
        by_sum=by_sum and paper.clues.first("sum") is not None,
        registers=False,
    )


def _by_everything(documents: Sequence[Document], chunk: Chunk) -> list[Match]:
    found = match(documents, chunk=chunk)
    if chunk.kind == _PAYMENT.name:
        return found
    # Only payments keep the invoice they name, and invoices do not say how they were matched.
    matched_by = "" if chunk.kind == _INVOICE.name else None
    return [
        Match(each.lead_id, each.client_id, None, each.matched_by if matched_by is None else matched_by)
        for each in found
    ]


def _by_lead_alone(documents: Sequence[Document], chunk: Chunk) -> list[Match]:
    """A contact belongs to the lead it names and to that lead's client, else to its client alone."""
    leads = chunk.subjects("lead", (each.lead_key for each in documents))
    clients = clients_of_leads(set(leads.values()))
    known = known_clients([each.claim for each in documents], chunk=chunk)
    found = []
    for each, client_id in zip(documents, known, strict=True):
        lead_id = leads.get(each.lead_key or "")
        found.append(Match(lead_id, client_id if lead_id is None else clients[lead_id], None, ""))
    return found


def _standing(row: Any) -> Match:
    return Match(row.lead_id, row.client_id, getattr(row, "invoice_id", None), getattr(row, "matched_by", ""))


def _fact(kind: _Kind, found: Match) -> Fact:
    if kind is _PAYMENT:
        return PaymentMatched(client_id=found.client_id, invoice_id=found.invoice_id, matched_by=found.matched_by)
    if kind in (_INVOICE, _ACTIVITY):
        return kind.fact(client_id=found.client_id)
    return kind.fact(client_id=found.client_id, matched_by=found.matched_by)


def _instant(kind: _Kind, paper: _Paper, document: Document, chunk: Chunk) -> datetime:
    at = getattr(paper.row, kind.at)
    return at if isinstance(at, datetime) else chunk.midday(document.on)


def _waiting(kind: _Kind, leads: Any, batch_id: int) -> set[int]:
    """Documents that stand with leads the import touched, or say something those leads or their clients answer to."""
    clients = Lead.objects.filter(pk__in=leads).order_by().values("client_id")
    keys = KnownRecord.objects.filter(kind="client").order_by()
    points = ContactPoint.objects.order_by()
    clues = Clue.objects.filter(kind=kind.name)
    earlier = clues.exclude(batch_id=batch_id)
    lead_keys = KnownRecord.objects.filter(kind="lead", subject_id__in=leads).order_by().values("key")
    return set().union(
        _subjects(clues.filter(sign="lead", value__in=lead_keys)),
        _subjects(clues.filter(sign="client", value__in=keys.filter(subject_id__in=clients).values("key"))),
        _subjects(clues.filter(sign__in=_SIGNS, value__in=points.filter(client__in=clients).values("value"))),
        # Its own documents were matched when they came in.
        _subjects(earlier.filter(sign="client", value__in=keys.filter(batch_id=batch_id).values("key"))),
        _subjects(earlier.filter(sign__in=_SIGNS, value__in=points.filter(batch_id=batch_id).values("value"))),
        _subjects(clues.filter(subject_id__in=kind.model._default_manager.filter(lead__in=leads).values("pk"))),
    )


def _naming(kind: _Kind, invoices: Any) -> set[int]:
    """Documents that name one of the invoices, and payments that stand with it."""
    if kind is _ACTIVITY:
        return set()
    numbers = Invoice.objects.filter(pk__in=invoices).order_by().values("folded_number")
    named = _subjects(Clue.objects.filter(kind=kind.name, sign="number", value__in=numbers))
    if kind is not _PAYMENT:
        return named
    paid = Payment.objects.filter(invoice__in=invoices).order_by().values_list("pk", flat=True)
    return named | set(paid)


def _subjects(clues: QuerySet[Clue]) -> set[int]:
    return set(clues.order_by().values_list("subject_id", flat=True))


def _sums_of(invoices: Any) -> set[str]:
    rows = Invoice.objects.filter(pk__in=invoices).order_by().values_list("amount", "currency")
    return {sum_text(*row) for row in rows.distinct()}


def _sums_of_payments(batch_id: int) -> set[str]:
    """The sums the import's payments look for, and those of the invoices they were put on."""
    looked_for = Clue.objects.filter(kind=_PAYMENT.name, sign="sum", batch_id=batch_id).order_by()
    paid = Payment.objects.filter(pk__in=touched_by(batch_id, "payment"), invoice__isnull=False).order_by()
    return set(looked_for.values_list("value", flat=True)) | _sums_of(paid.values("invoice_id"))


def _invoiced(sums: Collection[str]) -> set[str]:
    """Those of the sums that some invoice has."""
    found: set[str] = set()
    for slice_ in batched(sums, _SLICE, strict=False):
        amounts = {Decimal(each.partition(" ")[0]) for each in slice_}
        rows = Invoice.objects.filter(amount__in=amounts).order_by().values_list("amount", "currency").distinct()
        found |= {sum_text(*row) for row in rows}
    return found.intersection(sums)


def _known_elsewhere(signed: QuerySet[Clue], gone: str) -> QuerySet[Clue]:
    """Those clues that lead to a client who stays."""
    points = ContactPoint.objects.exclude(client_id__in=_in(gone, "client")).order_by()
    keys = KnownRecord.objects.filter(kind="client").exclude(subject_id__in=_in(gone, "client")).order_by()
    return signed.filter(
        Q(sign__in=_SIGNS, value__in=points.values("value")) | Q(sign="client", value__in=keys.values("key"))
    )


def _in(gone: str, subject: str) -> RawSQL:
    return RawSQL(f"SELECT subject_id FROM {gone} WHERE subject = %s", [subject])  # noqa: S611 # the undo's own table
