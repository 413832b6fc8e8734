"""Leads made in the way an import makes them, for tests of any room."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from typing import Any

from tandem.imports.samples import take
from tandem.intake.doors import OpenSource
from tandem.intake.models import Source
from tandem.intake.sources_open import opened

_NUMBERS = itertools.count(1)
#: When a lead comes in, unless a test says otherwise.
CAPTURED_AT = datetime(2026, 3, 2, 7, 0, 40, tzinfo=UTC)


def lead(**values: object) -> int:
    """A lead with any field of its record; returns its id here. Without ``client_id`` it has a client of its own."""
    number = next(_NUMBERS)
    said: dict[str, object] = {"id": f"L{number}", "created_at": CAPTURED_AT, "client_id": f"C{number}"} | values
    (lead_id,) = take("lead", [said])
    assert lead_id
    return lead_id


def source(door: str = "api", **values: object) -> OpenSource:
    """An open source with any of its columns; its key and name are its own."""
    number = next(_NUMBERS)
    said: dict[str, Any] = {"key": f"source-{number}", "name": f"Source {number}", "created_at": CAPTURED_AT}
    return opened(Source.objects.create(door=door, **(said | values)))
