"""Plans made in the way an import makes them, for tests of any room."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tandem.imports.samples import take


def plan(**values: object) -> int:
    """A plan of 100 leads for March with any field of its record; returns its id here."""
    said: dict[str, object] = {
        "measure": "leads",
        "start": date(2026, 3, 1),
        "end": date(2026, 3, 31),
        "value": Decimal(100),
    }
    (plan_id,) = take("plan", [said | values])
    assert plan_id, "the plan was refused"
    return plan_id
