"""What campaigns do in the background."""

from __future__ import annotations

from django.tasks import task
from django.utils import timezone
from steady_queue.recurring_task import recurring

from tandem.campaigns.names_actions import match_by_rules
from tandem.measures.store import store


@recurring(schedule="*/10 * * * *", key="match names of campaigns")
@task()
def match_names() -> None:
    """Every ten minutes: names that differ in encoding, case, spaces and dashes alone count as one campaign."""
    reading = store.read()
    if not reading.freshness.behind:
        match_by_rules(reading, now=timezone.now())
