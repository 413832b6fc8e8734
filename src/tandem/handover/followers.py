"""Leads that came before their seller was told of the launch are found as they are handed over, or afterwards."""

from __future__ import annotations

from datetime import datetime

from tandem.campaigns.facts import CampaignLaunched
from tandem.campaigns.models import Launch
from tandem.handover.facts import LeadAssigned
from tandem.handover.incidents import Given, note_incidents, note_incidents_of_launch
from tandem.journal.followers import Follower, Through
from tandem.journal.models import FactRow

#: Facts or leads looked at in one part.
AT_ONCE = 1_000


class LearningFromClients(Follower):
    """Notes the leads by which sellers learned of a launch."""

    name = "note launches that sellers learn of from clients"
    kinds = frozenset({LeadAssigned.kind})
    # Leads are handed over by the hundred a second, and what has happened can wait to be written down.
    at_once = False

    def take(self, fact: FactRow, *, done: int, now: datetime) -> Through:
        """Look at the next hand-overs together."""
        rows = FactRow.objects.filter(position__gte=fact.position, kind__in=sorted(self.kinds)).order_by("position")
        handed = list(rows[:AT_ONCE])
        note_incidents((_given(row) for row in handed), now=now)
        return Through(handed[-1].position)


class LearningBeforeTheStartIsNoted(Follower):
    """A start is often noted after the first leads have come: looks back at them."""

    name = "note what sellers learned before a start was noted"
    kinds = frozenset({CampaignLaunched.kind})

    def take(self, fact: FactRow, *, done: int, now: datetime) -> int | None:
        """Look at the next leads of the campaign; ``done`` is the last one."""
        launch = Launch.objects.filter(pk=fact.subject_id).first()
        return None if launch is None else note_incidents_of_launch(launch, after=done, most=AT_ONCE, now=now)


def _given(row: FactRow) -> Given:
    fact = row.fact
    assert isinstance(fact, LeadAssigned)
    return Given(row.subject_id, fact.seller_id, row.happened_at)
