"""Steps of the life cycle come in the background."""

from __future__ import annotations

from django.tasks import task
from django.utils import timezone
from steady_queue.recurring_task import recurring

from tandem.distribution import lifecycle
from tandem.measures.store import store


@recurring(schedule="37 7-18 * * *", key="steps of the life cycle")
@task()
def take_care() -> None:
    """By day, once an hour: so that what comes finds somebody at work."""
    lifecycle.take_care(reading=store.read(), now=timezone.now())
