"""The watch over deadlines, in the background: a clock breaks by itself, with nobody saving anything."""

from __future__ import annotations

from django.tasks import task
from django.utils import timezone
from steady_queue.recurring_task import recurring

from tandem.handover import actions, clock_watch


@recurring(schedule="*/20 * * * * *", key="watch the clocks")
@task()
def watch_clocks() -> None:
    """Three times a minute: break what was due, and let stand what nobody objected to in time."""
    clock_watch.watch(now=timezone.now())
    actions.let_stand(now=timezone.now())
