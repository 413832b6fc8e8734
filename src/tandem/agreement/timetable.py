"""Which version a lead is counted under: the one in force on the day it was captured."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings

from tandem.agreement.agreed import standing


@dataclass(frozen=True, slots=True)
class Timetable:
    """From which instants which versions hold, and which months nothing may change any more."""

    zone: ZoneInfo
    #: The midnights from which versions hold, in order, and the number of each.
    starts: tuple[datetime, ...]
    numbers: tuple[int, ...]
    closed: frozenset[date]

    def version_at(self, instant: datetime) -> int:
        """The version in force at an instant; 0 before the first one."""
        place = bisect_right(self.starts, instant)
        return self.numbers[place - 1] if place else 0

    def midnight(self, day: date) -> datetime:
        """The beginning of a day in the company's zone."""
        return _midnight(day, self.zone)

    def is_closed(self, instant: datetime) -> bool:
        """Whether an instant lies in a closed month."""
        return bool(self.closed) and instant.astimezone(self.zone).date().replace(day=1) in self.closed


def timetable() -> Timetable:
    """The timetable as it stands now: in a transaction that writes leads, ask after the lock that orders them."""
    stands = standing()
    # By their first days, as they hold; numbers follow the order in which they were signed.
    versions = sorted((each.since, each.number) for each in stands.versions)
    return timetable_of(versions, closed=stands.closed, zone=ZoneInfo(settings.TIME_ZONE))


def timetable_of(
    versions: Iterable[tuple[date | None, int | None]], *, closed: Iterable[date], zone: ZoneInfo
) -> Timetable:
    """A timetable of versions given by their first day, in order, and number."""
    found = [(since, number) for since, number in versions if since is not None and number is not None]
    return Timetable(
        zone,
        tuple(_midnight(since, zone) for since, _ in found),
        tuple(number for _, number in found),
        frozenset(closed),
    )


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)
