"""Scoring leads anew, in bounded parts, when the card or what it reads has changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tandem.imports.turns import one_at_a_time
from tandem.intake.models import Lead
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Fact, Happening
from tandem.scoring.scoring import Due, score


def rescore(lead_ids: Sequence[int], *, now: datetime) -> int:
    """Score leads anew by the version they are stamped with; return how many facts that made.

    Needs the caller's transaction. A lead of a closed month keeps its version, and with it its card. The facts fall
    with the import that brought the lead.
    """
    one_at_a_time()
    rows = list(Lead.objects.filter(pk__in=lead_ids).order_by("pk").values_list("pk", "version", "batch_id"))
    batches = {lead_id: batch_id for lead_id, _, batch_id in rows}
    told: dict[int | None, list[Happening]] = {}

    def tell(due: Due, fact: Fact, at: datetime) -> None:
        told.setdefault(batches[due.lead_id], []).append(Happening(fact, due.lead_id, at, due.lead_id, due.version))

    score([Due(lead_id, version, now) for lead_id, version, _ in rows], tell=tell)
    for batch_id, happenings in told.items():
        record(happenings, recording=Recording(at=now, source="agreement", batch_id=batch_id))
    return sum(map(len, told.values()))
