"""Judging many leads at once, each by the version it is counted under, and keeping what changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple

from tandem.agreement import queries
from tandem.agreement.judgement import Judgement
from tandem.journal.facts import Fact
from tandem.journal.rows import insert_rows, rows_with
from tandem.qualification.facts import LeadGraded
from tandem.qualification.models import Qualification
from tandem.qualification.queries import known_of


class Due(NamedTuple):
    """A lead to be judged, and since when what is known of it was known."""

    lead_id: int
    version: int
    at: datetime
    #: It has just come in, so that no judgement can stand.
    is_new: bool = False
    #: What it is about, where that is known beforehand and need not be asked of the database.
    product: str | None = None
    #: Nothing new is known, only another version judges: the lead stays graded on the day it was.
    keeps_day: bool = False


type Tell = Callable[[Due, Fact, datetime], None]


class _Stood(NamedTuple):
    """The judgement that stands."""

    judgement: Judgement
    version: int
    at: datetime | None


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
        if judgement == _NOTHING if stood is None else stood[:2] == (judgement, due.version):
            continue
        at = stood.at if due.keeps_day and stood is not None and stood.at is not None else due.at
        values = _values(judgement)
        if judgement not in facts:
            facts[judgement] = LeadGraded(**dict(zip(_NAMES, values, strict=True)))
        tell(due, facts[judgement], at)
        if stood is not None:
            gone.append(due.lead_id)
        graded_at = at if judgement.grade is not None or judgement.target is not None else None
        rows.append((due.lead_id, judgement.grade or "", *values[1:], due.version, graded_at))
    if gone:
        # Thousands of rows are written anew sooner than each is updated.
        Qualification.objects.filter(pk__in=gone).delete()
    insert_rows(Qualification, ("lead", *_NAMES, "version", "graded_at"), rows)
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


def _before(lead_ids: Sequence[int]) -> dict[int, _Stood]:
    """The judgements that stand."""
    rows = rows_with(Qualification, ("lead", "version", "graded_at", *_NAMES), field="lead", among=lead_ids)
    return {row[0]: _Stood(Judgement(row[3] or None, *row[4:]), row[1], row[2]) for row in rows}
