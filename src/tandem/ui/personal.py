"""Words typed into a refused form stay in the session until its page is shown again: they may name anybody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from tandem.basics.personal_data import Declaration, Identity, Keeper
from tandem.ui.kept_words import KEY

DECLARED: tuple[Declaration, ...] = ()


class KeptWordsKeeper(Keeper):
    """Lets go of all such words, whoever they name: a few people type something once more."""

    def forget(self, people: Sequence[Identity], *, now: datetime) -> None:
        """In every session that has not run out."""
        for row in Session.objects.filter(expire_date__gt=now):
            if KEY in row.get_decoded():
                session = SessionStore(session_key=row.session_key)
                session.pop(KEY, None)
                session.save()


KEEPERS = (KeptWordsKeeper(),)
