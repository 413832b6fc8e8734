"""Noting a look: one statement, whatever was seen."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from tandem.access.models import Look
from tandem.access.rules import LEAST_KEPT, PAGES

#: So many clients of one search are named; the page shows no more.
MOST_NAMED = 50


def note_look(
    *,
    person_id: int,
    page: str,
    at: datetime,
    client_ids: Collection[int] = (),
    lead_id: int | None = None,
    import_id: int | None = None,
    found: int | None = None,
) -> None:
    """Note that a person saw personal data, by one INSERT. ``page`` is a key of ``rules.PAGES``."""
    assert page in PAGES, page
    about: list[int | None] = [*sorted(client_ids)[:MOST_NAMED]] or [None]
    Look.objects.bulk_create(
        [
            Look(
                person_id=person_id,
                page=page,
                at=at,
                client_id=client_id,
                lead_id=lead_id,
                import_id=import_id,
                found=found,
            )
            for client_id in about
        ]
    )


def forget_looks(*, before: datetime, now: datetime, limit: int) -> int:
    """Remove up to ``limit`` of the oldest looks before a moment, never of the last 30 days; return how many."""
    oldest = Look.objects.filter(at__lt=min(before, now - LEAST_KEPT)).order_by("at", "pk").values("pk")[:limit]
    removed, _ = Look.objects.filter(pk__in=list(oldest.values_list("pk", flat=True))).delete()
    return removed
