"""What happened to a lead, in order: its facts, the contacts with its client, and the money."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from tandem.agreement.queries import version
from tandem.handover.facts import LeadAssigned
from tandem.intake.facts import ClientCalling, LeadCaptured, LeadRestamped, TouchMade
from tandem.intake.models import Lead
from tandem.journal import queries as journal
from tandem.journal.facts import kind_named
from tandem.journal.models import FactRow
from tandem.journal.prepared import prepared
from tandem.people.models import Person
from tandem.qualification.facts import LeadAnswered, LeadGraded
from tandem.selling.lead_journey_rows import (
    AFTER_ALL,
    BEFORE_ALL,
    contacts_of,
    invoices_of,
    newest,
    payments_of,
    shipments_of,
)
from tandem.selling.lead_journey_words import (
    Happened,
    contact_told,
    day_of,
    fact_told,
    invoice_told,
    note_told,
    payment_told,
    shipment_told,
)
from tandem.selling.models import Activity, Note

#: The newest so many are shown of each kind; the page says how many are not.
_MOST = 200
#: Told from the state tables, which know more of them than their facts do.
_TOLD_FROM_STATE = {"activity", "invoice", "payment", "shipment", "cost", "note"}


@dataclass(frozen=True, slots=True)
class Window:
    """From when until when, both None for ever."""

    start: dt.datetime | None
    end: dt.datetime | None


def journey(
    lead: Lead,
    *,
    cards: Sequence[int],
    window: Window,
    notes: bool,
    blind: bool = False,
    most: int = _MOST,
    money: bool = True,
    counted: bool = True,
) -> tuple[list[Happened], int]:
    """Everything known, the oldest first, and how many older entries are left out.

    ``cards``: the lead's client and those counted as one with it. ``blind`` tells what the client did and what was
    talked, until the window ends, and nothing of what colleagues made of it: no seller, grade, stage, return or note.
    Of each kind of document the newest ``most`` count; without ``money`` none of bills and payments is looked for.
    What is left out is not ``counted`` for whoever does not say how much it is.
    """
    since, until = window.start or BEFORE_ALL, window.end or AFTER_ALL
    # Notes are for those who read them, and are what colleagues made of it.
    told, written = journal.told_of_lead.later(lead.pk), _notes.later(lead.pk) if notes and not blind else list
    contacts, contacts_cut = newest(contacts_of(most), most, counted, lead.pk, cards, since, until)
    documents, documents_cut = _money_of(lead, cards, window, most, counted) if money else ([], 0)
    entries = [
        *_without_told_rings(_facts(told(), window if blind else None), contacts),
        *(contact_told(row, notes=notes, named=not blind) for row in contacts),
        *documents,
        *map(note_told, written()),
    ]
    # What is known by the day alone comes after the moments of that day, and the undated last: it stands now.
    entries.sort(key=lambda each: (each.known == "nothing", day_of(each.at), each.known == "day", each.at))
    return entries, contacts_cut + documents_cut


def _money_of(lead: Lead, cards: Sequence[int], window: Window, most: int, counted: bool) -> tuple[list[Happened], int]:
    """Bills, payments and shipments, and how many are left out."""
    since, until = day_of(window.start or BEFORE_ALL), day_of(window.end or AFTER_ALL)
    invoices, invoices_cut = newest(invoices_of(most), most, counted, lead.pk, cards, since, until)
    payments, payments_cut = newest(payments_of(most), most, counted, lead.pk, cards, since, until)
    shipments, shipments_cut = newest(shipments_of(most), most, counted, lead.pk, cards, since, until)
    found = [*map(invoice_told, invoices), *map(payment_told, payments), *map(shipment_told, shipments)]
    return found, invoices_cut + payments_cut + shipments_cut


def _without_told_rings(facts: Iterable[Happened], contacts: Sequence[Activity]) -> Iterator[Happened]:
    """Facts without the rings of calls that stand among the contacts themselves; one that nobody ended stays."""
    calls = [each.contacted_at for each in contacts if (each.kind, each.direction) == ("call", "in")]
    for each in facts:
        told = each.kind == ClientCalling.kind and any(abs(at - each.at) <= _ONE_CALL for at in calls)
        if not told:
            yield each


#: A ring and the call told at its end are one within this time, where the source does not say when it began.
_ONE_CALL = dt.timedelta(minutes=30)


def _facts(told: Sequence[FactRow], blind: Window | None) -> Iterator[Happened]:
    every = [row for row in told if kind_named(row.kind).subject not in _TOLD_FROM_STATE]
    gone = journal.retracted_among({row.batch_id for row in every if row.batch_id is not None})
    rows = [row for row in every if row.batch_id not in gone]
    if blind is not None:
        rows = [row for row in rows if row.kind in _OF_THE_CLIENT and not (blind.end and row.happened_at > blind.end)]
    # An import tells of everything at one instant: who asks and how good they are comes first.
    rows.sort(key=lambda row: (row.happened_at, _FIRST_OF_AN_INSTANT.get(row.kind, 9)))
    facts = [(row, row.fact) for row in rows if not _says_only_the_grade(row)]
    sellers = {
        pk for _, fact in facts if isinstance(fact, LeadAssigned) for pk in (fact.seller_id, fact.away_from) if pk
    }
    names = dict(_names(sellers)) if sellers else {}
    agreements = {number: version(number) for number in {row.version for row, _ in facts}}
    for row, fact in facts:
        yield fact_told(row, fact, names, agreements[row.version])


@prepared
def _names(people: Collection[int]) -> QuerySet[Person, tuple[int, str]]:
    return Person.objects.filter(pk__in=people).values_list("pk", "name")


#: What the client did; all else is what colleagues made of it.
_OF_THE_CLIENT = frozenset({TouchMade.kind, LeadCaptured.kind})
_FIRST_OF_AN_INSTANT = {
    TouchMade.kind: 0, LeadCaptured.kind: 1, LeadRestamped.kind: 2, LeadAnswered.kind: 3, LeadGraded.kind: 4,
}  # fmt: skip


def _says_only_the_grade(row: FactRow) -> bool:
    """Whether a fact says no more than the grade, which before the agreement is taken over as it is."""
    fact = row.fact
    return isinstance(fact, LeadAnswered) and row.version == 0 and fact == LeadAnswered(quality=fact.quality)


@prepared
def _notes(lead_id: int) -> QuerySet[Note]:
    return Note.objects.filter(lead=lead_id).select_related("written_by")[:_MOST]
