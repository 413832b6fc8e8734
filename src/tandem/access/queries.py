"""Who looked, asked by client or by person."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet

from tandem.access.models import Look
from tandem.access.rules import PAGES

__all__ = ["PAGES", "looks"]


def looks(
    *, person_id: int | None = None, client_ids: Collection[int] | None = None, lead_ids: Collection[int] = ()
) -> QuerySet[Look]:
    """Looks, the newest first: of one person, or at these clients and leads, or all."""
    found = Look.objects.select_related("person").order_by("-at", "-pk")
    if person_id is not None:
        found = found.filter(person=person_id)
    if client_ids is not None:
        found = found.filter(Q(client_id__in=client_ids) | Q(lead_id__in=lead_ids))
    return found
