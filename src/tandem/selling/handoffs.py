"""Handing a deal off to production, projects or the warehouse: by a checklist of the agreement, never incomplete."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from tandem.agreement.document import Handoff as Checklist
from tandem.agreement.queries import version
from tandem.agreement.rules import Agreement
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.imports.turns import one_at_a_time
from tandem.intake.models import Lead
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Happening
from tandem.people.models import Person
from tandem.selling.facts import DealHandedOff, HandoffItemTicked, HandoffItemUnticked, HandoffOpened
from tandem.selling.handoff_rules import checklist, checklists_at, lacking
from tandem.selling.models import DealLine, Handoff, HandoffTick
from tandem.selling.whose_lead import require_own


class NotInTheChecklist(Refusal):
    """The agreement's checklist has no such line."""


class AlreadyHandedOff(Refusal):
    """The deal has gone on; its checklist stands as it was."""


class ChecklistIncomplete(Refusal):
    """What the receiver must have is not there yet."""


def open_handoffs(lead: Lead, stage: str, *, at: datetime, recording: Recording) -> list[Handoff]:
    """Open the checklists of a deal that reached a stage; those that are open already stay as they are.

    ``at`` is when it reached the stage: since then they wait. Call it in the transaction of the move.
    """
    document = version(lead.version).document
    if not document.handoffs:
        return []
    products = [lead.product, *DealLine.objects.filter(lead=lead, quantity__gt=0).values_list("product", flat=True)]
    wanted = checklists_at(document, stage, products)
    before = set(Handoff.objects.filter(lead=lead).values_list("checklist", flat=True)) if wanted else set()
    opened = [
        Handoff.objects.create(lead=lead, checklist=each.key, opened_at=at, version=lead.version)
        for each in wanted
        if each.key not in before
    ]
    told = [Happening(HandoffOpened(checklist=each.checklist), each.pk, at, lead.pk) for each in opened]
    if told:
        record(told, recording=recording)
    return opened


def tick(*, handoff_id: int, item: str, done: bool, by: Person, now: datetime) -> None:
    """Say that a line of a checklist is done, or that it is not after all; said already, nothing happens.

    Refuses by ``NotTheirLead``, ``AlreadyHandedOff`` and ``NotInTheChecklist``.
    """
    with transaction.atomic():
        handoff, written = _open(handoff_id, by)
        if item not in {each.key for each in written.items}:
            raise NotInTheChecklist(
                Text(ru="Такого пункта в чек-листе регламента нет.", en="The agreement's checklist has no such line.")
            )
        ticked = HandoffTick.objects.filter(handoff=handoff, item=item).first()
        if done == (ticked is not None and ticked.ticked_at is not None):
            return
        ticked = ticked or HandoffTick(handoff=handoff, item=item)
        ticked.ticked_at, ticked.ticked_by = (now, by) if done else (None, None)
        ticked.save()
        kind = HandoffItemTicked if done else HandoffItemUnticked
        _record([Happening(kind(handoff_id=handoff.pk, item=item), ticked.pk, now, handoff.lead_id)], handoff, by, now)


def hand_off(*, handoff_id: int, by: Person, now: datetime) -> None:
    """Hand a deal off.

    Refuses by ``NotTheirLead``, ``AlreadyHandedOff``, and by ``ChecklistIncomplete``, which names what lacks.
    """
    with transaction.atomic():
        handoff, written = _open(handoff_id, by)
        missing = lacking(written, ticked_of(handoff))
        if missing:
            names = "; ".join(each.title for each in missing)
            raise ChecklistIncomplete(
                Text(
                    ru=f"Передать пока нельзя, не хватает: {names}.",
                    en=f"It cannot be handed off yet. Missing: {names}.",
                )
            )
        handoff.handed_at, handoff.handed_by = now, by
        handoff.save(update_fields=["handed_at", "handed_by"])
        fact = DealHandedOff(checklist=handoff.checklist)
        _record([Happening(fact, handoff.pk, now, handoff.lead_id)], handoff, by, now)


def ticked_of(handoff: Handoff) -> set[str]:
    """The lines that are done."""
    return {each.item for each in handoff.ticks.all() if each.ticked_at is not None}


def written_of(handoff: Handoff) -> Checklist:
    """The checklist as the version says under which it was opened."""
    found = checklist(_agreement(handoff).document, handoff.checklist)
    assert found is not None, "a version never changes, and the checklist was opened by it"
    return found


def _open(handoff_id: int, by: Person) -> tuple[Handoff, Checklist]:
    one_at_a_time()
    handoff = Handoff.objects.select_related("lead", "handed_by").get(pk=handoff_id)
    require_own(handoff.lead, by)
    if handoff.handed_at is not None:
        who = handoff.handed_by
        raise AlreadyHandedOff(
            Text(
                ru=f"Сделка уже передана {handoff.handed_at:%d.%m.%Y}: {who}.",
                en=f"The deal was handed off on {handoff.handed_at:%Y-%m-%d} already, by {who}.",
            )
        )
    return handoff, written_of(handoff)


def _agreement(handoff: Handoff) -> Agreement:
    return version(handoff.version)


def _record(told: Iterable[Happening], handoff: Handoff, by: Person, now: datetime) -> None:
    record(list(told), recording=Recording(at=now, source="pages", actor_id=by.pk, version=handoff.version))
