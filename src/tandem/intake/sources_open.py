"""Which sources are open: read from their table, and anew every few seconds by whoever answers requests."""

from __future__ import annotations

from collections.abc import Collection

from tandem.intake.doors import OpenSource
from tandem.intake.models import Source


def open_sources(keys: Collection[str] | None = None) -> dict[str, OpenSource]:
    """Key → source, of all that are open or of those named."""
    rows = Source.objects.filter(is_open=True)
    return {row.key: opened(row) for row in (rows if keys is None else rows.filter(key__in=keys))}


def opened(row: Source) -> OpenSource:
    """A row as doors see it."""
    return OpenSource(
        id=row.pk,
        key=row.key,
        name=row.name,
        door=row.door,
        system=row.system,
        fingerprint=row.fingerprint,
        defaults=row.defaults,
        settings=row.settings,
        a_minute=row.a_minute,
        refuses_incomplete=row.refuses_incomplete,
    )
