"""Whom a lead is given to whose deadline has passed.

Where the lead's version deals leads out, by that rule; elsewhere the seller on shift who has the fewest open leads.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tandem.handover.clocks import Moments, into, start
from tandem.handover.dealing import distributes, pass_on
from tandem.handover.facts import LeadAssigned
from tandem.handover.loads import add_up
from tandem.handover.models import Assignment, RosterEntry
from tandem.handover.passing import PassingOn
from tandem.intake.models import Lead
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Happening
from tandem.measures.store import store
from tandem.people.models import Person
from tandem.people.presence import on_shift
from tandem.people.rules import Department, Role
from tandem.shifts.queries import usual_calendar


class ToAnother(PassingOn):
    """By the rule of distribution, or to the least loaded."""

    def pass_on(self, lead_id: int, *, away_from: int, reason: str, now: datetime) -> int | None:
        """See ``PassingOn``."""
        lead = Lead.objects.get(pk=lead_id)
        if distributes(lead.version) and RosterEntry.objects.exists():
            return pass_on(lead_id, away_from=away_from, now=now)
        return _to_the_least_loaded(lead, away_from, now)


def _to_the_least_loaded(lead: Lead, away_from: int, now: datetime) -> int | None:
    """Of sellers who may sign in and are at work now; of equals the one who has been here longest."""
    others = Person.objects.filter(role=Role.SELLER, is_active=True).exclude(pk=away_from)
    there = on_shift(others.values_list("pk", flat=True), usual=usual_calendar(Department.SALES), at=now)
    if not there:
        return None
    taker = min(there, key=_loads(sorted(there)).__getitem__)
    Assignment.objects.filter(pk=lead.pk).update(seller_id=taker, assigned_at=now)
    add_up(now=now, sellers=(away_from, taker))
    happened = [Happening(LeadAssigned(seller_id=taker), lead.pk, now, lead.pk, lead.version, lead.batch_id)]
    start(
        [Moments(lead.pk, lead.version, lead.captured_at, batch_id=lead.batch_id)],
        tell=into(happened, {lead.pk: lead.batch_id}),
    )
    record(happened, recording=Recording(at=now, source="clock"))
    return taker


def _loads(sellers: Sequence[int]) -> dict[int, tuple[int, int]]:
    """By seller: open leads, and the number they are known by."""
    ids = ", ".join(map(str, sellers))
    still = "won_on IS NULL AND lost_on IS NULL AND NOT coalesce(gone_back, false)"
    open_leads = f"FROM leads WHERE seller_id IN ({ids}) AND {still}"
    counted = dict(store.read().rows(f"SELECT seller_id, count(*) {open_leads} GROUP BY 1"))
    return {seller_id: (counted.get(seller_id, 0), seller_id) for seller_id in sellers}
