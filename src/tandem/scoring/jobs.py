"""Trainings in the background. A job that was killed is run again, from the start."""

from __future__ import annotations

from django.tasks import task
from django.utils import timezone
from steady_queue.recurring_task import recurring

from tandem.agreement import queries
from tandem.scoring import trainings
from tandem.scoring.trainings import TrainingAlready


@task()
def train_card(training_id: int) -> None:
    """Run a training."""
    trainings.run(training_id=training_id, now=timezone.now)


@recurring(schedule="41 3 * * 1", key="train the scorecard")
@task()
def train_weekly() -> None:
    """Every week, once a card is in force: propose a newer one, and look whether leads are still those it knows."""
    if not queries.in_force().document.scorecard.terms:
        return
    try:
        asked = trainings.ask(by=None, now=timezone.now())
    except TrainingAlready:
        return
    train_card.enqueue(asked.pk)
