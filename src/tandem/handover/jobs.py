"""What happens by itself, with nobody saving anything: clocks break, returns stand, some are drawn for a check."""

from __future__ import annotations

from django.db import transaction
from django.tasks import task
from django.utils import timezone
from steady_queue.recurring_task import recurring

from tandem.handover import actions, audits, clock_watch, dealing, loads, reckoning
from tandem.imports.turns import one_at_a_time
from tandem.measures.store import store


@recurring(schedule="*/20 * * * * * *", key="watch the clocks")
@task()
def watch_clocks() -> None:
    """Three times a minute: break what was due, and let stand what nobody objected to in time."""
    clock_watch.watch(now=timezone.now())
    actions.let_stand(now=timezone.now())
    dealing.deal_waiting(now=timezone.now())


@recurring(schedule="17 * * * *", key="reckon what leads are worth")
@task()
def reckon_worth() -> None:
    """Once an hour: what leads are worth, how strong sellers are, and what weighs on each."""
    reckoning.reckon(reading=store.read(), now=timezone.now())
    with transaction.atomic():
        one_at_a_time()
        loads.add_up(now=timezone.now())


@recurring(schedule="11 * * * *", key="draw returns for the blind check")
@task()
def draw_returns() -> None:
    """Each hour: cast the lot of returns that have come to stand, and see that each drawn one has its auditor."""
    audits.draw(now=timezone.now())
    audits.name_auditors(now=timezone.now())
