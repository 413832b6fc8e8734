"""Contacts and money made in the way an import makes them, for tests of any room.

Each takes any field of its record kind, fills in the rest, and returns the id here.
"""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime
from decimal import Decimal

from tandem.imports.samples import take

_NUMBERS = itertools.count(1)
DAY = date(2026, 3, 10)


def activity(**values: object) -> int:
    """A contact; an outgoing call unless said otherwise."""
    return _one("activity", {"id": _id("A"), "at": datetime(2026, 3, 2, 7, 5, tzinfo=UTC), "direction": "out"} | values)


def invoice(**values: object) -> int:
    """An invoice over 1,000."""
    return _one("invoice", {"number": _id("I"), "issued_on": DAY, "amount": Decimal("1000.00")} | values)


def payment(**values: object) -> int:
    """A payment of 1,000."""
    return _one("payment", {"id": _id("P"), "paid_on": DAY, "amount": Decimal("1000.00")} | values)


def shipment(**values: object) -> int:
    """A shipment over 1,000."""
    return _one("shipment", {"number": _id("S"), "shipped_on": DAY, "amount": Decimal("1000.00")} | values)


def cost(**values: object) -> int:
    """A cost of 400."""
    return _one("cost", {"id": _id("K"), "incurred_on": DAY, "amount": Decimal("400.00")} | values)


def _id(letter: str) -> str:
    return f"{letter}{next(_NUMBERS)}"


def _one(kind: str, values: dict[str, object]) -> int:
    (subject_id,) = take(kind, [values])
    assert subject_id, f"the {kind} was refused"
    return subject_id
