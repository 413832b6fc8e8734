"""What others told of a seller's own leads while the day's screen stood open: calls telephony knows of, and rulings."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from tandem.clients.queries import cards_of
from tandem.handover.facts import ReturnRuled
from tandem.handover.models import Assignment
from tandem.intake.facts import ClientCalling
from tandem.intake.models import Lead
from tandem.journal.models import FactRow
from tandem.people.models import Person
from tandem.selling.calls_by_hand import RECENT, SOURCE
from tandem.selling.facts import ContactMade
from tandem.selling.models import Activity

#: Calls and rulings looked through, the newest.
_MOST = 200
#: So long somebody may be on the line whose call nobody has told the end of.
RINGS = dt.timedelta(minutes=10)
#: Sources round times down to the minute.
_MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Called:
    """The newest call with the client of a lead, or what they wrote, as a source told of it."""

    lead_id: int
    incoming: bool
    missed: bool
    #: No call but a message or a letter of the client's.
    written: bool = False


def called_since(person: Person, *, after: int, now: dt.datetime) -> tuple[Called, ...]:
    """Calls and messages of a moment ago of the clients of a person that came into the journal behind a position.

    What sellers write down themselves is no news, and neither is a call that an export brings days later.
    """
    told = FactRow.objects.filter(position__gt=after, kind=ContactMade.kind).exclude(source=SOURCE)
    ids = list(told.order_by("-position").values_list("subject_id", flat=True)[:_MOST])
    if not ids:
        return ()
    # A meeting is no news to whom was there, and neither is what the seller wrote.
    heard = Q(kind="call") | Q(kind__in=("message", "email"), direction="in")
    contacts = Activity.objects.filter(heard, pk__in=ids, automatic=False, contacted_at__gt=now - RECENT)
    found: dict[int, Called] = {}
    rows = contacts.exclude(client=None).order_by("contacted_at", "pk")
    for lead_id, client_id, kind, direction, answered in rows.values_list(
        "lead_id", "client_id", "kind", "direction", "answered"
    ):
        own = _own_lead(person, lead_id, client_id)
        if own is not None:
            found[own] = Called(own, direction == "in", missed=answered is False, written=kind != "call")
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class Ringing:
    """A client of a lead who is on the line, with the name the card knows them by."""

    lead_id: int
    name: str


def ringing_since(person: Person, *, after: int, now: dt.datetime) -> tuple[Ringing, ...]:
    """Clients of a person who began to call behind a position of the journal, and are not known to have ended."""
    rows = FactRow.objects.filter(position__gt=after, kind=ClientCalling.kind, happened_at__gt=now - RINGS)
    # By the subject, which of such a fact is the lead.
    rang = dict(rows.order_by("-position").values_list("subject_id", "happened_at")[:_MOST])
    if not rang:
        return ()
    own = Lead.objects.filter(pk__in=rang, assignment__seller=person).order_by("pk")
    found = []
    for lead_id, client_id, name in own.values_list("pk", "client_id", "client__name"):
        over = Activity.objects.filter(client__in=cards_of([client_id])[client_id], kind="call", direction="in")
        if not over.filter(contacted_at__gte=rang[lead_id] - _MINUTE).exists():
            found.append(Ringing(lead_id, name))
    return tuple(found)


def given_back_since(person: Person, *, after: int) -> tuple[int, ...]:
    """Leads of the person that were ruled ones to sell to behind a position of the journal."""
    rows = FactRow.objects.filter(position__gt=after, kind=ReturnRuled.kind).order_by("-position")[:_MOST]
    ruled = [each.lead_id for each in rows if isinstance(each.fact, ReturnRuled) and not each.fact.stands]
    if not ruled:
        return ()
    return tuple(Assignment.objects.filter(pk__in=ruled, seller=person).order_by("pk").values_list("pk", flat=True))


def _own_lead(person: Person, lead_id: int | None, client_id: int) -> int | None:
    """The lead a call is about, if it is the person's: the one it names, or the newest of theirs of its client."""
    own = Lead.objects.filter(assignment__seller=person).order_by("-captured_at", "-pk")
    own = own.filter(pk=lead_id) if lead_id is not None else own.filter(client__in=cards_of([client_id])[client_id])
    return own.values_list("pk", flat=True).first()
