"""What an offer says of its own end: "−10 % until 30 November". Pure; it reads the words and adds nothing to them."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from datetime import date, timedelta

_MONTHS: Mapping[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "янв jan", "фев feb", "мар mar", "апр apr", "мая май may", "июн jun", "июл jul", "авг aug", "сен sep",
            "окт oct", "ноя nov", "дек dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_UNTIL = r"(?:до|по|until|till|by)\s+"
_END = re.compile(_UNTIL + r"(?:конца\s+(недели|месяца|года)|(?:the\s+)?end\s+of\s+(?:the\s+)?(week|month|year))", re.I)
_NAMED = re.compile(
    _UNTIL + r"(?:(\d{1,2})\s+([а-яa-z]{3})[а-яa-z]*|([a-z]{3})[a-z]*\s+(\d{1,2}))\b(?:\s+(\d{4}))?", re.I
)
_DIGITS = re.compile(_UNTIL + r"(\d{1,2})\.(\d{1,2})(?:\.(\d{4}))?", re.I)


def offer_until(offer: str, *, seen_on: date) -> date | None:
    """The last day an offer holds, seen on a day; None where it does not say, or not in a way that is understood.

    A day without a year is the next one of that name: what was seen in December until 15 January ends next year.
    """
    if found := _END.search(offer):
        return _end_of((found[1] or found[2]).lower(), seen_on)
    if found := _NAMED.search(offer):
        month = _MONTHS.get((found[2] or found[3]).lower()[:3])
        return _day(seen_on, month, int(found[1] or found[4]), found[5])
    if found := _DIGITS.search(offer):
        return _day(seen_on, int(found[2]), int(found[1]), found[3])
    return None


def _end_of(span: str, seen_on: date) -> date:
    if span in ("недели", "week"):
        return seen_on + timedelta(days=6 - seen_on.weekday())
    if span in ("года", "year"):
        return date(seen_on.year, 12, 31)
    return seen_on.replace(day=calendar.monthrange(seen_on.year, seen_on.month)[1])


def _day(seen_on: date, month: int | None, day: int, year: str | None) -> date | None:
    try:
        found = date(int(year) if year else seen_on.year, month or 0, day)
        return found if year or found >= seen_on else found.replace(year=found.year + 1)
    except ValueError:
        return None
