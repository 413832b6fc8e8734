"""A form that was sent twice, because a connection was lost before the answer came, is recorded once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import IntegrityError, transaction

from tandem.people.models import Person
from tandem.selling.models import SentForm

#: A page that is kept open longer than this and sent again is another outcome.
KEPT = timedelta(days=30)
_LONGEST = 40


def new_token() -> str:
    """A token for a form that is about to be shown."""
    return uuid4().hex


def recorded_once(token: str, does: Callable[[], object], *, by: Person, now: datetime) -> bool:
    """Do something unless a form with this token was recorded; False when it was.

    Both are one transaction: what is refused leaves no trace of its token, so that it can be mended and sent again.
    Of two that arrive at once the second waits for the first. A form without a token is done as it is.
    """
    token = token[:_LONGEST]
    with transaction.atomic():
        if token:
            try:
                with transaction.atomic():
                    SentForm.objects.create(person=by, token=token, recorded_at=now)
            except IntegrityError:
                return False
            SentForm.objects.filter(recorded_at__lt=now - KEPT).delete()
        does()
    return True
