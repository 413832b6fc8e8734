"""A lead that was closed by mistake goes back to the stage it left: a thumb that slipped must not cost a client."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from tandem.agreement import queries
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.imports.turns import one_at_a_time
from tandem.intake.models import Lead
from tandem.journal.actions import Recording
from tandem.journal.models import FactRow
from tandem.people.models import Person
from tandem.selling.facts import LeadMoved
from tandem.selling.models import Deal, Handoff, Payment
from tandem.selling.moving import tell_deal
from tandem.selling.steps_dropped import step_again
from tandem.selling.whose_lead import heads, moves, require_own

#: So long a seller takes back what they closed; afterwards whoever heads sales does.
OWN = timedelta(days=1)


class NotClosed(Refusal):
    """The lead is open, or was closed before anybody here saw it open."""


class TooLateToReopen(Refusal):
    """After a day the head of sales decides."""


class GoneOn(Refusal):
    """The sale was paid or handed off: that is no mistake of a thumb."""


def stage_before(lead: Lead) -> str:
    """The stage a closed lead left when it was closed; empty for an open one and where nobody knows."""
    deal: Deal | None = getattr(lead, "deal", None)
    stage = queries.version(lead.version).stage(deal.stage) if deal is not None else None
    if deal is None or stage is None or not stage.closed:
        return ""
    for row in FactRow.objects.filter(lead_id=lead.pk, kind=LeadMoved.kind).order_by("-position"):
        fact = row.fact
        assert isinstance(fact, LeadMoved)
        if fact.stage != deal.stage:
            return ""
        # Where only the reason or the sum was mended it left no stage.
        if fact.came_from != deal.stage:
            return fact.came_from or ""
    return ""


def may_reopen(lead: Lead, person: Person, *, now: datetime) -> bool:
    """Whether a person may take the closing of a lead back now."""
    if not stage_before(lead) or not moves(lead, person):
        return False
    return heads(lead, person) or now - lead.deal.stage_at <= OWN


def reopen(*, lead_id: int, by: Person, now: datetime) -> Deal:
    """Let a closed lead stand where it stood before; what was said of the closing stays, and counts for nothing.

    The next step it had stands again.
    Refuses by ``NotTheirLead``, ``NotClosed``, ``TooLateToReopen`` and ``GoneOn``.
    """
    with transaction.atomic():
        one_at_a_time()
        lead = Lead.objects.select_for_update().get(pk=lead_id)
        require_own(lead, by)
        left = stage_before(lead)
        if not left:
            raise NotClosed(
                Text(
                    ru="Вернуть нечего: лид открыт, или он пришёл сюда уже закрытым.",
                    en="There is nothing to take back: the lead is open, or came here closed.",
                )
            )
        deal = lead.deal
        if now - deal.stage_at > OWN and not heads(lead, by):
            raise TooLateToReopen(
                Text(
                    ru="Прошло больше суток: закрытый лид открывает РОП. Попросите его.",
                    en="More than a day has passed: the head of sales opens it again. Ask them.",
                )
            )
        if Payment.objects.filter(lead=lead).exists() or Handoff.objects.filter(lead=lead, handed_at__isnull=False):
            raise GoneOn(
                Text(
                    ru="По сделке есть оплата или её уже передали в работу: открыть её нельзя. Заведите новый лид.",
                    en="The deal is paid for or was handed off, and cannot be opened again. Enter a new lead.",
                )
            )
        closed_at = deal.stage_at
        closed, deal.stage, deal.stage_at, deal.dated, deal.lost_reason = deal.stage, left, now, True, ""
        deal.save()
        tell_deal(lead, deal, by=by, at=now, now=now, left=closed)
        recording = Recording(at=now, source="pages", actor_id=by.pk, version=lead.version)
        step_again(lead, closed_at=closed_at, recording=recording)
    return deal
