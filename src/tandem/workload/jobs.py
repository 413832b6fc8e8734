"""The lot that asks sellers what they are doing."""

from __future__ import annotations

from django.tasks import task
from django.utils import timezone
from steady_queue.recurring_task import recurring

from tandem.agreement.queries import in_force
from tandem.workload import sampling


@recurring(schedule="*/5 * * * *", key="ask what sellers are doing")
@task()
def ask_by_lot() -> None:
    """Every five minutes: ask those whose moment has come."""
    sampling.ask_due(in_force().document, now=timezone.now())
