"""The watches and the Monday letter in the background."""

from __future__ import annotations

from django.tasks import task
from django.utils import timezone
from steady_queue.recurring_task import recurring

from tandem.diagnosis import monday, watch_conditions, watching


@recurring(schedule="17 * * * *", key="look for wrong audiences")
@task()
def look_for_wrong_audiences() -> None:
    """Each hour: put new campaigns under watch, and raise the warnings that are due."""
    watching.look(now=timezone.now())


@recurring(schedule="27 * * * *", key="look whether conditions came true")
@task()
def look_at_conditions() -> None:
    """Each hour: ask what is to be asked where a condition came true in the newest whole day or week."""
    watch_conditions.look(now=timezone.now())


@recurring(schedule="*/10 * * * *", key="write the Monday letter")
@task()
def write_monday_letters() -> None:
    """Every ten minutes: write the letter that is due from Monday, nine o'clock on, and mail what waits."""
    monday.send_due(now=timezone.now())
