"""Mailboxes that cannot be read: kept beside their place, so that somebody mends them before letters pile up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q

from tandem.basics.text import Text
from tandem.intake.mailbox import MailboxRefused
from tandem.intake.models import MailboxPlace

#: As long as the table keeps it.
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class FailingMailbox:
    """A mailbox whose last try failed. ``read_at``: when it was last opened; None when it never was."""

    source_id: int
    source: str
    read_at: datetime | None
    failed_at: datetime
    reason: Text


def keep_failure(source_id: int, wrong: MailboxRefused | OSError, *, now: datetime) -> None:
    """Note why a mailbox could not be read; the next time it opens it counts as mended."""
    reason = wrong.text if isinstance(wrong, MailboxRefused) else _not_reached(wrong)
    MailboxPlace.objects.update_or_create(
        source_id=source_id,
        defaults={"failed_at": now, "failure_ru": reason.ru[:_LONGEST], "failure_en": reason.en[:_LONGEST]},
    )


def failing_mailboxes() -> list[FailingMailbox]:
    """The mailboxes of open sources whose last try failed, by the name of their source."""
    failing = Q(failed_at__isnull=False) & (Q(looked_at=None) | Q(failed_at__gte=F("looked_at")))
    rows = MailboxPlace.objects.filter(failing, source__is_open=True).select_related("source")
    return [
        FailingMailbox(
            row.source_id, row.source.name, row.looked_at, row.failed_at, Text(ru=row.failure_ru, en=row.failure_en)
        )
        for row in rows.order_by("source__name", "pk")
        # Whoever took the mailbox off the source no longer waits for its letters.
        if row.failed_at is not None and row.source.settings.get("imap")
    ]


def _not_reached(wrong: OSError) -> Text:
    said = str(wrong) or type(wrong).__name__
    return Text(
        ru=f"Почтовый сервер не отвечает: {said}. Проверьте адрес, порт и сеть.",
        en=f"The mail server does not answer: {said}. Check its address, port and the network.",
    )
