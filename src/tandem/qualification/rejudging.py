"""Judging leads anew, in bounded parts, when what they are judged by has changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tandem.agreement.timetable import timetable
from tandem.imports.turns import one_at_a_time
from tandem.intake.facts import LeadRestamped
from tandem.intake.models import Lead
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Fact, Happening
from tandem.qualification.counting import count_questions
from tandem.qualification.judging import Due, judge

#: The source of what is recorded here, told apart from what an import or a person brings.
REJUDGED = "agreement"

type _Row = tuple[int, datetime, int, int | None]


def rejudge(lead_ids: Sequence[int], *, now: datetime, closed_too: bool) -> int:
    """Stamp and judge leads anew; return how many facts that made. Needs the caller's transaction.

    A lead of a closed month keeps its version for ever; ``closed_too`` judges it anew by that version, since what
    is known of it was corrected. The facts fall with the import that brought the lead.
    """
    # An import writes no lead meanwhile, and whichever comes later knows the versions of this moment.
    one_at_a_time()
    versions = timetable()
    rows: list[_Row] = list(
        Lead.objects.filter(pk__in=lead_ids).order_by("pk").values_list("pk", "captured_at", "version", "batch_id")
    )
    told: dict[int | None, list[Happening]] = {}
    restamped: dict[int, list[int]] = {}
    batches = {row[0]: row[3] for row in rows}

    def tell(due: Due, fact: Fact, at: datetime) -> None:
        happening = Happening(fact, due.lead_id, at, due.lead_id, due.version)
        told.setdefault(batches[due.lead_id], []).append(happening)

    def tell_figure(due: Due, fact: Fact, at: datetime) -> None:
        happening = Happening(fact, due.lead_id, at, None, due.version)
        told.setdefault(batches[due.lead_id], []).append(happening)

    leads = []
    for lead_id, captured_at, stamp, _ in rows:
        closed = versions.is_closed(captured_at)
        if closed and not closed_too:
            continue
        version = stamp if closed else versions.version_at(captured_at)
        leads.append(due := Due(lead_id, version, captured_at, keeps_day=True))
        if version != stamp:
            tell(due, LeadRestamped(number=version), now)
            restamped.setdefault(version, []).append(lead_id)
    for version, ids in restamped.items():
        Lead.objects.filter(pk__in=ids).update(version=version)
    judge(leads, tell=tell)
    count_questions(leads, tell=tell_figure)
    for batch_id, happenings in told.items():
        record(happenings, recording=Recording(at=now, source=REJUDGED, batch_id=batch_id))
    return sum(map(len, told.values()))
