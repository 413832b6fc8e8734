"""In the background: steps of the life cycle come, and what came with its seller weighs on them."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.tasks import task
from django.utils import timezone
from steady_queue.recurring_task import recurring

from tandem.distribution import lifecycle, weighing
from tandem.imports.turns import one_at_a_time
from tandem.measures.store import store


@recurring(schedule="37 7-18 * * *", key="steps of the life cycle")
@task()
def take_care() -> None:
    """By day, once an hour: so that what comes finds somebody at work."""
    lifecycle.take_care(reading=store.read(), now=timezone.now())


@recurring(schedule="23 * * * *", key="weigh leads that came with their seller")
@task()
def weigh_named() -> None:
    """Once an hour: those that came before anything was dealt out, or whose client was merged meanwhile."""
    with transaction.atomic():
        one_at_a_time()
        weighing.weigh_named(Q(), now=timezone.now())
