"""Housekeeping that belongs to no room."""

from __future__ import annotations

from django.core.management import call_command
from django.tasks import task
from steady_queue.models.job import Job
from steady_queue.recurring_task import recurring


@recurring(schedule="17 3 * * *", key="forget finished jobs and sessions")
@task()
def forget_finished() -> None:
    """Every night: jobs that finished more than a day ago, and sessions that have run out."""
    Job.objects.clear_finished_in_batches()
    call_command("clearsessions")
