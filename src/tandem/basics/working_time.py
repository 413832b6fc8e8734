"""Working time: how many minutes of a promise have run, and when it will be due.

A clock of a promise runs only while the one who promised is at work. A calendar says when that is: hours per
weekday, exceptions by day, and the zone they are meant in. Instants come and go in UTC.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tandem.basics.refusals import Refusal
from tandem.basics.text import Text

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_MINUTE = 60_000_000
_MINUTES_A_DAY = 24 * 60
_LAST_YEAR = 9990


class NoWorkingTime(Refusal):
    """A calendar in which nobody ever works: a clock on it would never end."""


class BadHours(Refusal):
    """Opening hours that cannot be read, overlap, or run past midnight."""


class InstantWithoutZone(Refusal):
    """A moment that does not say in which zone it is meant."""


@dataclass(frozen=True, slots=True)
class Hours:
    """When a day is open: ``(from, to)`` in minutes after local midnight, in order, apart from each other.

    Empty for a day off. A night shift is written on two days: ``22:00-24:00`` and ``00:00-06:00``.
    """

    spans: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        edges = [edge for span in self.spans for edge in span]
        if edges and not (edges[0] >= 0 and edges[-1] <= _MINUTES_A_DAY and edges == sorted(set(edges))):
            raise _bad_hours(str(self.spans))

    @classmethod
    def parse(cls, text: str) -> Hours:
        """``9-18``, ``09:00-13:00, 14:00-18:00``; an empty text is a day off."""
        spans = [_HOURS.fullmatch(part.strip()) for part in text.split(",")] if text.strip() else []
        read = [found for found in spans if found is not None]
        if len(read) < len(spans):
            raise _bad_hours(text)
        return cls(tuple((_minutes(f[1], f[2], text), _minutes(f[3], f[4], text)) for f in read))

    def __str__(self) -> str:
        """As ``parse`` reads it: ``9-13, 14-18:30``; empty for a day off."""
        return ", ".join(f"{_clock(since)}-{_clock(to)}" for since, to in self.spans)

    def minutes(self) -> int:
        return sum(to - since for since, to in self.spans)

    def shortened(self, minutes: int) -> Hours:
        """The same day with ``minutes`` taken from its end."""
        kept: list[tuple[int, int]] = []
        left = max(self.minutes() - minutes, 0)
        for since, to in self.spans:
            if left > 0:
                kept.append((since, min(to, since + left)))
                left -= to - since
        return Hours(tuple(kept))


_HOURS = re.compile(r"(\d{1,2})(?::(\d\d))?\s*[-–—]\s*(\d{1,2})(?::(\d\d))?", re.ASCII)

DAY_OFF = Hours()


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}" if minutes % 60 else str(minutes // 60)


def _minutes(hours: str, minutes: str | None, text: str) -> int:
    if int(minutes or 0) > 59:
        raise _bad_hours(text)
    return int(hours) * 60 + int(minutes or 0)


def _bad_hours(text: str) -> BadHours:
    return BadHours(
        Text(
            ru=f"Не понимаю рабочие часы «{text}». Напишите, например, 9:00-13:00, 14:00-18:00.",
            en=f"“{text}” are not working hours. Write for example 9:00-13:00, 14:00-18:00.",
        )
    )


@dataclass(frozen=True, slots=True)
class OpenYear:
    """The open spans of one local year: microseconds since 1970 in UTC, and open microseconds before each."""

    starts: list[int]
    ends: list[int]
    before: list[int]
    total: int

    @classmethod
    def of(cls, spans: Iterable[tuple[int, int]]) -> OpenYear:
        """The year whose open spans these are: in order, apart from each other."""
        starts: list[int] = []
        ends: list[int] = []
        before: list[int] = []
        total = 0
        for start, end in spans:
            starts.append(start)
            ends.append(end)
            before.append(total)
            total += end - start
        return cls(starts, ends, before, total)

    def open_before(self, instant: int) -> int:
        """How much of the year was open before ``instant``."""
        at = bisect_right(self.starts, instant) - 1
        if at < 0:
            return 0
        return self.before[at] + min(instant, self.ends[at]) - self.starts[at]

    def when_open_for(self, amount: int) -> int:
        """The earliest instant by which ``amount`` (above 0, at most ``total``) was open."""
        at = bisect_left(self.before, amount) - 1
        return self.starts[at] + amount - self.before[at]


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Hours per weekday (Monday first), ``exceptions`` by day (holiday, moved or short day), zone."""

    weekly: tuple[Hours, ...]
    zone: ZoneInfo
    exceptions: Mapping[date, Hours] = field(default_factory=dict)
    # Years are laid out on first use and kept: an import asks for the same few years a million times.
    _years: dict[int, OpenYear] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.weekly) != 7:
            raise _bad_hours(f"{len(self.weekly)} days")
        if not any(hours.spans for hours in (*self.weekly, *self.exceptions.values())):
            raise _no_working_time()

    def hours_on(self, day: date) -> Hours:
        return self.exceptions.get(day, self.weekly[day.weekday()])

    def open_time_between(self, start_utc: datetime, end_utc: datetime) -> timedelta:
        """Working time from ``start_utc`` to ``end_utc``, exact; negative when the end comes first.

        Additive: the time from a to c is the time from a to b plus the time from b to c, for any b.
        """
        return self._between(start_utc, end_utc) * _MICROSECOND

    def minutes_between(self, start_utc: datetime, end_utc: datetime) -> float:
        """``open_time_between`` in minutes."""
        return self._between(start_utc, end_utc) / _MINUTE

    def add_minutes(self, start_utc: datetime, minutes: float) -> datetime:
        """The earliest instant (UTC) by which ``minutes`` of working time have run since ``start_utc``.

        What is due at the end of a day is due at 18:00 and not at 9:00 of the next. Refuses a negative
        number, and a calendar whose working days have all passed.
        """
        if minutes < 0:
            raise ValueError(f"minutes must not be negative: {minutes}")
        started = instant_of(start_utc)
        wanted = round(minutes * _MINUTE)
        if wanted == 0:
            return start_utc.astimezone(UTC)
        year = self._year_of(start_utc)
        wanted += self._open_year(year).open_before(started)
        while wanted > self._open_year(year).total:
            wanted -= self._open_year(year).total
            year += 1
            if year > self._last_open_year():
                raise _no_working_time()
        return _EPOCH + self._open_year(year).when_open_for(wanted) * _MICROSECOND

    def spans(self, first: date, last: date) -> list[tuple[datetime, datetime]]:
        """When it is open from ``first`` to ``last``, both included: instants in UTC, in order, apart."""
        found: list[tuple[datetime, datetime]] = []
        opens, closes = (datetime.combine(day, time(), self.zone) for day in (first, last + timedelta(days=1)))
        since, to = instant_of(opens), instant_of(closes)
        for year in range(self._year_of(opens), self._year_of(closes - _MICROSECOND) + 1):
            laid_out = self._open_year(year)
            for start, end in zip(laid_out.starts, laid_out.ends, strict=True):
                if start < to and end > since:
                    span = (_EPOCH + max(start, since) * _MICROSECOND, _EPOCH + min(end, to) * _MICROSECOND)
                    if found and found[-1][1] == span[0]:
                        # A night shift goes on after midnight.
                        span = (found.pop()[0], span[1])
                    found.append(span)
        return found

    def is_open(self, instant_utc: datetime) -> bool:
        return self._between(instant_utc, instant_utc + _MICROSECOND) > 0

    def _between(self, start: datetime, end: datetime) -> int:
        """Open microseconds: what was open of the end's year, less what was open of the start's."""
        since, to = instant_of(start), instant_of(end)
        first, last = self._year_of(start), self._year_of(end)
        open_time = self._open_year(last).open_before(to) - self._open_year(first).open_before(since)
        if first != last:
            whole_years = sum(self._open_year(year).total for year in range(min(first, last), max(first, last)))
            open_time += whole_years if first < last else -whole_years
        return open_time

    def _year_of(self, moment: datetime) -> int:
        """The local year, whose working hours the moment belongs to."""
        return moment.astimezone(self.zone).year

    def _last_open_year(self) -> int:
        if any(hours.spans for hours in self.weekly):
            return _LAST_YEAR
        return max(day.year for day, hours in self.exceptions.items() if hours.spans)

    def _open_year(self, year: int) -> OpenYear:
        laid_out = self._years.get(year)
        if laid_out is None:
            laid_out = self._years[year] = self._lay_out(year)
        return laid_out

    def _lay_out(self, year: int) -> OpenYear:
        spans: list[tuple[int, int]] = []
        first = date(year, 1, 1)
        for day in (first + timedelta(days=at) for at in range((date(year + 1, 1, 1) - first).days)):
            for since, to in self.hours_on(day).spans:
                start, end = self._local(day, since), self._local(day, to)
                # Where clocks jump, a span can shrink to nothing or reach back into the one before it.
                start = max(start, spans[-1][1]) if spans else start
                if end > start:
                    spans.append((start, end))
        return OpenYear.of(spans)

    def _local(self, day: date, minutes: int) -> int:
        wall = datetime(day.year, day.month, day.day) + timedelta(minutes=minutes)  # noqa: DTZ001 - zone follows
        return instant_of(wall.replace(tzinfo=self.zone))


def instant_of(moment: datetime) -> int:
    """Microseconds since 1970 in UTC: whole numbers, so that sums of times are exact."""
    if moment.tzinfo is None:
        raise InstantWithoutZone(
            Text(
                ru=f"У момента {moment} не указан часовой пояс: передайте время в UTC.",
                en=f"The moment {moment} has no time zone: pass it in UTC.",
            )
        )
    since = moment - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _no_working_time() -> NoWorkingTime:
    return NoWorkingTime(
        Text(
            ru="В календаре нет рабочего времени: срок по нему никогда не наступит. Задайте рабочие часы.",
            en="The calendar has no working time left: nothing on it falls due. Give it working hours.",
        )
    )
