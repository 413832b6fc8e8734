"""A free seller takes a lead that another was dealt and has not turned to yet, from the common queue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tandem.agreement.queries import in_force, version
from tandem.basics.refusals import Refusal
from tandem.handover.asking import askings
from tandem.handover.dealing import COMMON, hand_to
from tandem.handover.dealing_rules import Asking, Candidate, Why
from tandem.handover.dealing_words import bar_words
from tandem.handover.facts import LeadAssigned
from tandem.handover.models import Assignment
from tandem.handover.pool import candidates, terms_of
from tandem.handover.sharing_rules import Bar, CommonQueue, taken
from tandem.imports.turns import one_at_a_time
from tandem.intake.models import Lead
from tandem.journal.actions import Recording
from tandem.journal.models import FactRow
from tandem.people.models import Person


class NotToBeTaken(Refusal):
    """The agreement, fairness or the client's own seller speaks against it."""


class NoLongerWaits(Refusal):
    """Its seller has turned to the client, or it is with somebody else by now."""


@dataclass(frozen=True, slots=True)
class Sharing:
    """Who of the sellers may take what just now, by the agreement in force."""

    queue: CommonQueue
    taker: int

    @property
    def bar(self) -> Bar | None:
        """Why the one who asks may take nothing; None: they may."""
        return self.queue.bar_of_taker(self.taker)

    def takeable(self, lead_ids: Sequence[int]) -> Mapping[int, int]:
        """Of leads that wait with others, those that may be taken, each with whoever has it; a few statements.

        Only what Tandem dealt: of what other systems gave it is not known whether it waits.
        """
        if self.bar is not None:
            return {}
        rows = Assignment.objects.filter(pk__in=list(lead_ids), taken_at=None, dealing__isnull=False)
        having = dict(rows.exclude(seller=self.taker).values_list("pk", "seller"))
        leads = askings(sorted(having), in_force().document, anew=True)
        return {
            each.lead_id: having[each.lead_id]
            for each in leads
            if self.queue.bar(each, taker=self.taker, giver=having[each.lead_id]) is None
        }


def sharing_of(seller_id: int, *, now: datetime) -> Sharing:
    """The common queue as it stands for a seller."""
    document = in_force().document
    return Sharing(CommonQueue(candidates(document, now=now), terms_of(document.distribution)), seller_id)


def take_from_another(*, lead_id: int, by: Person, now: datetime) -> int:
    """Give a lead that waits with another seller to the one who asks, by the rule; return who had it.

    One transaction and one fact, which names both; the deadlines that count from the hand-over run anew. By the
    version of the agreement the lead came under. Refuses by ``NotToBeTaken`` and ``NoLongerWaits``.
    """
    with transaction.atomic():
        one_at_a_time()
        lead = Lead.objects.select_for_update().get(pk=lead_id)
        stood = Assignment.objects.filter(pk=lead_id, taken_at=None, dealing__isnull=False).first()
        if stood is None or stood.seller_id == by.pk:
            raise NoLongerWaits(bar_words("no_longer_waits"))
        document = version(lead.version).document
        pool = candidates(document, now=now)
        (asked,) = askings([lead_id], document, not_to=stood.seller_id, anew=True)
        _require(asked, pool, taker=by.pk, number=lead.version)
        recording = Recording(at=now, source="pages", actor_id=by.pk, version=lead.version)
        hand_to(
            lead_id, seller_id=by.pk, why=Why.COMMON, occasion=COMMON, recording=recording, away_from=stood.seller_id
        )
    return stood.seller_id


def taken_away(seller_id: int, *, since: datetime) -> dict[int, int]:
    """By lead who has it now, of those that colleagues took from the seller's queue since then; two statements."""
    taken = Assignment.objects.filter(assigned_at__gte=since, dealing__occasion=COMMON).exclude(seller=seller_id)
    has = dict(taken.values_list("pk", "seller"))
    # Who had it, the fact knows. By the subject, which of such a fact is the lead.
    rows = FactRow.objects.filter(
        subject_id__in=list(has), subject=LeadAssigned.subject, kind=LeadAssigned.kind, happened_at__gte=since
    )
    last = {row.subject_id: row.fact for row in rows.order_by("position")}
    return {
        lead_id: has[lead_id]
        for lead_id, fact in last.items()
        if isinstance(fact, LeadAssigned) and fact.away_from == seller_id
    }


def _require(lead: Asking, pool: Sequence[Candidate], *, taker: int, number: int) -> None:
    assert lead.not_to is not None
    found = taken(lead, pool, terms_of(version(number).document.distribution), taker=taker, giver=lead.not_to)
    if found.bar is not None:
        raise NotToBeTaken(bar_words(found.bar.value))
