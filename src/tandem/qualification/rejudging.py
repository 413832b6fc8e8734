"""Judging leads anew, in bounded parts, when what they are judged by has changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tandem.agreement.timetable import Timetable, timetable
from tandem.imports.turns import one_at_a_time
from tandem.intake.facts import LeadRestamped
from tandem.intake.models import Lead
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Fact, Happening
from tandem.qualification.judging import Due, judge

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
    stamps = {row[0]: _stamp(row, versions) for row in rows if closed_too or not versions.is_closed(row[1])}
    told: dict[int | None, list[Happening]] = {}
    batches = {row[0]: row[3] for row in rows}

    def tell(due: Due, fact: Fact) -> None:
        happening = Happening(fact, due.lead_id, due.at, due.lead_id, due.version)
        told.setdefault(batches[due.lead_id], []).append(happening)

    due = [Due(lead_id, version, now) for lead_id, version in stamps.items()]
    restamped: dict[int, list[int]] = {}
    stood = {row[0]: row[2] for row in rows}
    for each in due:
        if each.version != stood[each.lead_id]:
            tell(each, LeadRestamped(number=each.version))
            restamped.setdefault(each.version, []).append(each.lead_id)
    for version, ids in restamped.items():
        Lead.objects.filter(pk__in=ids).update(version=version)
    judge(due, tell=tell)
    for batch_id, happenings in told.items():
        record(happenings, recording=Recording(at=now, source="agreement", batch_id=batch_id))
    return sum(map(len, told.values()))


def _stamp(row: _Row, versions: Timetable) -> int:
    _, captured_at, version, _ = row
    return version if versions.is_closed(captured_at) else versions.version_at(captured_at)
