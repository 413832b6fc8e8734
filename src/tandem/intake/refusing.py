"""Keeping the requests that a door did not take."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from tandem.intake.doors import OpenSource, Request, RequestRefused
from tandem.intake.models import RefusedRequest

#: Bytes of a body that are kept.
LONGEST_KEPT = 64 * 1024


def keep_refused(*, request: Request, source: OpenSource | None, refusal: RequestRefused, now: datetime) -> None:
    """Keep a refused request with its reason."""
    RefusedRequest.objects.create(
        source_id=source.id if source else None,
        received_at=request.received_at,
        status=refusal.status,
        reason_ru=refusal.text.ru[:500],
        reason_en=refusal.text.en[:500],
        method=request.method[:10],
        query=urlencode(request.query),
        content_type=request.headers.get("content-type", "")[:200],
        body=request.body[:LONGEST_KEPT],
        size=len(request.body),
    )
