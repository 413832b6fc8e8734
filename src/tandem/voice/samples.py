"""Leads that ended with a word on why, made through the import, for tests of any room."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tandem.intake.samples import lead

#: When such a lead comes in, and how long it takes to end, unless a test says otherwise.
CAME = datetime(2026, 3, 2, 7, tzinfo=UTC)
TOOK = timedelta(days=3)


def won(**values: object) -> int:
    """A lead that bought; ``attracted`` names codes by their titles."""
    return _ended("won", values)


def lost(reason: str = "Дорого", **values: object) -> int:
    """A lead that refused for a reason, as another system words it."""
    return _ended("lost", {"lost_reason": reason, **values})


def _ended(stage: str, values: dict[str, object]) -> int:
    came = values.get("created_at", CAME)
    assert isinstance(came, datetime)
    return lead(**{"stage": stage, "stage_at": came + TOOK, "created_at": came, **values})
