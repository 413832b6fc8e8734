"""What intake does in the background."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.tasks import task
from django.utils import timezone
from steady_queue.recurring_task import recurring

from tandem.intake import keeping


@recurring(schedule="23 3 * * *", key="remove old refused requests")
@task()
def remove_old_refused() -> None:
    """Every night: requests refused more than ``TANDEM_KEEP_REFUSED_DAYS`` ago, unless that is 0."""
    if settings.KEEP_REFUSED_DAYS:
        keeping.remove_old_refused(now=timezone.now(), keep=timedelta(days=settings.KEEP_REFUSED_DAYS))
