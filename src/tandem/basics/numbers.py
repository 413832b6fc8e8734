"""Numbers, money, shares, intervals and times as people of either language read them.

Every space inside a figure is a narrow no-break one (U+202F), the minus is a real minus that no line ends with, and
what is not a number is a dash: a page never shows ``nan``, ``-0`` or a share of nothing.
"""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import get_day_names, get_month_names
from babel.numbers import get_currency_symbol

from tandem.basics.periods import Grain, Period
from tandem.basics.text import Text

type Number = int | float | Decimal

DASH = "—"
MINUS = "\u2212"
SPACE = "\u202f"
#: Between a sign and the sign of a currency: UAX 14 lets a line break between two prefixes.
JOINED = "\u2060"

# Babel would spend 40 ms on a table of a thousand figures; the tests hold these marks to its tables.
_RUSSIAN_MARKS = str.maketrans({",": SPACE, ".": ","})

# Signs that Babel knows only in the language of their own country.
_SIGNS = {"RUB": "₽", "KZT": "₸", "UAH": "₴", "BYN": "Br"}


def format_number(value: Number | None, language: str, places: int = 0, *, signed: bool = False) -> str:
    """``1 234 567,5`` in Russian, ``1,234,567.5`` in English; ``signed`` puts a plus before what grew."""
    number = _decimal(value, places)
    if number is None:
        return DASH
    digits = f"{abs(number):,.{places}f}"
    if _russian(language):
        digits = digits.translate(_RUSSIAN_MARKS)
    return _sign(number, signed) + digits


def format_money(amount: Number | None, currency: str, language: str, places: int = 0, *, signed: bool = False) -> str:
    """``1 234 567 ₽`` in Russian, ``₽1,234,567`` in English."""
    number = _decimal(amount, places)
    if number is None:
        return DASH
    digits = format_number(abs(number), language, places)
    symbol = currency_sign(currency, language)
    if _russian(language):
        return f"{_sign(number, signed)}{digits}{SPACE}{symbol}"
    between = SPACE if symbol[-1].isalpha() else ""
    sign = _sign(number, signed)
    return f"{sign}{JOINED if sign else ''}{symbol}{between}{digits}"


def currency_sign(currency: str, language: str) -> str:
    """``₽`` for ``RUB``; the code itself where the language has no sign for it."""
    return _SIGNS.get(currency) or str(get_currency_symbol(currency, locale=_locale(language)))


def format_percent(share: Number | None, language: str, places: int = 1, *, signed: bool = False) -> str:
    """A share of one (``0.123``) as ``12,3 %`` or ``12.3%``."""
    digits = format_number(_hundredfold(share), language, places, signed=signed)
    return digits if digits == DASH else digits + _percent_sign(language)


def format_points(difference: Number | None, language: str, places: int = 1) -> str:
    """The difference of two shares (``0.021``) in percent points: ``+2,1 п. п.`` or ``+2.1 pp``."""
    digits = format_number(_hundredfold(difference), language, places, signed=True)
    unit = f"{SPACE}п.{SPACE}п." if _russian(language) else f"{SPACE}pp"
    return digits if digits == DASH else digits + unit


def format_interval(
    value: Number | None, low: Number | None, high: Number | None, language: str, places: int = 0
) -> str:
    """A share with its interval: ``12 % (9–15)`` or ``12% (9–15)``. A side without a limit is a dash."""
    shown = format_percent(value, language, places)
    return f"{shown} ({_range(_hundredfold(low), _hundredfold(high), language, places)})"


def format_number_interval(
    value: Number | None, low: Number | None, high: Number | None, language: str, places: int = 0
) -> str:
    """A number with its interval: ``52 300 (48 100–57 900)``."""
    return f"{format_number(value, language, places)} ({_range(low, high, language, places)})"


def format_duration(length: timedelta | None, language: str) -> str:
    """The two largest units: ``40 с``, ``6 мин``, ``1 ч 10 мин``, ``2 дн 3 ч``; rounded to the smaller."""
    if length is None:
        return DASH
    seconds = round(abs(length).total_seconds())
    minutes, hours = _halves_up(seconds, 60), _halves_up(seconds, 3600)
    if seconds < 60:
        parts = [(seconds, _SECONDS)]
    elif minutes < 24 * 60:
        parts = [(minutes // 60, _HOURS), (minutes % 60, _MINUTES)]
    else:
        parts = [(hours // 24, _DAYS), (hours % 24, _HOURS)]
    shown = [f"{count}{SPACE}{unit.in_language(language)}" for count, unit in parts if count]
    sign = MINUS if shown and length < timedelta(0) else ""
    return sign + (SPACE.join(shown) or f"0{SPACE}{_SECONDS.in_language(language)}")


def format_moment(instant: datetime, now: datetime, zone: ZoneInfo, language: str) -> str:
    """``сегодня 14:05``, ``вчера 09:10``, ``завтра 10:00``, else the day as ``format_day`` says it.

    ``instant`` and ``now`` are aware; days are those of ``zone``.
    """
    local, today = instant.astimezone(zone), now.astimezone(zone).date()
    near = _NEAR_DAYS.get((local.date() - today).days)
    if near is None:
        return format_day(local.date(), today, language)
    return f"{near.in_language(language)} {local:%H:%M}"


def told_moment(instant: datetime, now: datetime, zone: ZoneInfo) -> Text:
    """A moment in both languages, for what is told to whoever asks."""
    return Text(ru=format_moment(instant, now, zone, "ru"), en=format_moment(instant, now, zone, "en"))


# A page says the same few days in line after line, and Babel looks its names up anew each time.
@lru_cache(maxsize=1024)
def format_day(day: date, today: date, language: str) -> str:
    """``пт 13 ноя``, ``Fri 13 Nov``; in another year ``13 ноя 2025``."""
    if day.year != today.year:
        return f"{day.day} {_month(day, language)} {day.year}"
    weekday = get_day_names("abbreviated", locale=_locale(language))[day.weekday()]
    return f"{weekday} {day.day} {_month(day, language)}"


def format_period(period: Period, language: str) -> str:
    """``2026``, ``4 кв. 2026``, ``октябрь 2026``, ``5–11 окт 2026``, ``28 дек 2025 – 3 янв 2026``."""
    start, end = period.start, period.end
    match period.grain:
        case Grain.YEAR:
            return str(start.year)
        case Grain.QUARTER:
            quarter = (start.month + 2) // 3
            return f"{quarter} кв. {start.year}" if _russian(language) else f"Q{quarter} {start.year}"
        case Grain.MONTH:
            months = get_month_names("wide", context="stand-alone", locale=_locale(language))
            return f"{months[start.month]} {start.year}"
        case Grain.DAY:
            return f"{start.day} {_month(start, language)} {start.year}"
    last = f"{end.day} {_month(end, language)} {end.year}"
    if start.year != end.year:
        return f"{start.day} {_month(start, language)} {start.year} – {last}"
    if start.month != end.month:
        return f"{start.day} {_month(start, language)} – {last}"
    return f"{start.day}–{last}"


_SECONDS = Text(ru="с", en="s")
_MINUTES = Text(ru="мин", en="min")
_HOURS = Text(ru="ч", en="h")
_DAYS = Text(ru="дн", en="d")
_NEAR_DAYS = {
    -1: Text(ru="вчера", en="yesterday"),
    0: Text(ru="сегодня", en="today"),
    1: Text(ru="завтра", en="tomorrow"),
}


def _decimal(value: Number | None, places: int) -> Decimal | None:
    """``value`` rounded half even to ``places``, never minus zero; ``None`` for what is no finite number."""
    if value is None or not math.isfinite(value):
        return None
    # By way of the text, so that 0.125 is the number a person sees and not its neighbour in binary.
    exact = value if isinstance(value, Decimal) else Decimal(str(float(value)) if isinstance(value, float) else value)
    rounded = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)
    return rounded if rounded else abs(rounded)


def _hundredfold(share: Number | None) -> Decimal | None:
    if share is None or not math.isfinite(share):
        return None
    return Decimal(str(share)) * 100


def _range(low: Number | None, high: Number | None, language: str, places: int) -> str:
    return f"{format_number(low, language, places)}–{format_number(high, language, places)}"


def _sign(number: Decimal, signed: bool) -> str:
    if number < 0:
        return MINUS
    return "+" if signed and number > 0 else ""


def _percent_sign(language: str) -> str:
    return f"{SPACE}%" if _russian(language) else "%"


def _halves_up(seconds: int, unit: int) -> int:
    return (seconds + unit // 2) // unit


def _month(day: date, language: str) -> str:
    # Russian abbreviations come as "нояб." and "мая": three letters without the dot are what people write.
    return str(get_month_names("abbreviated", locale=_locale(language))[day.month]).rstrip(".")[:3]


def _russian(language: str) -> bool:
    return language.startswith("ru")


def _locale(language: str) -> str:
    return "ru" if _russian(language) else "en"
