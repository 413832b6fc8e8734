"""Leads that came with their seller weigh on them like those Tandem dealt, by the agreed minutes of their grade."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet

from tandem.agreement.document import ASK
from tandem.agreement.queries import in_force, version
from tandem.handover.asking import norms_of
from tandem.handover.loads import Changes
from tandem.handover.models import Assignment
from tandem.journal.rows import rows_with, update_rows
from tandem.qualification.models import Qualification


def unweighed() -> QuerySet[Assignment]:
    """What another system or a record named a seller for, and nobody has looked at yet."""
    return Assignment.objects.filter(dealing__isnull=True, taken_at__isnull=True, minutes=0)


def weigh(lead_ids: Collection[int], *, now: datetime) -> int:
    """Let those of the leads that came with their seller, and still wait for them, weigh; return how many do now.

    Inside the caller's transaction. By the lead's version, or the one in force where that says nothing of minutes;
    a grade for which the agreement names none weighs nothing.
    """
    rows = list(
        unweighed().filter(pk__in=list(lead_ids)).order_by("pk")
        .values_list("pk", "seller_id", "assigned_at", "lead__version")
    )  # fmt: skip
    newest = norms_of(in_force().document)
    grades = dict(rows_with(Qualification, ("lead", "grade"), field="lead", among=[pk for pk, *_ in rows]))
    norms = {number: norms_of(version(number).document) or newest for number in {number for *_, number in rows}}
    changes, heavy = Changes(now), []
    for pk, seller_id, assigned_at, number in rows:
        minutes = norms[number].get(grades.get(pk) or ASK, 0)
        if minutes:
            heavy.append((pk, minutes))
            changes.came_with(seller_id, minutes=minutes, assigned_at=assigned_at)
    update_rows(Assignment, ("minutes",), heavy)
    changes.write()
    return len(heavy)
