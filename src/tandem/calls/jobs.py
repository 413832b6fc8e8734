"""Every Monday calls of the week before are drawn for review."""

from __future__ import annotations

from django.tasks import task
from django.utils import timezone
from steady_queue.recurring_task import recurring

from tandem.calls import sampling


@recurring(schedule="41 4 * * 1", key="draw calls for review")
@task()
def draw_calls() -> None:
    """Draw the newest whole weeks; what was drawn before stays."""
    for week in sampling.whole_weeks(timezone.localdate()):
        sampling.sample(week, now=timezone.now())
