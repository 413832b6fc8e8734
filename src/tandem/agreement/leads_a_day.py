"""How many new leads a seller gets on a working day, by the history of the installation."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from tandem.measures.horizon import horizon
from tandem.measures.store import store

#: Days looked at, and those on which somebody got a lead below which nothing is told.
_DAYS, _FEWEST = 90, 10


def leads_a_day() -> Decimal | None:
    """The mean over sellers and the days on which they got any, of the last quarter; None with too little history.

    A seller who got no lead on a day was mostly away: that day is not theirs.
    """
    reading = store.read()
    until = horizon(reading).until
    ((leads, shifts, days),) = reading.rows(
        "SELECT count(*), count(DISTINCT (seller_id, captured_on)), count(DISTINCT captured_on) FROM leads "
        "WHERE seller_id IS NOT NULL AND captured_on BETWEEN $since AND $until",
        {"since": until - timedelta(days=_DAYS - 1), "until": until},
    )
    return None if days < _FEWEST else (Decimal(leads) / Decimal(shifts)).quantize(Decimal("0.1"))
