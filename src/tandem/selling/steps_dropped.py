"""What was planned for a lead ends with the lead: once it is won or lost, or has gone back to marketing for good."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from tandem.handover.models import LeadReturn
from tandem.imports.turns import one_at_a_time
from tandem.intake.models import Lead
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Happening
from tandem.journal.models import FactRow
from tandem.selling.closed_leads import closed_leads
from tandem.selling.facts import NextStepDropped, NextStepPlanned
from tandem.selling.models import DroppedStep, NextStep


def drop_steps(ended: Mapping[int, int | None], *, recording: Recording) -> int:
    """End the steps of leads that are done with; return how many ended.

    ``ended`` names by lead the position of the fact that closed it: a step planned afterwards, to ask a buyer whether
    they are content, is no step of the deal and stays. None closes it now. A lead that was opened again meanwhile keeps
    its step.
    """
    if not NextStep.objects.filter(pk__in=ended).exists():
        return 0
    with transaction.atomic():
        one_at_a_time()
        steps = {each.pk: each for each in NextStep.objects.select_related("lead").filter(pk__in=ended)}
        done = closed_leads(steps) | gone_back(steps)
        happened = []
        for lead_id in sorted(done & steps.keys()):
            planned = _planned(lead_id)
            closed_by = ended[lead_id]
            if closed_by is not None and planned is not None and planned.position > closed_by:
                continue
            # It goes with what planned it: where an import that brought the lead is undone, so is this.
            batch_id = planned.batch_id if planned is not None else None
            lead: Lead = steps[lead_id].lead
            if batch_id is None:
                _keep(steps[lead_id], at=recording.at)
            happened.append(Happening(NextStepDropped(), lead_id, recording.at, lead_id, lead.version, batch_id))
        NextStep.objects.filter(pk__in=[each.subject_id for each in happened]).delete()
        if happened:
            record(happened, recording=recording)
    return len(happened)


def step_again(lead: Lead, *, closed_at: datetime, recording: Recording) -> None:
    """Give a lead that was closed by mistake the step it had then; inside the caller's transaction."""
    kept = DroppedStep.objects.filter(pk=lead.pk, dropped_at__gte=closed_at).first()
    if kept is None or NextStep.objects.filter(pk=lead.pk).exists():
        return
    NextStep.objects.create(
        lead=lead, due_on=kept.due_on, due_at=kept.due_at, what=kept.what, planned_by_id=kept.planned_by_id
    )
    kept.delete()
    fact = NextStepPlanned(due_on=kept.due_on, due_at=kept.due_at)
    record([Happening(fact, lead.pk, recording.at, lead.pk)], recording=recording)


def _keep(step: NextStep, *, at: datetime) -> None:
    said = {"due_on": step.due_on, "due_at": step.due_at, "what": step.what, "planned_by_id": step.planned_by_id}
    DroppedStep.objects.update_or_create(lead_id=step.pk, defaults={**said, "dropped_at": at})


def gone_back(lead_ids: Collection[int]) -> set[int]:
    """Those of the leads whose return stands."""
    back = LeadReturn.objects.filter(lead__in=list(lead_ids), accepted=True)
    return set(back.values_list("lead", flat=True))


def _planned(lead_id: int) -> FactRow | None:
    """The fact that planned the step."""
    return FactRow.objects.filter(lead_id=lead_id, kind=NextStepPlanned.kind).order_by("-position").first()
