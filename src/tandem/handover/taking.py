"""A seller takes a lead that nobody has: of two who want it one wins, and the other is told who was quicker."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.handover.dealing import BY_HAND, hand_to
from tandem.handover.dealing_rules import Why
from tandem.handover.models import Assignment, LeadReturn
from tandem.imports.turns import one_at_a_time
from tandem.intake.models import Lead
from tandem.journal.actions import Recording
from tandem.people.models import Person
from tandem.people.rules import Role

#: Who sells, and may take a lead.
TAKERS = frozenset({Role.SELLER, Role.SALES_HEAD})


class NotOneWhoSells(Refusal):
    """Leads are taken by those who sell."""


class TakenAlready(Refusal):
    """Somebody has the lead."""


class CameBack(Refusal):
    """The lead was given back to marketing and is nobody's to sell to."""


def take_lead(*, lead_id: int, by: Person, now: datetime) -> Assignment:
    """Give a lead that no seller has to the one who asks; taking one's own again changes nothing.

    The clocks that count from the hand-over start. Refuses by ``NotOneWhoSells``, ``TakenAlready`` and ``CameBack``.
    """
    if Role(by.role) not in TAKERS:
        raise NotOneWhoSells(
            Text(ru="Лид берёт менеджер или РОП.", en="A lead is taken by a seller or the head of sales.")
        )
    with transaction.atomic():
        # Imports give leads to sellers too; whoever comes second waits here and sees what the first did.
        one_at_a_time()
        lead = Lead.objects.select_for_update().get(pk=lead_id)
        held = Assignment.objects.select_related("seller").filter(pk=lead_id).first()
        if held is not None:
            if held.seller_id == by.pk:
                return held
            raise TakenAlready(
                Text(
                    ru=f"Лид уже у менеджера: {held.seller}. Возьмите следующий.",
                    en=f"The lead is with {held.seller} already. Take the next one.",
                )
            )
        if LeadReturn.objects.filter(lead=lead).exclude(accepted=False).exists():
            raise CameBack(
                Text(
                    ru="Этот лид вернули маркетингу: им не занимаются, пока возврат не оспорят.",
                    en="This lead was given back to marketing: nobody sells to it unless that is disputed.",
                )
            )
        recording = Recording(at=now, source="pages", actor_id=by.pk, version=lead.version)
        hand_to(lead.pk, seller_id=by.pk, why=Why.BY_HAND, occasion=BY_HAND, recording=recording)
        return Assignment.objects.get(pk=lead_id)
