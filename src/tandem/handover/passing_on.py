"""Whom a lead is given to whose deadline has passed: the seller on shift who has the fewest open leads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tandem.handover.clocks import Moments, into, start
from tandem.handover.facts import LeadAssigned
from tandem.handover.models import Assignment
from tandem.handover.passing import PassingOn
from tandem.intake.models import Lead
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Happening
from tandem.measures.store import store
from tandem.people.models import Person
from tandem.people.presence import on_shift
from tandem.people.rules import Department, Role
from tandem.shifts.queries import usual_calendar


class ToTheLeastLoaded(PassingOn):
    """Sellers who may sign in and are at work now; of equals the one who has been here longest."""

    def pass_on(self, lead_id: int, *, away_from: int, reason: str, now: datetime) -> int | None:
        """See ``PassingOn``."""
        others = Person.objects.filter(role=Role.SELLER, is_active=True).exclude(pk=away_from)
        there = on_shift(others.values_list("pk", flat=True), usual=usual_calendar(Department.SALES), at=now)
        if not there:
            return None
        taker = min(there, key=_loads(sorted(there)).__getitem__)
        lead = Lead.objects.get(pk=lead_id)
        Assignment.objects.filter(pk=lead_id).update(seller_id=taker, assigned_at=now)
        happened = [Happening(LeadAssigned(seller_id=taker), lead_id, now, lead_id, lead.version)]

        start([Moments(lead_id, lead.version, lead.captured_at)], tell=into(happened))
        record(happened, recording=Recording(at=now, source="clock"))
        return taker


def _loads(sellers: Sequence[int]) -> dict[int, tuple[int, int]]:
    """By seller: open leads, and the number they are known by."""
    ids = ", ".join(map(str, sellers))
    open_leads = f"FROM leads WHERE seller_id IN ({ids}) AND won_on IS NULL AND lost_on IS NULL"
    counted = dict(store.read().rows(f"SELECT seller_id, count(*) {open_leads} GROUP BY 1"))
    return {seller_id: (counted.get(seller_id, 0), seller_id) for seller_id in sellers}
