"""The watch over deadlines, in the background: a clock breaks by itself, with nobody saving anything."""

from __future__ import annotations

from django.tasks import task
from django.utils import timezone
from steady_queue.recurring_task import recurring

from tandem.handover import clock_watch


@recurring(schedule="*/20 * * * * *", key="watch the clocks")
@task()
def watch_clocks() -> None:
    """Three times a minute: break what was due."""
    clock_watch.watch(now=timezone.now())
