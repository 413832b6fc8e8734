"""The Russian production calendar: holidays, moved working days and short days, as a working calendar."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from tandem.basics.working_time import DAY_OFF, Hours, WorkingCalendar

NINE_TO_SIX = Hours(((9 * 60, 18 * 60),))
MOSCOW = ZoneInfo("Europe/Moscow")
OFFICE_WEEK = (NINE_TO_SIX,) * 5 + (DAY_OFF,) * 2


def russian_calendar(
    *,
    weekly: tuple[Hours, ...] = OFFICE_WEEK,
    zone: ZoneInfo = MOSCOW,
    overrides: Mapping[date, Hours] | None = None,
    years: range = range(2010, 2041),
) -> WorkingCalendar:
    """``weekly`` hours (Monday first) as Russian law bends them in ``years``; ``overrides`` decide.

    A holiday and a day off moved onto a weekday are closed, a working Saturday or Sunday that is not in
    ``weekly`` has Monday's hours, and the days of ``russian_short_days.json`` (2023–2027) end an hour
    earlier. Moved days are known as far as the ``holidays`` package knows the decrees; outside ``years``
    only ``weekly`` speaks.
    """
    law = _law(years)
    bent = {day: _bent(weekly, day, works, shorter) for day, (works, shorter) in law.items()}
    return WorkingCalendar(weekly, zone, {**bent, **(overrides or {})})


def _bent(weekly: tuple[Hours, ...], day: date, works: bool, shorter: int) -> Hours:
    if not works:
        return DAY_OFF
    usual = weekly[day.weekday()]
    if day.weekday() >= 5 and not usual.spans:
        usual = weekly[0]
    return usual.shortened(shorter)


@cache
def _law(years: range) -> dict[date, tuple[bool, int]]:
    """The days that differ from a plain week: ``(is a working day, minutes it is shorter by)``."""
    import holidays  # here, since it takes a third of a second and not every command asks for a calendar

    russia = holidays.country_holidays("RU", years=years)
    short_days, shorter_by = _short_days()
    law = dict.fromkeys(russia, (False, 0))
    for day in russia.weekend_workdays | short_days:
        law[day] = (True, shorter_by if day in short_days else 0)
    return law


def _short_days() -> tuple[frozenset[date], int]:
    table = json.loads(Path(__file__).with_name("russian_short_days.json").read_text(encoding="utf-8"))
    return frozenset(date.fromisoformat(day) for day in table["days"]), int(table["shorter_by_minutes"])
