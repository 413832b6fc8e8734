"""What intake does in the background. Every job may be run twice: a letter fetched again is the same lead."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from django.tasks import task
from django.utils import timezone
from steady_queue.recurring_task import recurring

from tandem.intake import keeping
from tandem.intake.mail_failing import keep_failure
from tandem.intake.mail_fetching import fetch
from tandem.intake.mailbox import MailboxRefused
from tandem.intake.sources_open import open_sources

log = logging.getLogger(__name__)


@recurring(schedule="* * * * *", key="fetch mail")
@task()
def fetch_mail() -> None:
    """Look into the mailboxes of all sources that have one; one that does not answer keeps no other waiting long."""
    for source in open_sources().values():
        if source.door != "mail" or not source.settings.get("imap"):
            continue
        try:
            fetched = fetch(source, now=timezone.now())
        except (MailboxRefused, OSError) as wrong:
            log.warning("The mailbox of the source %s: %s", source.key, wrong)
            keep_failure(source.id, wrong, now=timezone.now())
        else:
            log.info("The mailbox of the source %s: %s", source.key, fetched)


@recurring(schedule="23 3 * * *", key="remove old refused requests")
@task()
def remove_old_refused() -> None:
    """Every night: requests refused more than ``TANDEM_KEEP_REFUSED_DAYS`` ago, unless that is 0."""
    if settings.KEEP_REFUSED_DAYS:
        keeping.remove_old_refused(now=timezone.now(), keep=timedelta(days=settings.KEEP_REFUSED_DAYS))
