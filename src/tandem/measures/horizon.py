"""How far the data reaches: an export of last year must not make its open leads look a year older than they are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import cast
from zoneinfo import ZoneInfo

from django.conf import settings

from tandem.basics.periods import Period
from tandem.measures.keeping import kept
from tandem.measures.store import Reading

_NEWEST_DAY = """
SELECT greatest(
    (SELECT max(captured_on) FROM leads WHERE captured_on BETWEEN $since AND $today),
    (SELECT max(won_on) FROM leads WHERE won_on BETWEEN $since AND $today),
    (SELECT max(lost_on) FROM leads WHERE lost_on BETWEEN $since AND $today),
    (SELECT max(contacted_on) FROM activities WHERE contacted_on BETWEEN $since AND $today)
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
    until = kept(reading, ("newest day", today), lambda earlier: _newest_day(reading, today, earlier)) or today
    _, beyond = Period.day(until).bounds_utc(zone)
    return Horizon(until=until, as_of=min(now, beyond).astimezone(dt.UTC).replace(tzinfo=None))


def _newest_day(reading: Reading, today: dt.date, earlier: dt.date | None) -> dt.date | None:
    """The last day not after today; what is newer than ``earlier`` is looked for first, which few rows are."""
    for since in (earlier, dt.date.min):
        if since is not None:
            (newest,) = reading.rows(_NEWEST_DAY, {"since": since, "today": today})[0]
            if newest is not None:
                return cast(dt.date, newest)
    return None
