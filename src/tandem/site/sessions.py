"""Sessions as Django keeps them in the database: asked at every request, so the question is built once."""

from __future__ import annotations

import datetime as dt

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from tandem.journal.prepared import prepared


class SessionStore(db.SessionStore):
    """The same sessions in the same table."""

    def _get_session_from_db(self) -> Session | None:
        """The session of this key that has not run out; without one the key is forgotten, as in Django's own."""
        # A visitor without a cookie has no key, and nobody's session.
        found = _running(self.session_key, timezone.now()) if self.session_key else []
        if found:
            return found[0]
        self._session_key = None
        return None


@prepared
def _running(key: str, now: dt.datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)
