"""Instants and days from cells: stated formats, or formats that can be told for sure."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tandem.basics.text import Text
from tandem.imports.shapes import Cell, Field, FieldType
from tandem.imports.value_refusals import ValueRefused

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
# Clocks of two systems differ by a little.
TOLERANCE = timedelta(minutes=15)

type ParseText = Callable[[str], datetime | date | None]
"""Text to an instant (naive or aware) or a day; None when the text is not of this format."""

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "январь января янв jan january",
            "февраль февраля фев feb february",
            "март марта мар mar march",
            "апрель апреля апр apr april",
            "май мая may",
            "июнь июня июн jun june",
            "июль июля июл jul july",
            "август августа авг aug august",
            "сентябрь сентября сен сент sep sept september",
            "октябрь октября окт oct october",
            "ноябрь ноября ноя нояб nov november",
            "декабрь декабря дек dec december",
        ),
        start=1,
    )
    for name in names.split()
}

_DIRECTIVES = {
    "d": r"(?P<d>\d{1,2})",
    "m": r"(?P<m>\d{1,2})",
    "Y": r"(?P<Y>\d{4})",
    "y": r"(?P<y>\d{2})",
    "H": r"(?P<H>\d{1,2})",
    "I": r"(?P<I>\d{1,2})",
    "M": r"(?P<M>\d{2})",
    "S": r"(?P<S>\d{2})(?:[.,]\d{1,9})?",
    "p": r"(?P<p>[AaPp]\.?[Mm]\.?)",
    "b": r"(?P<b>[^\W\d_]+)\.?",
    "B": r"(?P<b>[^\W\d_]+)\.?",
    "a": r"[^\W\d_]+\.?",
    "A": r"[^\W\d_]+",
    "z": r"(?P<z>Z|[+-]\d{2}:?\d{2})",
    "%": "%",
}

NAMED_FORMATS = ("auto", "iso", "excel", "unix", "unix_ms")


class FormatUnknown(ValueError):
    """A date format uses a directive that is not in the language."""


def date_parser(name: str) -> ParseText:
    """The parser of one format of a recipe. Raises `FormatUnknown`."""
    match name:
        case "auto":
            return _auto
        case "iso":
            return _iso
        case "excel":
            return _excel_text
        case "unix":
            return lambda text: _unix(text, 1)
        case "unix_ms":
            return lambda text: _unix(text, 1000)
    return _by_pattern(name)


def date_converter(
    field: Field,
    formats: tuple[str, ...],
    zone: ZoneInfo,
    company_zone: ZoneInfo,
    now: datetime,
    epoch_1904: bool,
) -> Callable[[Cell], object]:
    """Cells to aware UTC instants (INSTANT) or dates (DAY).

    ``zone``: of instants written without an offset; ``company_zone``: in which an instant falls on a day.
    The converter raises `ValueRefused`.
    """
    parsers = tuple(date_parser(name) for name in formats)
    wants_day = field.type is FieldType.DAY
    latest = now + TOLERANCE if field.not_future else None
    latest_day = now.astimezone(company_zone).date() if field.not_future else None
    shown_formats = ", ".join(formats)

    def convert(cell: Cell) -> object:
        found = _from_cell(cell, epoch_1904)
        if found is None:
            text = str(cell).strip()
            found = next((value for parse in parsers if (value := parse(text)) is not None), None)
            if found is None:
                raise _unreadable(text, shown_formats)
        if wants_day:
            day = _day(found)
            if day.year < 2000:
                raise _too_early()
            if latest_day is not None and day > latest_day:
                raise _in_future()
            return day
        instant = _instant(found)
        if instant < EARLIEST:
            raise _too_early()
        if latest is not None and instant > latest:
            raise _in_future()
        return instant

    def _day(found: datetime | date) -> date:
        if isinstance(found, datetime):
            return found.astimezone(company_zone).date() if found.tzinfo else found.date()
        return found

    def _instant(found: datetime | date) -> datetime:
        if not isinstance(found, datetime):
            found = datetime(found.year, found.month, found.day, tzinfo=zone)
        elif found.tzinfo is None:
            found = found.replace(tzinfo=zone)
        try:
            return found.astimezone(UTC)
        except OverflowError:
            raise _too_early() from None

    return convert


def _from_cell(cell: Cell, epoch_1904: bool) -> datetime | date | None:
    """A date as Excel stored it; a bare number is a serial day of the workbook's calendar."""
    if isinstance(cell, datetime | date):
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _excel_serial(float(cell) + (1462 if epoch_1904 else 0))
    if isinstance(cell, bool | time | timedelta):
        raise _unreadable(str(cell), "date")
    return None


def _excel_serial(serial: float) -> datetime | None:
    # 1 to 2,958,465 are the days Excel knows; 60 is the 29 February 1900 that never was, long before 2000.
    if not 1 <= serial <= 2_958_465:
        return None
    return datetime(1899, 12, 30) + timedelta(seconds=round(serial * 86_400))  # noqa: DTZ001  # zone comes later


_SERIAL = re.compile(r"\d{5}(?:[.,]\d{1,12})?")


def _excel_text(text: str) -> datetime | None:
    return _excel_serial(float(text.replace(",", "."))) if _SERIAL.fullmatch(text) else None


def _unix(text: str, scale: int) -> datetime | None:
    if not re.fullmatch(r"\d{9,13}", text):
        return None
    try:
        return datetime.fromtimestamp(int(text) / scale, UTC)
    except (OverflowError, ValueError):
        return None


def _iso(text: str) -> datetime | date | None:
    if len(text) < 8 or not text[:4].isdigit():
        return None
    try:
        return datetime.fromisoformat(text) if len(text) > 10 else date.fromisoformat(text)
    except ValueError:
        return None


_CLOCK = r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?"
_NUMERIC = re.compile(rf"(\d{{1,2}})([./-])(\d{{1,2}})\2(\d{{4}}|\d{{2}})(?:,?[ T]+{_CLOCK}(?: ?([AaPp])\.?[Mm]\.?)?)?")
_YEAR_FIRST = re.compile(rf"(\d{{4}})[./](\d{{1,2}})[./](\d{{1,2}})(?:[ T]+{_CLOCK})?")
_WITH_NAMES = (
    "%d %B %Y", "%d %B %Y %H:%M", "%d %B %Y, %H:%M", "%d %B %Y %H:%M:%S", "%d %B %Y г.",
    "%d-%B-%Y", "%d-%B-%y", "%d-%B-%Y %H:%M:%S",
    "%B %d, %Y", "%B %d, %Y %H:%M", "%B %d, %Y %H:%M:%S", "%B %d, %Y %I:%M %p",
)  # fmt: skip


def _auto(text: str) -> datetime | date | None:
    """ISO; day first with dots; slashes or dashes where one number can only be a day; months by name."""
    if found := _NUMERIC.fullmatch(text):
        first, sign, second, year, hour, minute, seconds, half = found.groups()
        if sign == "." or int(first) > 12 >= int(second):
            day, month = first, second
        elif int(second) > 12 >= int(first):
            day, month = second, first
        elif first == second:
            day, month = first, second
        else:
            raise ValueRefused(
                "date_ambiguous",
                Text(
                    ru="Неясно, что здесь день, а что месяц. Укажите в рецепте dates, например "
                    '"%d/%m/%Y" или "%m/%d/%Y".',
                    en="It is not clear which is the day and which the month. Give dates in the recipe, "
                    'for example "%d/%m/%Y" or "%m/%d/%Y".',
                ),
            )
        return _built(_year(year), month, day, hour, minute, seconds, half)
    if (value := _iso(text)) is not None:
        return value
    if found := _YEAR_FIRST.fullmatch(text):
        return _built(*found.groups())
    if any(sign.isalpha() for sign in text):
        for parse in _NAMED_MONTHS:
            if (value := parse(text)) is not None:
                return value
    return None


def _year(text: str) -> str:
    return text if len(text) == 4 else f"20{text}"


def _built(
    year: str,
    month: str,
    day: str,
    hour: str | None = None,
    minute: str | None = None,
    seconds: str | None = None,
    half: str | None = None,
) -> datetime | date | None:
    try:
        if hour is None:
            return date(int(year), int(month), int(day))
        hours = int(hour)
        if half:
            if not 1 <= hours <= 12:
                return None
            hours = hours % 12 + (12 if half in "Pp" else 0)
        return datetime(int(year), int(month), int(day), hours, int(minute or 0), int(seconds or 0))  # noqa: DTZ001  # zone comes later
    except ValueError:
        return None


def _by_pattern(pattern: str) -> ParseText:
    """A parser for a format of directives such as ``%d.%m.%Y``."""
    regex = ""
    signs = iter(pattern)
    for sign in signs:
        if sign == "%":
            directive = next(signs, "")
            if directive not in _DIRECTIVES:
                raise FormatUnknown(f"%{directive}")
            regex += _DIRECTIVES[directive]
        else:
            regex += r"\s+" if sign.isspace() else re.escape(sign)
    try:
        compiled = re.compile(regex)
    except re.error:
        raise FormatUnknown(pattern) from None
    names = set(compiled.groupindex)
    if not (names & {"Y", "y"} and names & {"m", "b"} and "d" in names):
        raise FormatUnknown(pattern)

    if set(compiled.groupindex) <= set("YmdHMS"):
        return _numeric_parser(compiled)

    def parse(text: str) -> datetime | date | None:
        found = compiled.fullmatch(text)
        if found is None:
            return None
        part = found.groupdict()
        month = part.get("m") or str(_MONTHS.get(part.get("b", "").casefold(), 0))
        hour = part.get("H") or part.get("I")
        value = _built(
            part.get("Y") or _year(part["y"]),
            month,
            part["d"],
            hour,
            part.get("M"),
            part.get("S"),
            (part.get("p") or "")[:1] or None,
        )
        if isinstance(value, datetime) and (zone := part.get("z")):
            return value.replace(tzinfo=datetime.strptime(zone, "%z").tzinfo)
        return value

    return parse


def _numeric_parser(compiled: re.Pattern[str]) -> ParseText:
    """The common case, quick: numbers only."""
    year, month, day, hour, minute, seconds = (compiled.groupindex.get(name, 0) for name in "YmdHMS")

    def parse(text: str) -> datetime | date | None:
        found = compiled.fullmatch(text)
        if found is None:
            return None
        try:
            if not hour:
                return date(int(found[year]), int(found[month]), int(found[day]))
            return datetime(  # noqa: DTZ001  # zone comes later
                int(found[year]),
                int(found[month]),
                int(found[day]),
                int(found[hour]),
                int(found[minute]) if minute else 0,
                int(found[seconds]) if seconds else 0,
            )
        except ValueError:
            return None

    return parse


_NAMED_MONTHS = tuple(_by_pattern(pattern) for pattern in _WITH_NAMES)


def _unreadable(text: str, formats: str) -> ValueRefused:
    if formats == "auto":
        # Nobody wrote that format: it only says that days are recognised by themselves.
        said = Text(ru="Такой даты нет, или она написана непонятно.", en="There is no such day, or it cannot be read.")
        return ValueRefused("date_unreadable", said)
    return ValueRefused(
        "date_unreadable",
        Text(
            ru="Это не дата в формате {formats}.",
            en="This is no date in the format {formats}.",
        ).format(formats=formats),
    )


def _too_early() -> ValueRefused:
    return ValueRefused(
        "date_too_early",
        Text(ru="Дата раньше 2000 года.", en="The date is before the year 2000."),
    )


def _in_future() -> ValueRefused:
    return ValueRefused(
        "date_in_future",
        Text(
            ru="Дата в будущем, а это поле — о том, что уже случилось.",
            en="The date is in the future, and this field tells what has happened.",
        ),
    )
