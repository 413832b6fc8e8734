"""Money and contacts of merged clients find the leads of their other cards, and leave them after a split."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from tandem.clients.facts import ClientsMerged, ClientSplit
from tandem.clients.queries import cards_of
from tandem.journal.actions import Recording
from tandem.journal.followers import Follower
from tandem.journal.models import FactRow
from tandem.selling.settling import look_again_at_documents_of


class MatchingMerged(Follower):
    """Matches the documents of both clients as if they had always been one, or never."""

    name = "match the documents of merged clients"
    kinds = frozenset({ClientsMerged.kind, ClientSplit.kind})

    def take(self, fact: FactRow, *, done: int, now: datetime) -> int | None:
        """Look again at the documents of every card of both."""
        happened = fact.fact
        assert isinstance(happened, ClientsMerged | ClientSplit)
        other_id = happened.into if isinstance(happened, ClientsMerged) else happened.from_id
        cards = {each for group in cards_of([fact.subject_id, other_id]).values() for each in group}
        look_again_at_documents_of(
            cards,
            recording=Recording(at=now, source="follower", batch_id=fact.batch_id),
            zone=ZoneInfo(settings.TIME_ZONE),
            currency=settings.CURRENCY,
        )
        return None
