"""Periods of days: what a report covers, what it is compared with, and where it begins and ends in UTC.

A period names its first and its *last* day, both included, for that is how people read "1–31 October".
Days are days of the company's time zone; instants appear only in ``bounds_utc``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from tandem.basics.refusals import Refusal
from tandem.basics.text import Text

_DAY = timedelta(days=1)


class Grain(StrEnum):
    """The calendar unit a report is cut into. Weeks begin on Monday (ISO 8601)."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class BadPeriod(Refusal):
    """The text names no period, or the period ends before it begins."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from ``start`` to ``end``, both included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise BadPeriod(
                Text(
                    ru=f"Период кончается ({self.end}) раньше начала ({self.start}): поменяйте даты местами.",
                    en=f"The period ends ({self.end}) before it begins ({self.start}): swap the dates.",
                )
            )

    # The constructors take any day inside the unit.

    @classmethod
    def day(cls, day: date) -> Period:
        return cls(day, day)

    @classmethod
    def week(cls, day: date) -> Period:
        """Monday to Sunday."""
        monday = day - timedelta(days=day.weekday())
        return cls(monday, monday + timedelta(days=6))

    @classmethod
    def month(cls, day: date) -> Period:
        return cls._months(day.year, day.month, 1)

    @classmethod
    def quarter(cls, day: date) -> Period:
        return cls._months(day.year, (day.month - 1) // 3 * 3 + 1, 3)

    @classmethod
    def year(cls, day: date) -> Period:
        return cls._months(day.year, 1, 12)

    @classmethod
    def of(cls, grain: Grain, day: date) -> Period:
        """The unit of ``grain`` that holds ``day``."""
        return _CONSTRUCTORS[grain](day)

    @classmethod
    def _months(cls, year: int, month: int, count: int) -> Period:
        return cls(_first_of_month(year, month), _last_of_month(year, month + count - 1))

    def __len__(self) -> int:
        return (self.end - self.start).days + 1

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def __str__(self) -> str:
        """The shortest text that ``parse_period`` reads back: ``2026-Q4``, ``2026-10``, ``2026-W41``."""
        match self.grain:
            case Grain.YEAR:
                return f"{self.start.year:04}"
            case Grain.QUARTER:
                return f"{self.start.year:04}-Q{(self.start.month + 2) // 3}"
            case Grain.MONTH:
                return self.start.isoformat()[:7]
            case Grain.WEEK:
                year, week, _ = self.start.isocalendar()
                return f"{year:04}-W{week:02}"
            case Grain.DAY:
                return self.start.isoformat()
        return f"{self.start.isoformat()}..{self.end.isoformat()}"

    @property
    def grain(self) -> Grain | None:
        """The calendar unit that this period is exactly one of, the largest first; ``None`` for any other."""
        for grain in reversed(Grain):
            if self == Period.of(grain, self.start):
                return grain
        return None

    def days(self) -> list[date]:
        return [self.start + timedelta(days=at) for at in range(len(self))]

    def previous(self) -> Period:
        """What came just before: as many whole months if these are whole months, else as many days."""
        months = self._whole_months()
        if months:
            return Period._months(self.start.year, self.start.month - months, months)
        length = timedelta(days=len(self))
        return Period(self.start - length, self.end - length)

    def year_ago(self) -> Period:
        """The same time a year before.

        Whole months give the same months; whole weeks go back 52 weeks, so that Mondays meet Mondays; any
        other dates keep day and month, and 29 February becomes the 28th.
        """
        months = self._whole_months()
        if months:
            return Period._months(self.start.year - 1, self.start.month, months)
        if self.start.weekday() == 0 and self.end.weekday() == 6:
            return Period(self.start - timedelta(weeks=52), self.end - timedelta(weeks=52))
        return Period(_same_day_last_year(self.start), _same_day_last_year(self.end))

    def split(self, grain: Grain) -> list[Period]:
        """The units of ``grain`` in order; the first and the last are cut at the limits of this period."""
        pieces = []
        begins = self.start
        while begins <= self.end:
            piece = Period(begins, min(Period.of(grain, begins).end, self.end))
            pieces.append(piece)
            begins = piece.end + _DAY
        return pieces

    def bounds_utc(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """``(first, beyond)`` in UTC: an instant lies in the period when ``first <= instant < beyond``.

        Each limit is the midnight of its own day, so a day of 23 or 25 hours keeps its length. A midnight
        that the clocks skip is the moment they are moved; of one that comes twice the first counts.
        """
        return _midnight_utc(self.start, zone), _midnight_utc(self.end + _DAY, zone)

    def _whole_months(self) -> int:
        """How many months when the period is made of whole ones, else 0."""
        if self.start.day != 1 or self.end != _last_of_month(self.end.year, self.end.month):
            return 0
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1


_CONSTRUCTORS: dict[Grain, Callable[[date], Period]] = {
    Grain.DAY: Period.day,
    Grain.WEEK: Period.week,
    Grain.MONTH: Period.month,
    Grain.QUARTER: Period.quarter,
    Grain.YEAR: Period.year,
}


def _first_of_month(year: int, month: int) -> date:
    """``month`` may run outside 1–12: month 0 is December of the year before."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def _last_of_month(year: int, month: int) -> date:
    return _first_of_month(year, month + 1) - _DAY


def _same_day_last_year(day: date) -> date:
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)


def _midnight_utc(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(0), tzinfo=zone).astimezone(UTC)


_LAST_DAYS = re.compile(r"(?:last|последни[ей]) (\d{1,4}) (?:days?|дней|дня|день)")
_UNITS = {
    "week": Grain.WEEK,
    "неделя": Grain.WEEK,
    "month": Grain.MONTH,
    "месяц": Grain.MONTH,
    "quarter": Grain.QUARTER,
    "квартал": Grain.QUARTER,
    "year": Grain.YEAR,
    "год": Grain.YEAR,
}
_NAMED_UNIT = re.compile(rf"(this|last|этот|эта|прошлый|прошлая) ({'|'.join(_UNITS)})")
_WRITTEN_UNIT = re.compile(
    r"(?P<year>\d{4})(?:-(?:Q(?P<quarter>[1-4])|W(?P<week>\d\d)|(?P<month>\d\d)(?:-(?P<day>\d\d))?))?",
    re.IGNORECASE | re.ASCII,
)


#: Periods that people mean: beyond them calendars overflow, and a table by weeks would have no end.
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


def parse_period(text: str, today: date) -> Period:
    """The period that ``text`` names, seen from ``today``. Refuses by ``BadPeriod``.

    Written: ``2026``, ``2026-Q4``, ``2026-10``, ``2026-W41``, ``2026-10-05``, or two of these joined by
    ``..`` (from the first day of the one to the last day of the other). Relative: ``today``, ``yesterday``,
    ``this month``, ``last week``, ``last 30 days`` (today is the thirtieth), and the same in Russian.
    """
    wanted = " ".join(text.casefold().split())
    try:
        found = _relative(wanted, today) or _written(wanted)
        if found.start.year < _FIRST_YEAR or found.end.year > _LAST_YEAR:
            raise ValueError(wanted)
        return found
    except (ValueError, OverflowError) as reason:
        if isinstance(reason, BadPeriod):
            raise
        raise BadPeriod(
            Text(
                ru=f"Не понимаю период «{text}». Напишите, например, 2026-10 или 2026-10-01..2026-10-31.",
                en=f"“{text}” is not a period. Write for example 2026-10 or 2026-10-01..2026-10-31.",
            )
        ) from reason


def _relative(wanted: str, today: date) -> Period | None:
    if wanted in ("today", "сегодня"):
        return Period.day(today)
    if wanted in ("yesterday", "вчера"):
        return Period.day(today - _DAY)
    if days := _LAST_DAYS.fullmatch(wanted):
        return Period(today - timedelta(days=int(days[1]) - 1), today)
    if named := _NAMED_UNIT.fullmatch(wanted):
        unit = Period.of(_UNITS[named[2]], today)
        return unit if named[1] in ("this", "этот", "эта") else unit.previous()
    return None


def _written(wanted: str) -> Period:
    first, dots, last = wanted.partition("..")
    if dots:
        return Period(_written_unit(first.strip()).start, _written_unit(last.strip()).end)
    return _written_unit(first)


def _written_unit(wanted: str) -> Period:
    parts = _WRITTEN_UNIT.fullmatch(wanted)
    if parts is None:
        raise ValueError(wanted)
    year = int(parts["year"])
    if parts["quarter"]:
        return Period.quarter(date(year, int(parts["quarter"]) * 3, 1))
    if parts["week"]:
        return Period.week(date.fromisocalendar(year, int(parts["week"]), 1))
    if parts["day"]:
        return Period.day(date(year, int(parts["month"]), int(parts["day"])))
    if parts["month"]:
        return Period.month(date(year, int(parts["month"]), 1))
    return Period.year(date(year, 1, 1))
