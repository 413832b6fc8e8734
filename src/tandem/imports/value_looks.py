"""What values look like, whatever their column is called: for guessing what a column holds. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from tandem.imports.shapes import FieldType
from tandem.imports.value_dates import date_parser
from tandem.imports.value_refusals import ValueRefused


def share(values: Sequence[str], look: Callable[[str], bool]) -> float:
    """The part of the values that look so; none where there are none."""
    return sum(map(look, values)) / len(values) if values else 0.0


def tells_rows_apart(values: Sequence[str]) -> bool:
    """Whether values are all different and look like numbers that somebody gives: T-17, 2026/104."""
    return len(values) > 1 and len({*values}) == len(values) and all(map(_NUMBERED.fullmatch, values))


def is_serial_day(text: str) -> bool:
    """A day of this century as Excel counts it, perhaps with a time."""
    found = _SERIAL.fullmatch(text)
    return found is not None and 36_526 <= int(found[1]) <= 73_050


def is_written_day(text: str) -> bool:
    """A day that is written as one, and no bare number."""
    return _DAY.match(text) is not None and _looks_like_date(text)


_NUMBERED = re.compile(r"(?=.*\d)(?!\+)(?!.*\d[.,: ]\d)[\w№#/-]{1,40}")
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")
_DAY = re.compile(r"\d{1,4}[.\-/ ][^\W_]{1,9}[.\-/ ]\d{1,4}|\d{8}T")


_PHONE = re.compile(r"'?(?:\+\d|8|7)[\d ()-]{9,16}")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}")
_NUMBER = re.compile(r"[^\d\s]{0,4}\s?[-−(]?\d[\d\s.,'\u00a0]*\)?\s?[^\d\s]{0,4}")
_WHOLE = re.compile(r"-?\d{1,12}(?:[.,]0+)?\s?%?")
_DURATION = re.compile(r"-?(?:\d+ days?, )?\d{1,4}:\d{2}(?::\d{2})?|\d{1,9}|(?:\d+\s*[^\W\d]+\.?\s*)+")
_FLAG = frozenset(["да", "нет", "yes", "no", "true", "false", "1", "0", "истина", "ложь"])


def _looks_like_date(text: str) -> bool:
    try:
        return _AUTO(text) is not None
    except ValueRefused:
        # Day and month may be either: a date all the same.
        return True


_AUTO = date_parser("auto")
LOOKS: dict[FieldType, Callable[[str], bool]] = {
    FieldType.PHONE: lambda text: _PHONE.fullmatch(text) is not None,
    FieldType.EMAIL: lambda text: _MAIL.fullmatch(text) is not None,
    FieldType.INSTANT: _looks_like_date,
    FieldType.DAY: _looks_like_date,
    FieldType.MONEY: lambda text: _NUMBER.fullmatch(text) is not None,
    FieldType.NUMBER: lambda text: _NUMBER.fullmatch(text) is not None,
    FieldType.WHOLE: lambda text: _WHOLE.fullmatch(text) is not None,
    FieldType.DURATION: lambda text: _DURATION.fullmatch(text) is not None,
    FieldType.FLAG: lambda text: text.casefold() in _FLAG,
    FieldType.ID: lambda text: len(text) <= 100 and "\n" not in text,
}

_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})( \d{1,2}:\d{2}(?::\d{2})?(?: ?[APap][Mm])?)?")


def date_format(values: Sequence[str]) -> str | None:
    """Day or month first in 31/01/2024, when some value of the sample tells; None where ``auto`` will do."""
    if values and all(map(is_serial_day, values)):
        return "excel"
    slashed = [found for value in values if (found := _SLASHED.fullmatch(value))]
    if not slashed:
        return None
    first = any(int(found[1]) > 12 for found in slashed)
    second = any(int(found[2]) > 12 for found in slashed)
    if first == second:
        return None
    day = "%d/%m/%Y" if first else "%m/%d/%Y"
    clock = (slashed[0][4] or "").strip()
    if not clock:
        return day
    seconds = ":%S" if clock.count(":") == 2 else ""
    return f"{day} %I:%M{seconds} %p" if clock[-1] in "Mm" else f"{day} %H:%M{seconds}"


def decimal_sign(values: Sequence[str]) -> str | None:
    """The sign before the fraction, when some value tells it for sure and none tells the other."""
    commas = any(re.search(r",\d{1,2}(?!\d)|,\d{4,}|\.\d{3},", value) for value in values)
    points = any(re.search(r"\.\d{1,2}(?!\d)|\.\d{4,}|,\d{3}\.", value) for value in values)
    if commas == points:
        return None
    return "comma" if commas else "point"
