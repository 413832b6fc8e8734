"""How far the data reaches: an export of last year must not make its open leads look a year older than they are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings

from tandem.basics.periods import Period
from tandem.measures.store import Reading

_NEWEST_DAY = """
SELECT greatest(
    (SELECT max(captured_on) FROM leads WHERE captured_on <= $today),
    (SELECT max(won_on) FROM leads WHERE won_on <= $today),
    (SELECT max(lost_on) FROM leads WHERE lost_on <= $today),
    (SELECT max(contacted_on) FROM activities WHERE contacted_on <= $today)
)
"""


@dataclass(frozen=True, slots=True)
class Horizon:
    """``until`` is the last day anything is known of, ``as_of`` its last moment (naive UTC, as the store keeps it)."""

    until: dt.date
    as_of: dt.datetime


def horizon(reading: Reading) -> Horizon:
    """The horizon of a reading: today when facts keep coming in, the newest day of the data when they stopped."""
    zone = ZoneInfo(settings.TIME_ZONE)
    now = reading.freshness.as_of
    today = now.astimezone(zone).date()
    (newest,) = reading.rows(_NEWEST_DAY, {"today": today})[0]
    until = newest or today
    _, beyond = Period.day(until).bounds_utc(zone)
    return Horizon(until=until, as_of=min(now, beyond).astimezone(dt.UTC).replace(tzinfo=None))
