"""The watch over audiences in the background."""

from __future__ import annotations

from django.tasks import task
from django.utils import timezone
from steady_queue.recurring_task import recurring

from tandem.diagnosis import watching


@recurring(schedule="17 * * * *", key="look for wrong audiences")
@task()
def look_for_wrong_audiences() -> None:
    """Each hour: put new campaigns under watch, and raise the warnings that are due."""
    watching.look(now=timezone.now())
