"""A call that a seller tells of; one that telephony told of already is not told a second time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from tandem.clients.queries import cards_of
from tandem.imports.turns import one_at_a_time
from tandem.intake.models import Lead
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Happening
from tandem.journal.models import FactRow
from tandem.journal.prepared import prepared
from tandem.journal.together import Later
from tandem.people.models import Person
from tandem.selling.facts import ContactMade, LeadMoved, NextStepPlanned, NextStepTaken
from tandem.selling.models import Activity
from tandem.selling.whose_lead import lead_numbered, require_own

#: A call this old is not the one that a seller speaks of now.
RECENT = timedelta(minutes=30)
#: What facts told by hand have as their source.
SOURCE = "pages"


@dataclass(frozen=True, slots=True)
class KnownCall:
    """The newest call with a client, as telephony or a CRM told of it; ``answered`` is None where it does not say."""

    at: datetime
    answered: bool | None
    #: None where nobody said how long.
    talked: timedelta | None


def note_call(*, lead_id: int, answered: bool, by: Person, now: datetime) -> Activity | None:
    """Keep a call to the client of a lead, now; None where telephony told of it already.

    Refuses by ``NotTheirLead``.
    """
    with transaction.atomic():
        # Imports and doors bring calls too.
        one_at_a_time()
        lead = lead_numbered(lead_id)
        require_own(lead, by)
        if _calls_by(lead.pk, _cards(lead), now - RECENT, by.pk):
            return None
        call = Activity.objects.create(
            client_id=lead.client_id, lead=lead, seller=by, contacted_at=now, kind="call", direction="out",
            answered=answered,
        )  # fmt: skip
        fact = ContactMade(
            client_id=lead.client_id, seller_id=by.pk, activity_kind="call", direction="out", answered=answered,
            duration=None,
        )  # fmt: skip
        recording = Recording(at=now, source=SOURCE, actor_id=by.pk, version=lead.version)
        record([Happening(fact, call.pk, now, lead.pk)], recording=recording)
    return call


def call_known(lead: Lead, *, cards: Collection[int], now: datetime) -> KnownCall | None:
    """The call of a moment ago whose outcome a seller need not tell: it is known, and nothing was settled since."""
    return call_known_later(lead, cards=cards, now=now)()


def call_known_later(lead: Lead, *, cards: Collection[int], now: datetime) -> Later[KnownCall | None]:
    """The same, with what is asked first asked along with other questions."""
    calls = _calls.later(lead.pk, cards, now - RECENT)

    def found() -> KnownCall | None:
        call = next(iter(calls()), None)
        if call is None or _settled_since(lead.pk, call.contacted_at):
            return None
        return KnownCall(call.contacted_at, call.answered, timedelta(seconds=call.duration) if call.duration else None)

    return found


@prepared
def _calls(lead_id: int, cards: Collection[int], since: datetime) -> QuerySet[Activity]:
    return _told(lead_id, cards, since)[:1]


@prepared
def _calls_by(lead_id: int, cards: Collection[int], since: datetime, seller: int) -> QuerySet[Activity]:
    return _told(lead_id, cards, since).filter(Q(seller=seller) | Q(seller=None))[:1]


def _told(lead_id: int, cards: Collection[int], since: datetime) -> QuerySet[Activity]:
    """Calls with a client that others than this room told of, the newest first."""
    own = Q(lead=lead_id) | Q(client__in=cards, lead=None)
    by_hand = FactRow.objects.filter(lead_id=lead_id, kind=ContactMade.kind, source=SOURCE).order_by()
    calls = Activity.objects.filter(own, kind="call", automatic=False, contacted_at__gt=since).exclude(
        direction="in", answered=False
    )
    return calls.exclude(pk__in=by_hand.values("subject_id")).order_by("-contacted_at", "-pk")


@prepared
def _settled_since(lead_id: int, at: datetime) -> QuerySet[FactRow, int]:
    """What its seller settled after a moment: what was called before that needs no outcome any more."""
    kinds = (NextStepPlanned.kind, NextStepTaken.kind, LeadMoved.kind)
    told = FactRow.objects.filter(lead_id=lead_id, kind__in=kinds, source=SOURCE, recorded_at__gt=at)
    return told.order_by().values_list("pk", flat=True)[:1]


def _cards(lead: Lead) -> tuple[int, ...]:
    return cards_of([lead.client_id])[lead.client_id]
