"""Which leads no longer wait for the seller they were given to."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from tandem.agreement.rules import NEW
from tandem.clients.queries import cards_of
from tandem.handover.models import Assignment, LeadReturn
from tandem.intake.models import Lead
from tandem.selling.models import Activity, Deal

#: What a person does towards a client: called, wrote, met.
_TOWARDS = (Q(direction="out") | Q(kind="meeting")) & Q(automatic=False)


def answered_leads(activity_ids: Collection[int]) -> set[int]:
    """Waiting leads of the clients of these contacts to whom somebody has turned since the lead was given out."""
    made = Activity.objects.filter(_TOWARDS, pk__in=activity_ids, client__isnull=False)
    found: set[int] = set()
    newest: dict[int, datetime] = {}
    for client_id, at in made.order_by("contacted_at").values_list("client", "contacted_at"):
        if client_id is not None:
            newest[client_id] = at
    groups = cards_of(sorted(newest))
    latest = {card: newest[client_id] for client_id, cards in groups.items() for card in cards}
    waiting = Assignment.objects.filter(taken_at=None, lead__client__in=sorted(latest))
    for lead_id, client_id, assigned_at in waiting.values_list("pk", "lead__client", "assigned_at"):
        if latest[client_id] >= assigned_at:
            found.add(lead_id)
    return found


def still_waits(lead_id: int) -> bool:
    """Whether nobody has turned to the client since the lead was given out, and it stands where it stood.

    Of the state itself: what has just been done the store and the loads have not read yet.
    """
    stood = Assignment.objects.select_related("lead").filter(pk=lead_id).first()
    if stood is None or stood.taken_at is not None or moved_on([lead_id]):
        return False
    client_id = stood.lead.client_id
    made = Activity.objects.filter(_TOWARDS).filter(Q(lead=lead_id) | Q(client__in=cards_of([client_id])[client_id]))
    return not made.filter(contacted_at__gte=stood.assigned_at).exists()


def no_longer_waiting() -> Q:
    """Of assignments: the same, asked of the database, as far as it knows the client by the lead's own card."""
    of_lead = {"lead": OuterRef("pk")}
    turned = Activity.objects.filter(_TOWARDS, contacted_at__gte=OuterRef("assigned_at"))
    return (
        Q(Exists(Deal.objects.filter(**of_lead).exclude(stage=NEW)))
        | Q(Exists(LeadReturn.objects.filter(**of_lead).exclude(accepted=False)))
        | Q(Exists(turned.filter(**of_lead)))
        | Q(Exists(turned.filter(client=OuterRef("lead__client"))))
    )


def answered_otherwise(lead_ids: Collection[int]) -> set[int]:
    """Those of the leads whose client was turned to under another card of theirs."""
    clients = set(Lead.objects.filter(pk__in=list(lead_ids)).values_list("client_id", flat=True))
    others = {card for client_id, cards in cards_of(clients).items() for card in cards if card != client_id}
    if not others:
        return set()
    made = Activity.objects.filter(client__in=others).values_list("pk", flat=True)
    return answered_leads(list(made)) & set(lead_ids)


def moved_on(lead_ids: Collection[int]) -> set[int]:
    """Those of the leads that stand beyond the first stage, or were given back and not yet sent to sales again."""
    moved = Deal.objects.filter(pk__in=lead_ids).exclude(stage=NEW).values_list("pk", flat=True)
    back = LeadReturn.objects.filter(lead__in=lead_ids).exclude(accepted=False).values_list("lead", flat=True)
    return {*moved, *back}
