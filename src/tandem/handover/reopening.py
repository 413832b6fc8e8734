"""Clocks run again when what had stopped them is taken back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from tandem.handover.clocks import title_of
from tandem.handover.facts import ClockReopened
from tandem.handover.models import Clock
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Happening


def reopen(clock_ids: Iterable[int], *, now: datetime) -> int:
    """Let stopped clocks run again, to the deadlines they had; return how many do.

    Where something else kept the promise, the watch finds it when the clock is due, and stops it there again.
    """
    with transaction.atomic():
        stopped = Clock.objects.select_for_update().exclude(stopped_at=None).exclude(kept=None)
        clocks = list(stopped.filter(pk__in=list(clock_ids)).order_by("pk"))
        for clock in clocks:
            clock.stopped_at, clock.kept = None, None
            clock.look_on()
        Clock.objects.bulk_update(clocks, ("stopped_at", "kept", "look_at"))
        for clock in clocks:
            fact = ClockReopened(title=title_of(clock.promise, clock.version), next_at=clock.look_at)
            happened = Happening(fact, clock.pk, now, clock.lead_id, clock.version)
            record([happened], recording=Recording(at=now, source="follower", batch_id=clock.batch_id))
    return len(clocks)
