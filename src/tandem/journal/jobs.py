"""The followers' turn: soon after the facts they wait for, and every ten seconds in any case."""

from __future__ import annotations

from django.tasks import task
from django.utils import timezone
from steady_queue.recurring_task import recurring

from tandem.journal import followers


@recurring(schedule="*/10 * * * * * *", key="follow the journal")
@task()
def follow() -> None:
    """Let every follower go on; one that another process is moving on is left to it."""
    followers.follow(now=timezone.now, wait=False)
