"""What rooms above ask about leads."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from tandem.intake.models import Lead


class LeadOfClient(NamedTuple):
    """A lead as those see it who look for the one that money or goods belong to."""

    lead_id: int
    client_id: int
    captured_at: datetime


def clients_of_leads(lead_ids: Collection[int]) -> dict[int, int]:
    """Lead id → client id."""
    if not lead_ids:
        return {}
    return dict(Lead.objects.filter(pk__in=lead_ids).order_by().values_list("pk", "client_id"))


def leads_of_clients(client_ids: Collection[int]) -> dict[int, list[LeadOfClient]]:
    """Client id → all leads, the newest first."""
    found: dict[int, list[LeadOfClient]] = {}
    if not client_ids:
        return found
    leads = Lead.objects.filter(client__in=client_ids).order_by("-captured_at", "-pk")
    for row in leads.values_list("pk", "client_id", "captured_at"):
        found.setdefault(row[1], []).append(LeadOfClient(*row))
    return found
