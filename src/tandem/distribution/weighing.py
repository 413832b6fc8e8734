"""What sellers already have when leads are dealt: also the leads that came with their seller count, while they wait.

An export that names who answers, a form filled in by a seller: nobody dealt these leads, and they take time all the
same. As with leads that were dealt, one weighs from its hand-over until somebody turned to the client, moved it on or
gave it back.
"""

from __future__ import annotations

from datetime import datetime
from itertools import batched

from django.db.models import F, Q, QuerySet

from tandem.agreement.queries import in_force
from tandem.handover.models import Assignment
from tandem.handover.weighing import unweighed, weigh
from tandem.selling.off_load import answered_otherwise, no_longer_waiting

#: Leads looked at together.
_AT_ONCE = 2_000


def weigh_named(of: Q, *, now: datetime) -> int:
    """Let the leads that came with their seller weigh, those of ``of``; return how many do now.

    ``of`` narrows ``Assignment``. Inside the caller's transaction. Nothing where nobody is dealt anything.
    """
    if not in_force().document.distribution.calendar:
        return 0
    looked_at = unweighed().filter(of)
    _done_with(looked_at.filter(no_longer_waiting()))
    weighing = 0
    for part in batched(looked_at.order_by("pk").values_list("pk", flat=True), _AT_ONCE, strict=False):
        answered = answered_otherwise(part)
        _done_with(unweighed().filter(pk__in=answered))
        weighing += weigh([pk for pk in part if pk not in answered], now=now)
    return weighing


def _done_with(assignments: QuerySet[Assignment]) -> None:
    """They never weighed: that they are done is no news for the loads."""
    assignments.update(taken_at=F("assigned_at"))
