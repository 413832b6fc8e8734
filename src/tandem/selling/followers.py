"""Money and contacts find the leads of merged clients and those that came after them; contacts stop clocks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from tandem.clients.facts import ClientsMerged, ClientSplit
from tandem.clients.queries import cards_of
from tandem.handover.clock_watch import look
from tandem.handover.dealing import off_load
from tandem.handover.facts import LeadAssigned, LeadReturned, ReturnAnswered, ReturnRuled, ReturnStood
from tandem.handover.models import Clock
from tandem.handover.reopening import reopen
from tandem.intake.facts import LeadCaptured, LeadCorrected
from tandem.intake.models import Lead
from tandem.journal.actions import Recording
from tandem.journal.facts import BatchRetracted, Fact
from tandem.journal.followers import Follower, Through
from tandem.journal.models import FactRow
from tandem.measures.store import store
from tandem.selling.facts import ContactMade, ContactMatched, LeadMoved
from tandem.selling.handoffs import open_handoffs
from tandem.selling.models import Activity
from tandem.selling.off_load import answered_leads, moved_on
from tandem.selling.settling import look_again_at_documents_of, look_again_at_documents_waiting_for
from tandem.selling.steps_dropped import drop_steps

#: Leads whose documents are looked for in one part.
LEADS_AT_ONCE = 200


class MatchingMerged(Follower):
    """Matches the documents of both clients as if they had always been one, or never."""

    name = "match the documents of merged clients"
    kinds = frozenset({ClientsMerged.kind, ClientSplit.kind})

    def take(self, fact: FactRow, *, done: int, now: datetime) -> int | None:
        """Look again at the documents of every card of both."""
        happened = fact.fact
        assert isinstance(happened, ClientsMerged | ClientSplit)
        other_id = happened.into if isinstance(happened, ClientsMerged) else happened.from_id
        cards = {each for group in cards_of([fact.subject_id, other_id]).values() for each in group}
        look_again_at_documents_of(
            cards,
            recording=Recording(at=now, source="follower", batch_id=fact.batch_id),
            zone=ZoneInfo(settings.TIME_ZONE),
            currency=settings.CURRENCY,
        )
        return None


class MatchingArrived(Follower):
    """Matches the documents that waited for leads which no import brought: imports settle their own."""

    name = "match the documents of arrived leads"
    kinds = frozenset({LeadCaptured.kind, LeadCorrected.kind})
    of_imports = False
    # Doors take leads in by the hundred a second, and nobody waits for their payments.
    at_once = False

    def take(self, fact: FactRow, *, done: int, now: datetime) -> Through:
        """Look at the next leads together."""
        rows = FactRow.objects.filter(position__gte=fact.position, kind__in=sorted(self.kinds), batch_id=None)
        arrived = list(rows.order_by("position").values_list("position", "subject_id")[:LEADS_AT_ONCE])
        look_again_at_documents_waiting_for(
            {lead_id for _, lead_id in arrived},
            recording=Recording(at=now, source="follower"),
            zone=ZoneInfo(settings.TIME_ZONE),
            currency=settings.CURRENCY,
        )
        return Through(arrived[-1][0])


class StoppingClocks(Follower):
    """Stops the clocks of promises that a contact or a move has just kept; what it misses, the watch finds when due."""

    name = "stop the clocks of promises kept"
    kinds = frozenset({ContactMade.kind, ContactMatched.kind, LeadMoved.kind})

    def take(self, fact: FactRow, *, done: int, now: datetime) -> Through:
        """Look at the clocks of the next leads together."""
        rows = FactRow.objects.filter(position__gte=fact.position, kind__in=sorted(self.kinds)).order_by("position")
        happened = list(rows.values_list("position", "subject", "subject_id")[:FACTS_AT_ONCE])
        contacts = {subject_id for _, subject, subject_id in happened if subject == ContactMade.subject}
        moved = {subject_id for _, subject, subject_id in happened if subject == LeadMoved.subject}
        made = Activity.objects.filter(pk__in=contacts).values_list("client_id", flat=True).distinct()
        clients = {card for group in cards_of([each for each in made if each is not None]).values() for card in group}
        running = Clock.objects.filter(stopped_at=None).filter(Q(lead__in=moved) | Q(lead__client__in=clients))
        if clocks := list(running.values_list("pk", flat=True)):
            look(clocks, reading=store.read(), now=now)
        return Through(happened[-1][0])


class TakingOffLoad(Follower):
    """Takes leads off their sellers' load: once called or written to, moved on, or given back."""

    name = "take answered leads off the load"
    kinds = frozenset({ContactMade.kind, ContactMatched.kind, LeadMoved.kind, LeadReturned.kind})

    def take(self, fact: FactRow, *, done: int, now: datetime) -> Through:
        """Look at the next of them together."""
        rows = FactRow.objects.filter(position__gte=fact.position, kind__in=sorted(self.kinds)).order_by("position")
        happened = list(rows.values_list("position", "kind", "subject_id", "lead_id")[:FACTS_AT_ONCE])
        contacts = {subject for _, kind, subject, _ in happened if kind in _CONTACTS}
        others = {lead_id for _, kind, _, lead_id in happened if lead_id and kind not in _CONTACTS}
        answered = answered_leads(contacts) | moved_on(others)
        if answered:
            off_load(answered, now=now)
        return Through(happened[-1][0])


_CONTACTS = (ContactMade.kind, ContactMatched.kind)


class DroppingSteps(Follower):
    """Ends what was planned for leads that are done with, by whatever way: a move, an import, a return that stands."""

    name = "drop the next steps of leads done with"
    kinds = frozenset({LeadMoved.kind, ReturnAnswered.kind, ReturnStood.kind, ReturnRuled.kind})

    def take(self, fact: FactRow, *, done: int, now: datetime) -> Through:
        """Look at the next leads together."""
        rows = FactRow.objects.filter(position__gte=fact.position, kind__in=sorted(self.kinds)).order_by("position")
        happened = list(rows[:FACTS_AT_ONCE])
        ended = {row.lead_id: row.position for row in happened if row.lead_id is not None and _may_close(row.fact)}
        drop_steps(ended, recording=Recording(at=now, source="follower"))
        return Through(happened[-1].position)


def _may_close(fact: Fact) -> bool:
    """Whether a lead may be done with by a fact; where only the sum of a deal changed it is where it was."""
    match fact:
        case LeadMoved():
            return fact.came_from != fact.stage
        case ReturnAnswered():
            return fact.accepted
        case ReturnRuled():
            return fact.stands
    return True


class ReopeningClocks(Follower):
    """Lets the clocks run again that a contact or a move had stopped which is taken back with its import."""

    name = "let clocks run again whose end was taken back"
    kinds = frozenset({BatchRetracted.kind})

    def take(self, fact: FactRow, *, done: int, now: datetime) -> int | None:
        """Look at the next facts of the import; ``done`` is the position of the last one."""
        rows = FactRow.objects.filter(batch_id=fact.subject_id, position__gt=done, kind__in=_ENDS)
        ends = list(rows.order_by("position")[:FACTS_AT_ONCE])
        if not ends:
            return None
        by_client: dict[int, list[datetime]] = {}
        by_lead: dict[int, list[datetime]] = {}
        for row in ends:
            client_id = getattr(row.fact, "client_id", None)
            if client_id is not None:
                by_client.setdefault(client_id, []).append(row.happened_at)
            if row.lead_id is not None:
                by_lead.setdefault(row.lead_id, []).append(row.happened_at)
        at_card: dict[int, list[datetime]] = {}
        for client_id, cards in cards_of(list(by_client)).items():
            for card in cards:
                at_card.setdefault(card, []).extend(by_client[client_id])
        stopped = Clock.objects.exclude(stopped_at=None).exclude(kept=None).select_related("lead")
        concerned = stopped.filter(Q(lead__in=by_lead) | Q(lead__client__in=at_card))
        reopen(
            (
                clock.pk
                for clock in concerned
                if _ended_at(clock, [*by_lead.get(clock.lead_id, ()), *at_card.get(clock.lead.client_id, ())])
            ),
            now=now,
        )
        return ends[-1].position


def _ended_at(clock: Clock, moments: Iterable[datetime]) -> bool:
    """Whether one of the moments stopped it: contacts count by the minute, and never before their lead."""
    stopped_at = clock.stopped_at
    assert stopped_at is not None
    minute = timedelta(minutes=1)
    return any(
        abs(stopped_at - at) < minute or (stopped_at == clock.lead.captured_at and at <= stopped_at) for at in moments
    )


#: What stops a clock.
_ENDS = (ContactMade.kind, ContactMatched.kind, LeadMoved.kind, LeadAssigned.kind)
#: Contacts and moves whose clocks are looked at in one part.
FACTS_AT_ONCE = 1_000


class OpeningHandoffs(Follower):
    """Opens the hand-off checklists of deals that another system says have just reached their stage.

    What was sold longer ago than ``RECENT`` when the import told of it has been handed off long since, by whatever way.
    """

    name = "open the hand-off checklists of imported deals"
    kinds = frozenset({LeadMoved.kind})

    def take(self, fact: FactRow, *, done: int, now: datetime) -> Through:
        """Look at the next moves together."""
        rows = FactRow.objects.filter(position__gte=fact.position, kind__in=sorted(self.kinds)).order_by("position")
        moved = list(rows[:FACTS_AT_ONCE])
        recent = [row for row in moved if row.batch_id is not None and row.recorded_at - row.happened_at <= RECENT]
        leads = Lead.objects.in_bulk({row.subject_id for row in recent})
        for row in recent:
            what = row.fact
            assert isinstance(what, LeadMoved)
            if what.dated and row.subject_id in leads:
                lead = leads[row.subject_id]
                recording = Recording(at=now, source="follower", batch_id=row.batch_id, version=lead.version)
                open_handoffs(lead, what.stage, at=row.happened_at, recording=recording)
        return Through(moved[-1].position)


#: A deal that an import brings as sold within this time is still to be handed off.
RECENT = timedelta(days=14)
