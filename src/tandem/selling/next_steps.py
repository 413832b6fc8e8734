"""What is to be done next for a lead: planned by whoever works with it, and taken off when it is done."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.imports.turns import one_at_a_time
from tandem.intake.models import Lead
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Fact, Happening
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.selling.facts import NextStepPlanned, NextStepTaken
from tandem.selling.models import NextStep
from tandem.selling.whose_lead import lead_numbered

#: Who settles what is done next: those who sell, and whoever leads them.
PLANNERS = frozenset({Role.SELLER, Role.SALES_HEAD, Role.OWNER})
_LONGEST = 200


class StepNeedsWords(Refusal):
    """A step without words tells nobody what to do."""


class StepInThePast(Refusal):
    """What was due yesterday cannot be planned any more."""


def plan_step(
    *, lead_id: int, what: str, due_on: date, by: Person, today: date, now: datetime, due_at: datetime | None = None,
    batch_id: int | None = None,
) -> NextStep:  # fmt: skip
    """Settle the next step of a lead; another one takes its place. ``due_at`` is a moment agreed with the client.

    ``batch_id`` is the import with which it disappears, where a rule planned it and no person did.
    Refuses by ``StepNeedsWords``, ``StepInThePast``.
    """
    what = " ".join(what.replace("\0", "").split())
    if not what or len(what) > _LONGEST:
        raise StepNeedsWords(
            Text(ru=f"Напишите, что сделать, не длиннее {_LONGEST} букв.",
                 en=f"Say what is to be done, in at most {_LONGEST} letters.")
        )  # fmt: skip
    if due_on < today:
        raise StepInThePast(
            Text(ru="Этот день уже прошёл: выберите сегодня или позже.", en="That day is over: choose today or later.")
        )
    with transaction.atomic():
        lead = _locked(lead_id)
        step, made = NextStep.objects.get_or_create(
            lead=lead, defaults={"due_on": due_on, "due_at": due_at, "what": what, "planned_by": by}
        )
        moved = made or (step.due_on, step.due_at) != (due_on, due_at)
        if not made:
            NextStep.objects.filter(pk=lead_id).update(due_on=due_on, due_at=due_at, what=what, planned_by=by)
            step.refresh_from_db()
        if moved:
            _tell(NextStepPlanned(due_on=due_on, due_at=due_at), lead, by, now, batch_id=batch_id)
    return step


def take_step(*, lead_id: int, by: Person, now: datetime) -> None:
    """The next step is done. Nothing happens when there is none: somebody else was quicker."""
    with transaction.atomic():
        lead = _locked(lead_id)
        gone, _ = NextStep.objects.filter(pk=lead_id).delete()
        if gone:
            _tell(NextStepTaken(), lead, by, now)


def _locked(lead_id: int) -> Lead:
    # Imports write leads too: the lock that orders them orders this as well.
    one_at_a_time()
    return lead_numbered(lead_id)


def _tell(fact: Fact, lead: Lead, by: Person, now: datetime, *, batch_id: int | None = None) -> None:
    recording = Recording(at=now, source="pages", actor_id=by.pk, version=lead.version, batch_id=batch_id)
    record([Happening(fact, lead.pk, now, lead.pk)], recording=recording)
