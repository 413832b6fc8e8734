"""Which lead a call was about. Found whenever it is asked, and kept nowhere: a lead may go with its import."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tandem.intake.models import Lead
from tandem.selling.models import Activity


def leads_about(calls: Iterable[Activity]) -> Mapping[int, Lead]:
    """Call → the lead it names, or its client's newest before it; calls about no lead are left out."""
    calls = list(calls)
    named = Lead.objects.in_bulk({each.lead_id for each in calls if each.lead_id})
    others: dict[int, list[Lead]] = {}
    clients = {each.client_id for each in calls if not each.lead_id}
    for each in Lead.objects.filter(client__in=clients).order_by("captured_at", "pk"):
        others.setdefault(each.client_id, []).append(each)
    found = {}
    for call in calls:
        before = [each for each in others.get(call.client_id or 0, ()) if each.captured_at <= call.contacted_at]
        lead = named.get(call.lead_id) if call.lead_id else (before[-1] if before else None)
        if lead is not None:
            found[call.pk] = lead
    return found


def lead_about(call: Activity) -> Lead | None:
    """The lead of one call; None where there is none any more."""
    return leads_about([call]).get(call.pk)
