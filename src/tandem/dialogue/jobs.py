"""The weekly letter in the background: written when its time has come, and mailed when it was sent."""

from __future__ import annotations

from django.tasks import task
from django.utils import timezone
from steady_queue.recurring_task import recurring

from tandem.dialogue import actions, mailing


@recurring(schedule="4 * * * *", key="write the weekly letter")
@task()
def write_letters() -> None:
    """Each hour: write the letter that is due, and mail what could not go out before."""
    actions.write_due(now=timezone.now())
    mailing.mail_waiting(now=timezone.now())


@task()
def mail_letter(letter_id: int) -> None:
    """Mail a letter that was sent a moment ago."""
    mailing.mail(letter_id=letter_id, now=timezone.now())
