"""What rooms above ask about leads."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q
from django.db.models.functions import Coalesce

from tandem.intake.mail_failing import failing_mailboxes
from tandem.intake.models import Lead

__all__ = ["LeadOfClient", "clients_of_leads", "failing_mailboxes", "leads_of_wholes"]


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


def leads_of_wholes(client_ids: Collection[int]) -> dict[int, list[LeadOfClient]]:
    """Client id → all leads that count for the client, those of clients merged into it too, the newest first."""
    found: dict[int, list[LeadOfClient]] = {}
    if not client_ids:
        return found
    leads = Lead.objects.filter(Q(client__in=client_ids) | Q(client__counts_as__in=client_ids))
    rows = leads.annotate(whole=Coalesce("client__counts_as_id", "client_id")).order_by("-captured_at", "-pk")
    for lead_id, client_id, captured_at, whole in rows.values_list("pk", "client_id", "captured_at", "whole"):
        found.setdefault(whole, []).append(LeadOfClient(lead_id, client_id, captured_at))
    return found
