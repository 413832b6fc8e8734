"""The search for duplicates, in the background. A job that was killed is run again, from the start."""

from __future__ import annotations

from django.tasks import task
from django.utils import timezone
from steady_queue.recurring_task import recurring

from tandem.clients import decisions, searching
from tandem.clients.models import Client
from tandem.clients.searching import SearchingAlready


@task()
def search_duplicates(search_id: int) -> None:
    """Run a search, then decide what people let be decided without them."""
    searching.run(search_id=search_id, now=timezone.now)
    decisions.decide_the_sure(search_id=search_id, now=timezone.now())


@recurring(schedule="23 2 * * *", key="search for duplicates")
@task()
def search_at_night() -> None:
    """Every night: look whether clients came in that are known already."""
    if not Client.objects.exists():
        return
    try:
        asked = searching.ask(by=None, now=timezone.now())
    except SearchingAlready:
        return
    search_duplicates.enqueue(asked.pk)
