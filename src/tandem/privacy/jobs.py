"""What this room does at night."""

from __future__ import annotations

from django.tasks import task
from django.utils import timezone
from steady_queue.recurring_task import recurring

from tandem.privacy.retention import run_rules


@recurring(schedule="13 2 * * *", key="forget by the rules of retention")
@task()
def forget_by_rules() -> None:
    """Every night: what the rules that are switched on say may not be kept any longer, in parts."""
    run_rules(now=timezone.now())
