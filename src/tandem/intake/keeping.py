"""How long refused requests are kept: their bodies are personal data, needed only until somebody mends the cause."""

from __future__ import annotations

from datetime import datetime, timedelta

from tandem.intake.models import RefusedRequest, UnkeptRefusals


def remove_old_refused(*, now: datetime, keep: timedelta) -> int:
    """Remove what was refused longer ago than ``keep``; return how many requests."""
    removed, _ = RefusedRequest.objects.filter(received_at__lt=now - keep).delete()
    UnkeptRefusals.objects.filter(hour__lt=now - keep).delete()
    return removed
