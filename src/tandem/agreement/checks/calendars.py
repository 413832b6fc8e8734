"""Working calendars: hours that can be read, zones that exist, and time at work at all."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tandem.agreement.checks.found import Found, Known, check, serious
from tandem.agreement.document import Calendar, Document
from tandem.basics.working_time import BadHours, Hours

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_HOLIDAYS = ("", "RU")


@check
def calendar_hours_unreadable(document: Document, known: Known) -> Found:
    for calendar in document.calendars:
        hours = [(name, getattr(calendar, name)) for name in DAYS]
        for name, text in (*hours, *((f"exceptions.{day}", said) for day, said in calendar.exceptions.items())):
            try:
                Hours.parse(text)
            except BadHours as bad:
                yield serious(
                    "calendars", calendar.key, name,
                    f"Календарь «{_name(calendar)}», {name}: {bad.text.ru}",
                    f"Calendar “{_name(calendar)}”, {name}: {bad.text.en}",
                )  # fmt: skip


@check
def calendar_without_hours(document: Document, known: Known) -> Found:
    for calendar in document.calendars:
        if not any(getattr(calendar, name).strip() for name in DAYS):
            yield serious(
                "calendars", calendar.key, "monday",
                f"Календарь «{_name(calendar)}»: ни одного рабочего часа, срок по нему никогда не наступит.",
                f"Calendar “{_name(calendar)}”: not one working hour, so nothing on it ever falls due.",
            )  # fmt: skip


@check
def calendar_of_unknown_zone(document: Document, known: Known) -> Found:
    for calendar in document.calendars:
        if calendar.zone and not _is_zone(calendar.zone):
            yield serious(
                "calendars", calendar.key, "zone",
                f"Календарь «{_name(calendar)}»: часового пояса «{calendar.zone}» нет. Пишите, например, "
                "Europe/Moscow.",
                f"Calendar “{_name(calendar)}”: there is no time zone “{calendar.zone}”. Write for example "
                "Europe/Moscow.",
            )  # fmt: skip


@check
def calendar_of_unknown_holidays(document: Document, known: Known) -> Found:
    for calendar in document.calendars:
        if calendar.holidays not in _HOLIDAYS:
            yield serious(
                "calendars", calendar.key, "holidays",
                f"Календарь «{_name(calendar)}»: праздники «{calendar.holidays}» неизвестны. Есть RU или ничего.",
                f"Calendar “{_name(calendar)}”: holidays “{calendar.holidays}” are unknown. There is RU, or nothing.",
            )  # fmt: skip


@check
def exception_on_no_day(document: Document, known: Known) -> Found:
    for calendar in document.calendars:
        for day in calendar.exceptions:
            if not _is_day(day):
                yield serious(
                    "calendars", calendar.key, f"exceptions.{day}",
                    f"Календарь «{_name(calendar)}»: «{day}» — не дата. Пишите, например, 2026-12-31.",
                    f"Calendar “{_name(calendar)}”: “{day}” is no date. Write for example 2026-12-31.",
                )  # fmt: skip


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _name(calendar: Calendar) -> str:
    return calendar.title or calendar.key
