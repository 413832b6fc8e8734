"""The search for a portrait, in the background. A job that was killed is run again, from the start."""

from __future__ import annotations

from django.tasks import task
from django.utils import timezone

from tandem.portrait import searches


@task()
def search_portrait(search_id: int) -> None:
    """Run a search."""
    searches.run(search_id=search_id, now=timezone.now)
