"""Judging many leads at once, each by the version it is counted under, and keeping what changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter

from tandem.agreement import queries
from tandem.agreement.judgement import Judgement
from tandem.journal.facts import Fact
from tandem.journal.rows import insert_rows
from tandem.qualification.facts import LeadGraded
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


def judge(leads: Sequence[Due], *, tell: Tell) -> Mapping[int, Judgement]:
    """Judge the leads, write what changed and tell a fact of each change; return every judgement.

    Needs the caller's transaction. A judgement changed when it differs, or when another version made the one before.
    """
    judgements = _judgements(leads)
    before = _before([due.lead_id for due in leads if not due.is_new])
    facts: dict[Judgement, LeadGraded] = {}
    gone, rows = [], []
    for due in leads:
        judgement = judgements[due.lead_id]
        stood = before.get(due.lead_id)
        if stood == (judgement, due.version) or (stood is None and judgement == _NOTHING):
            continue
        values = _values(judgement)
        if judgement not in facts:
            facts[judgement] = LeadGraded(**dict(zip(_NAMES, values, strict=True)))
        tell(due, facts[judgement])
        if stood is not None:
            gone.append(due.lead_id)
        rows.append((due.lead_id, judgement.grade or "", *values[1:], due.version))
    if gone:
        # Thousands of rows are written anew sooner than each is updated.
        Qualification.objects.filter(pk__in=gone).delete()
    insert_rows(Qualification, ("lead", *_NAMES, "version"), rows)
    return judgements


_NOTHING = Judgement()
_NAMES = tuple(each.name for each in fields(Judgement))
_values = attrgetter(*_NAMES)


def _judgements(leads: Sequence[Due]) -> dict[int, Judgement]:
    by_version: dict[int, list[int]] = {}
    for due in leads:
        by_version.setdefault(due.version, []).append(due.lead_id)
    judgements: dict[int, Judgement] = {}
    for version, lead_ids in by_version.items():
        judged_by = queries.judge(version)
        known = known_of(lead_ids, judged_by.reads)
        judgements |= {lead_id: judged_by.judge(known[lead_id]) for lead_id in lead_ids}
    return judgements


def _before(lead_ids: Sequence[int]) -> dict[int, tuple[Judgement, int]]:
    """The judgements that stand, and the versions that made them."""
    if not lead_ids:
        return {}
    rows = Qualification.objects.filter(pk__in=lead_ids).values_list("lead_id", "version", *_NAMES)
    return {row[0]: (Judgement(row[2] or None, *row[3:]), row[1]) for row in rows}
