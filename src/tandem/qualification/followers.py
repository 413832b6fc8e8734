"""Leads are judged anew when a version comes in force for days already past, and when an undo changes what is known."""

from __future__ import annotations

from datetime import datetime

from tandem.agreement.facts import VersionPutInForce
from tandem.agreement.timetable import timetable
from tandem.intake.models import Lead
from tandem.journal.facts import BatchRetracted
from tandem.journal.followers import Follower
from tandem.journal.models import FactRow
from tandem.qualification.rejudging import rejudge

#: Leads in one transaction: others wait for the writer only briefly.
CHUNK_LEADS = 5_000


class Rejudging(Follower):
    """Walks through the leads concerned by their ids; new ones that come in meanwhile are stamped rightly at once."""

    name = "judge anew"
    kinds = frozenset({VersionPutInForce.kind, BatchRetracted.kind})

    def take(self, fact: FactRow, *, done: int, now: datetime) -> int | None:
        """Judge the next leads; ``done`` is the id of the last one judged."""
        leads = Lead.objects.filter(pk__gt=done).order_by("pk")
        happened = fact.fact
        undone = not isinstance(happened, VersionPutInForce)
        if isinstance(happened, VersionPutInForce):
            leads = leads.filter(captured_at__gte=timetable().midnight(happened.since))
        else:
            touched = FactRow.objects.filter(batch_id=fact.subject_id, subject="lead").order_by()
            leads = leads.filter(pk__in=touched.values("subject_id"))
        lead_ids = list(leads.values_list("pk", flat=True)[:CHUNK_LEADS])
        if lead_ids:
            rejudge(lead_ids, now=now, closed_too=undone)
        return lead_ids[-1] if len(lead_ids) == CHUNK_LEADS else None
