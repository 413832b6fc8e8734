"""Judging many leads at once, each by the version it is counted under, and keeping what changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import datetime

from tandem.journal.facts import Fact
from tandem.journal.rows import insert_rows
from tandem.qualification.facts import LeadGraded
from tandem.qualification.judges import NOTHING, Verdict, judge_of
from tandem.qualification.known import known_of
from tandem.qualification.models import Qualification


@dataclass(frozen=True, slots=True)
class Due:
    """A lead to be judged, and when that happened."""

    lead_id: int
    version: int
    at: datetime
    #: It has just come in, so that no judgement can stand.
    is_new: bool = False


type Tell = Callable[[Due, Fact], None]


def judge(leads: Sequence[Due], *, tell: Tell) -> Mapping[int, Verdict]:
    """Judge the leads, write what changed and tell a fact of each change; return every verdict.

    Needs the caller's transaction. A judgement changed when it differs, or when another version made the one before.
    """
    verdicts = _verdicts(leads)
    before = _before([due.lead_id for due in leads if not due.is_new])
    gone, rows = [], []
    for due in leads:
        verdict = verdicts[due.lead_id]
        stood = before.get(due.lead_id)
        if stood == (verdict, due.version) or (stood is None and verdict == NOTHING):
            continue
        tell(due, LeadGraded(**{name: getattr(verdict, name) for name in _NAMES}))
        if stood is not None:
            gone.append(due.lead_id)
        rows.append((due.lead_id, verdict.grade or "", *astuple(verdict)[1:], due.version))
    if gone:
        # Thousands of rows are written anew sooner than each is updated.
        Qualification.objects.filter(pk__in=gone).delete()
    insert_rows(Qualification, ("lead", *_NAMES, "version"), rows)
    return verdicts


_NAMES = tuple(each.name for each in fields(Verdict))


def _verdicts(leads: Sequence[Due]) -> dict[int, Verdict]:
    by_version: dict[int, list[int]] = {}
    for due in leads:
        by_version.setdefault(due.version, []).append(due.lead_id)
    verdicts: dict[int, Verdict] = {}
    for version, lead_ids in by_version.items():
        judged_by = judge_of(version)
        known = known_of(lead_ids, judged_by.reads)
        verdicts |= {lead_id: judged_by.verdict(known[lead_id]) for lead_id in lead_ids}
    return verdicts


def _before(lead_ids: Sequence[int]) -> dict[int, tuple[Verdict, int]]:
    """The judgements that stand, and the versions that made them."""
    if not lead_ids:
        return {}
    rows = Qualification.objects.filter(pk__in=lead_ids).values_list("lead_id", "version", *_NAMES)
    return {row[0]: (Verdict(row[2] or None, *row[3:]), row[1]) for row in rows}
