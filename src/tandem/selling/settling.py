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

from django.db import connection, transaction
from django.db.models import Q

from tandem.clients.queries import cards_of, known_clients
from tandem.imports.turns import one_at_a_time
from tandem.imports.writing import Chunk, Settling
from tandem.intake.queries import clients_of_leads
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Fact, Happening
from tandem.journal.queries import touched_by
from tandem.selling.clues import Clues, clues_of
from tandem.selling.facts import PaymentMatched
from tandem.selling.importing import LEFT_OUT
from tandem.selling.matching import UNMATCHED, Document, Match, match
from tandem.selling.models import Clue, DroppedStep, Payment
from tandem.selling.waiting import (
    ACTIVITY,
    INVOICE,
    KINDS,
    PAYMENT,
    SIGNS,
    SLICE,
    Kind,
    answering_to,
    in_table,
    invoiced,
    known_elsewhere,
    naming,
    sums_of,
    sums_of_payments,
    waiting_for,
)


class DroppedSteps(Settling):
    """Lets go of the steps of closed leads that disappear."""

    def settle(self, *, recording: Recording, zone: ZoneInfo, currency: str) -> None:
        """Nothing: a step is given back where somebody opens its lead again."""

    def let_go(self, *, gone: str, recording: Recording, zone: ZoneInfo, currency: str) -> Callable[[], None]:
        """What a lead would have had again goes with it."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"DELETE FROM {DroppedStep._meta.db_table} WHERE lead_id IN "
                f"(SELECT subject_id FROM {gone} WHERE subject = 'lead')"
            )
        return lambda: None


class Matching(Settling):
    """Matches what waited for a lead, an invoice or a client."""

    def settle(self, *, recording: Recording, zone: ZoneInfo, currency: str) -> None:
        """Look again at the documents that anything in the import may speak of."""
        saying = [kind for kind in KINDS if Clue.objects.filter(kind=kind.name).exists()]
        if not saying:
            return
        desk = _Desk(recording, zone, currency)
        leads = touched_by(desk.batch_id, "lead")
        moved = sorted(waiting_for(INVOICE, leads, desk.batch_id)) if INVOICE in saying else []
        desk.look_again(INVOICE, moved)
        groups: list[Any] = [touched_by(desk.batch_id, "invoice"), *batched(moved, SLICE, strict=False)]
        sums = sums_of_payments(desk.batch_id).union(*(sums_of(each) for each in groups))
        for kind in (each for each in saying if each is not INVOICE):
            waiting = waiting_for(kind, leads, desk.batch_id).union(*(naming(kind, each) for each in groups))
            desk.look_again(kind, sorted(waiting))
        desk.look_again_by_sum(sums | desk.sums)

    def let_go(self, *, gone: str, recording: Recording, zone: ZoneInfo, currency: str) -> Callable[[], None]:
        """Take documents off leads and invoices that disappear, if their clues can find them another."""
        desk = _Desk(recording, zone, currency)
        invoices = in_table(gone, "invoice")
        sums = sums_of(invoices)
        freed = [(kind, desk.let_go(kind, gone)) for kind in KINDS]

        def look_again() -> None:
            for kind, ids in freed:
                desk.look_again(kind, ids)
            desk.look_again_by_sum(sums | desk.sums)

        return look_again


def look_again_at_documents_of(
    client_ids: Collection[int], *, recording: Recording, zone: ZoneInfo, currency: str
) -> None:
    """Find out anew which leads and invoices the documents of some clients belong to, as when who is who changed."""
    desk = _Desk(recording, zone, currency)
    sums: set[str] = set()
    for kind in KINDS:
        own = kind.model._default_manager.filter(client__in=client_ids).order_by("pk")
        ids = list(own.values_list("pk", flat=True))
        desk.look_again(kind, ids)
        if kind is INVOICE:
            sums |= sums_of(ids)
    desk.look_again_by_sum(sums | desk.sums)


def look_again_at_documents_waiting_for(
    lead_ids: Collection[int], *, recording: Recording, zone: ZoneInfo, currency: str
) -> None:
    """Find out anew which leads and invoices documents belong to that some leads may answer for, as after an import."""
    if not Clue.objects.exists():
        return
    # A client may be known under several cards; a document may name any of them.
    groups_of_cards = cards_of(set(clients_of_leads(lead_ids).values())).values()
    clients = {client_id for cards in groups_of_cards for client_id in cards}
    waiting = {kind: sorted(answering_to(kind, lead_ids, clients)) for kind in KINDS}
    moved = waiting[INVOICE]
    desk = _Desk(recording, zone, currency)
    desk.look_again(INVOICE, moved)
    slices = list(batched(moved, SLICE, strict=False))
    for kind in KINDS[1:]:
        desk.look_again(kind, sorted(set(waiting[kind]).union(*(naming(kind, each) for each in slices))))
    desk.look_again_by_sum(desk.sums.union(*(sums_of(each) for each in slices)))


@dataclass(slots=True)
class _Desk:
    """Where documents are looked at again, each slice with its facts in one transaction."""

    recording: Recording
    zone: ZoneInfo
    currency: str
    #: Invoices that payments were taken off or put on: others may wait for the same sum.
    invoices: set[int] = field(default_factory=set)
    #: How documents stood that were taken off something which disappears.
    stood: dict[tuple[str, int], Match] = field(default_factory=dict)

    @property
    def batch_id(self) -> int:
        assert self.recording.batch_id is not None
        return self.recording.batch_id

    @property
    def sums(self) -> set[str]:
        """The sums that payments may look for anew."""
        return set().union(*(sums_of(each) for each in batched(self.invoices, SLICE, strict=False)))

    def look_again(self, kind: Kind, ids: Sequence[int]) -> None:
        """Match documents again by everything but their sum."""
        for slice_ in batched(ids, SLICE, strict=False):
            with transaction.atomic():
                one_at_a_time()
                self._rematch(kind, _papers(kind, slice_), by_sum=False)

    def look_again_by_sum(self, sums: Collection[str]) -> None:
        """Give the invoices of these sums anew to the payments that nothing but a sum answers for."""
        ids: set[int] = set()
        for slice_ in batched(sorted(invoiced(sums)), SLICE, strict=False):
            ids |= set(Clue.objects.filter(sign="sum", value__in=slice_).values_list("subject_id", flat=True))
        if not ids:
            return
        with transaction.atomic():
            one_at_a_time()
            papers = [
                each
                for slice_ in batched(sorted(ids), SLICE, strict=False)
                for each in _papers(PAYMENT, slice_)
                if each.row.matched_by in (UNMATCHED, "sum") and each.clues.first("sum")
            ]
            for each in papers:
                if each.row.matched_by == "sum":
                    self.stood.setdefault((PAYMENT.name, each.row.pk), _standing(each.row))
                    each.row.invoice_id = None
            for slice_ in batched(
                [each.row.pk for each in papers if each.row.matched_by == "sum"], SLICE, strict=False
            ):
                Payment.objects.filter(pk__in=slice_).update(invoice=None)
            papers.sort(key=lambda each: (each.row.paid_on, each.clues.system, each.clues.first("key") or ""))
            for slice_of in batched(papers, SLICE, strict=False):
                self._rematch(PAYMENT, slice_of, by_sum=True)

    def let_go(self, kind: Kind, gone: str) -> list[int]:
        """Take the documents that stay off what disappears; return those that were."""
        lost = Q(lead_id__in=in_table(gone, "lead"))
        if kind is PAYMENT:
            lost |= Q(invoice_id__in=in_table(gone, "invoice"))
        clues = Clue.objects.filter(kind=kind.name).exclude(batch_id=self.batch_id)
        rows = kind.model._default_manager.filter(lost, pk__in=clues.values("subject_id"))
        staying = rows.exclude(pk__in=in_table(gone, kind.name))
        for row in staying:
            self.stood[kind.name, row.pk] = _standing(row)
        ids = sorted(staying.values_list("pk", flat=True))
        for slice_ in batched(ids, SLICE, strict=False):
            own = kind.model._default_manager.filter(pk__in=slice_)
            # One that names a client whom only the import knows cannot stand without it, and holds it, as ever.
            signed = clues.filter(sign__in=("client", *SIGNS), subject_id__in=slice_)
            held = signed.exclude(subject_id__in=known_elsewhere(signed, gone).values("subject_id"))
            orphans = own.filter(client_id__in=in_table(gone, "client"))
            orphans.exclude(pk__in=held.values("subject_id")).update(client=None)
            own.filter(lead_id__in=in_table(gone, "lead")).update(lead=None)
            if kind is PAYMENT:
                own.filter(invoice_id__in=in_table(gone, "invoice")).update(invoice=None)
        return ids

    def _rematch(self, kind: Kind, papers: Sequence[_Paper], *, by_sum: bool) -> None:
        told: dict[int | None, list[Happening]] = {}
        placed: list[tuple[int, Match]] = []
        for system, group in groupby(papers, key=lambda each: each.clues.system):
            chunk = Chunk(kind.name, system, self.recording, self.zone, self.currency, new=[], changed=[])
            of_system = list(group)
            documents = [_document(kind, each, chunk, by_sum=by_sum) for each in of_system]
            find = _by_lead_alone if kind is ACTIVITY else _by_everything
            for paper, document, found in zip(of_system, documents, find(documents, chunk), strict=True):
                waits_for_sum = not by_sum and paper.clues.first("sum") and found.invoice_id is None
                if waits_for_sum and found.matched_by == UNMATCHED and _standing(paper.row).matched_by == "sum":
                    continue
                standing = _standing(paper.row)
                if found != standing:
                    placed.append((paper.row.pk, found))
                before = self.stood.pop((kind.name, paper.row.pk), standing)
                if found != before:
                    self.invoices |= {each for each in (found.invoice_id, before.invoice_id) if each is not None}
                    happening = Happening(_fact(kind, found), paper.row.pk, _instant(kind, paper, document, chunk),
                                          found.lead_id)  # fmt: skip
                    batch_id = self.recording.batch_id if paper.clues.batch_id is None else paper.clues.batch_id
                    told.setdefault(batch_id, []).append(happening)
        _place(kind, placed)
        for batch_id, happenings in told.items():
            # As part of the import that brought the document: it disappears with that one.
            record(happenings, recording=replace(self.recording, batch_id=batch_id))


def _place(kind: Kind, placed: Sequence[tuple[int, Match]]) -> None:
    """Write whose documents are now, by one statement for all."""
    columns = ["lead_id", "client_id"]
    if kind is PAYMENT:
        columns.append("invoice_id")
    if kind not in (INVOICE, ACTIVITY):
        columns.append("matched_by")
    said = ", ".join(f"{column} = %s" for column in columns)
    if placed:
        with connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE {kind.model._meta.db_table} SET {said} WHERE id = %s",
                [(*(getattr(found, column) for column in columns), pk) for pk, found in placed],
            )


@dataclass(slots=True)
class _Paper:
    """A document on the desk: its row and what it says."""

    row: Any
    clues: Clues


def _papers(kind: Kind, ids: Collection[int]) -> list[_Paper]:
    """The documents that have clues, by system so that their matching is asked for together."""
    clues = clues_of(kind.name, ids)
    rows = kind.model._default_manager.in_bulk(list(clues))
    papers = [_Paper(row, clues[pk]) for pk, row in rows.items() if getattr(row, "kind", "") != LEFT_OUT]
    return sorted(papers, key=lambda each: (each.clues.system, each.row.pk))


def _document(kind: Kind, paper: _Paper, chunk: Chunk, *, by_sum: bool) -> Document:
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
    if chunk.kind == PAYMENT.name:
        return found
    # Only payments keep the invoice they name, and invoices do not say how they were matched.
    matched_by = "" if chunk.kind == INVOICE.name else None
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


def _fact(kind: Kind, found: Match) -> Fact:
    if kind is PAYMENT:
        return PaymentMatched(client_id=found.client_id, invoice_id=found.invoice_id, matched_by=found.matched_by)
    if kind in (INVOICE, ACTIVITY):
        return kind.fact(client_id=found.client_id)
    return kind.fact(client_id=found.client_id, matched_by=found.matched_by)


def _instant(kind: Kind, paper: _Paper, document: Document, chunk: Chunk) -> datetime:
    at = getattr(paper.row, kind.at)
    return at if isinstance(at, datetime) else chunk.midday(document.on)
