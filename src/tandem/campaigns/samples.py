"""Ad spend made in the way an import makes it, for tests of any room."""

from __future__ import annotations

import itertools
from datetime import date
from decimal import Decimal

from tandem.imports.samples import take

_NUMBERS = itertools.count(1)


def spend(**values: object) -> int:
    """A line of spend of 100 with any field of its record; returns its id here."""
    said = {"id": f"S{next(_NUMBERS)}", "day": date(2026, 3, 2), "spend": Decimal("100.00")} | values
    (spend_id,) = take("spend", [said])
    assert spend_id, "the spend was refused"
    return spend_id
