"""Money, numbers, whole numbers and durations from cells: the writing of both languages, never a guess."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from tandem.basics.text import Text
from tandem.imports.shapes import Cell, Field, FieldType
from tandem.imports.value_refusals import Noted, ValueRefused

LARGEST = Decimal(10) ** 15
LONGEST = 60

# Longest first: "руб." must not leave its full stop behind.
_SIGNS = {
    "₽": "RUB", "рублей": "RUB", "руб.": "RUB", "руб": "RUB", "р.": "RUB", "р": "RUB", "rub": "RUB", "rur": "RUB",
    "€": "EUR", "eur": "EUR", "евро": "EUR",
    "$": "USD", "us$": "USD", "usd": "USD",
    "£": "GBP", "gbp": "GBP",
    "₸": "KZT", "kzt": "KZT", "тг": "KZT", "тенге": "KZT",
    "byn": "BYN", "br": "BYN",
    "₴": "UAH", "uah": "UAH", "грн": "UAH", "грн.": "UAH",
    "¥": "CNY", "cny": "CNY",
    "₾": "GEL", "gel": "GEL", "֏": "AMD", "amd": "AMD", "uzs": "UZS", "сум": "UZS", "try": "TRY", "₺": "TRY",
    "chf": "CHF", "aed": "AED", "ils": "ILS", "₪": "ILS", "inr": "INR", "₹": "INR", "pln": "PLN",
}  # fmt: skip

_BLANKS = str.maketrans(dict.fromkeys("\u00a0\u202f\u2009\u2007\t", " "))
_MINUS = str.maketrans({"−": "-", "–": "-", "‑": "-"})
_AMOUNT = re.compile(
    r"(?P<before>[^\d\s().,'+-]*\.?)\s*(?P<body>[-+(]?\s*[\d.,' ]*\d\s*\)?)\s*(?P<after>[^\d\s]*)", re.ASCII
)
_GROUPED = re.compile(r"\d{1,3}(?:[ ']\d{3})+(?![\d])", re.ASCII)
_PLAIN = re.compile(r"-?\d{1,15}(?:\.\d{1,2})?", re.ASCII)
_EXPONENT = re.compile(r"[+-]?\d(?:[.,]\d+)?[eE][+-]?\d+", re.ASCII)


def currency_code(text: str) -> str | None:
    """``₽``, ``руб.``, ``eur`` as an ISO code; a three-letter code as it is; None for anything else."""
    key = text.strip().casefold()
    if key in _SIGNS:
        return _SIGNS[key]
    return key.upper() if re.fullmatch(r"[a-z]{3}", key) else None


def number_converter(
    field: Field, decimal: str, currency: str | None, company_currency: str | None = None
) -> Callable[[Cell], object]:
    """Cells to Decimal (MONEY, NUMBER) or int (WHOLE). The converter raises `ValueRefused`, or returns `Noted`."""
    places = Decimal(1).scaleb(-field.places)
    is_money, is_whole, positive = (
        field.type is FieldType.MONEY,
        field.type is FieldType.WHOLE,
        field.sign == "positive",
    )

    def convert(cell: Cell) -> object:
        number, found = _number(cell, decimal, is_money, is_whole)
        if positive and number < 0:
            raise _negative()
        if abs(number) >= LARGEST:
            raise _too_large()
        if is_whole:
            if number != number.to_integral_value():
                raise ValueRefused("not_whole", Text(ru="Нужно целое число.", en="A whole number is needed."))
            return int(number)
        if not is_money:
            return number
        rounded = number.quantize(places, rounding=ROUND_HALF_UP)
        if found is not None and found != currency:
            return Noted(
                rounded, "currency_differs", _currency_text(found, currency or company_currency), currency=found
            )
        if rounded != number:
            return Noted(rounded, "rounded", _rounded_text(number, rounded))
        return rounded

    return convert


def _number(cell: Cell, decimal: str, is_money: bool, is_whole: bool) -> tuple[Decimal, str | None]:
    """The number, and the currency its sign names."""
    if isinstance(cell, bool | date | time | timedelta):
        raise _unreadable()
    if isinstance(cell, int):
        return Decimal(cell), None
    if isinstance(cell, float):
        return Decimal(repr(cell)), None
    text = str(cell).strip()
    if _PLAIN.fullmatch(text) and (decimal != "comma" or "." not in text):
        return Decimal(text), None
    if len(text) > LONGEST:
        raise _unreadable()
    text = text.translate(_BLANKS).translate(_MINUS)
    if _EXPONENT.fullmatch(text):
        if "+" in text[1:]:
            raise _shortened()
        return Decimal(text.replace(",", ".")), None
    # The minus may stand before the sign of the currency: -€5.
    minus = text.startswith("-")
    found = _AMOUNT.fullmatch(text[1:].strip() if minus else text)
    if found is None or (minus and found["body"].startswith(("-", "+", "("))):
        raise _unreadable()
    number, code = _parts(found["before"], found["body"], found["after"], decimal, is_money, is_whole)
    return -number if minus else number, code


def _parts(
    before: str, body: str, after: str, decimal: str, is_money: bool, is_whole: bool
) -> tuple[Decimal, str | None]:
    code = None
    for sign in (before, after):
        if not sign:
            continue
        if sign == "%" and not is_money and sign is after:
            continue
        named = _SIGNS.get(sign.casefold())
        if named is None or (code is not None and code != named):
            raise _unreadable()
        code = named
    if code is not None and not is_money:
        raise _unreadable()
    body = body.strip()
    negative = body.startswith("-") or (body.startswith("(") and body.endswith(")"))
    if body.startswith("(") != body.endswith(")"):
        raise _unreadable()
    digits = body.strip("-+() ")
    if " " in digits or "'" in digits:
        grouped = _GROUPED.match(digits)
        if grouped is None:
            raise _unreadable()
        rest = digits[grouped.end() :]
        if " " in rest or "'" in rest:
            raise _unreadable()
        # Blanks part the thousands, so a following sign can only be the fraction's.
        digits = grouped.group().replace(" ", "").replace("'", "") + rest
        if rest and rest[0] in ".," and rest.count(".") + rest.count(",") == 1:
            digits = digits.replace(",", ".")
            return _decimal(digits, negative), code
    return _decimal(_pointed(digits, decimal, is_whole), negative), code


def _pointed(digits: str, decimal: str, is_whole: bool) -> str:
    """Digits with a point before the fraction and nothing between thousands."""
    commas, points = digits.count(","), digits.count(".")
    if not commas and not points:
        return digits
    if decimal != "auto":
        fraction, thousands = (",", ".") if decimal == "comma" else (".", ",")
        return _ungrouped(digits, fraction, thousands)
    if commas and points:
        # The last one met begins the fraction.
        fraction, thousands = (",", ".") if digits.rfind(",") > digits.rfind(".") else (".", ",")
        return _ungrouped(digits, fraction, thousands)
    sign = "," if commas else "."
    if commas + points > 1:
        return _ungrouped(digits, "", sign)
    before, after = digits.split(sign)
    if len(after) == 3 and 1 <= len(before) <= 3 and before != "0":
        if is_whole:
            return before + after
        raise ValueRefused(
            "number_ambiguous",
            Text(
                ru='Неясно, тысячи это или доли: «{text}». Укажите в рецепте decimal = "comma" или "point".',
                en='It is not clear whether “{text}” has thousands or a fraction. Give decimal = "comma" or '
                '"point" in the recipe.',
            ).format(text=digits),
        )
    return f"{before}.{after}"


def _ungrouped(digits: str, fraction: str, thousands: str) -> str:
    whole, _, rest = digits.partition(fraction) if fraction else (digits, "", "")
    if thousands in rest or (fraction and fraction in rest):
        raise _unreadable()
    if thousands in whole:
        groups = whole.split(thousands)
        if not 1 <= len(groups[0]) <= 3 or any(len(group) != 3 for group in groups[1:]):
            raise _unreadable()
        whole = "".join(groups)
    return f"{whole}.{rest}" if rest else whole


def _decimal(digits: str, negative: bool) -> Decimal:
    try:
        number = Decimal(digits or "0")
    except InvalidOperation:
        raise _unreadable() from None
    return -number if negative else number


_CLOCK = re.compile(r"(-)?(?:(\d+) days?, )?(\d{1,5}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?")
_UNITS = {
    86_400: ("д", "дн", "день", "дня", "дней", "сут", "d", "day", "days"),
    3_600: ("ч", "час", "часа", "часов", "h", "hr", "hrs", "hour", "hours"),
    60: ("м", "мин", "минута", "минуты", "минут", "m", "min", "mins", "minute", "minutes"),
    1: ("с", "сек", "секунда", "секунды", "секунд", "s", "sec", "secs", "second", "seconds"),
}
_SECONDS_OF = {name: seconds for seconds, names in _UNITS.items() for name in names}
_PART = re.compile(r"(\d+)\s*([^\W\d_]+)\.?,?\s*")

DURATION_FORMATS = {"auto": 1, "seconds": 1, "minutes": 60, "hours": 3_600, "mm:ss": 1, "hh:mm": 1}


def duration_converter(field: Field, written: str) -> Callable[[Cell], object]:
    """Cells to whole seconds. ``written``: a key of ``DURATION_FORMATS``. The converter raises `ValueRefused`."""
    unit = DURATION_FORMATS[written]

    def convert(cell: Cell) -> object:
        seconds = _seconds(cell, unit, written)
        if field.sign == "positive" and seconds < 0:
            raise _negative()
        return seconds

    return convert


def _seconds(cell: Cell, unit: int, written: str) -> int:
    if isinstance(cell, timedelta):
        return round(cell.total_seconds())
    if isinstance(cell, time):
        return cell.hour * 3600 + cell.minute * 60 + cell.second
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _whole_seconds(Decimal(repr(cell)) * unit)
    text = str(cell).strip().casefold()[: LONGEST + 1]
    if re.fullmatch(r"-?\d{1,12}(?:[.,]\d{1,6})?", text):
        return _whole_seconds(Decimal(text.replace(",", ".")) * unit)
    # Python writes a negative time as "-1 day, 23:59:58".
    if found := re.fullmatch(r"-(\d+) days?, (\d{1,2}):(\d{2}):(\d{2})(?:\.\d+)?", text):
        days, hours, minutes, seconds = map(int, found.groups())
        return -days * 86_400 + hours * 3600 + minutes * 60 + seconds
    if found := _CLOCK.fullmatch(text):
        minus, days_text, first, second, third = found.groups()
        if third is None and written not in ("mm:ss", "hh:mm"):
            raise ValueRefused(
                "duration_ambiguous",
                Text(
                    ru='Неясно, часы и минуты это или минуты и секунды. Укажите duration = "hh:mm" или "mm:ss".',
                    en='Hours and minutes, or minutes and seconds? Give duration = "hh:mm" or "mm:ss".',
                ),
            )
        if third is None and written == "mm:ss":
            total = int(first) * 60 + int(second)
        else:
            total = int(first) * 3600 + int(second) * 60 + int(third or 0)
        total += int(days_text or 0) * 86_400
        return -total if minus else total
    parts = _PART.findall(text)
    if parts and _PART.sub("", text) == "" and all(name in _SECONDS_OF for _, name in parts):
        return sum(int(count) * _SECONDS_OF[name] for count, name in parts)
    raise ValueRefused(
        "duration_unreadable",
        Text(
            ru="Это не длительность. Годятся 00:17:43, 1 day, 20:55:36, 1 д 2 ч, число секунд.",
            en="This is no duration. 00:17:43, 1 day, 20:55:36, 1 d 2 h and a number of seconds will do.",
        ),
    )


def _whole_seconds(number: Decimal) -> int:
    if abs(number) >= LARGEST:
        raise _too_large()
    return int(number.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _too_large() -> ValueRefused:
    return ValueRefused("number_too_large", Text(ru="Число больше 10¹⁵.", en="The number is larger than 10¹⁵."))


def _unreadable() -> ValueRefused:
    return ValueRefused("number_unreadable", Text(ru="Это не число.", en="This is no number."))


def _shortened() -> ValueRefused:
    return ValueRefused(
        "precision_lost",
        Text(
            ru="Excel сократил число, цифры потеряны. Задайте столбцу числовой формат и сохраните файл заново.",
            en="Excel shortened the number and lost digits. Give the column a number format and save the file again.",
        ),
    )


def _negative() -> ValueRefused:
    return ValueRefused(
        "number_negative",
        Text(
            ru="Число меньше нуля. Возврат денег — отдельный вид записи.",
            en="The number is below zero. A refund is a kind of record of its own.",
        ),
    )


def _currency_text(found: str, currency: str | None) -> Text:
    if currency is None:
        return Text(
            ru="Сумма в {found}, а в какой валюте остальные, рецепт не говорит.",
            en="The amount is in {found}; the recipe does not say which currency the others are in.",
        ).format(found=found)
    return Text(
        ru="Сумма в {found}, а остальные — в {currency}.",
        en="The amount is in {found}, the others are in {currency}.",
    ).format(found=found, currency=currency)


def _rounded_text(number: Decimal, rounded: Decimal) -> Text:
    return Text(ru="{number} округлено до {rounded}.", en="{number} was rounded to {rounded}.").format(
        number=number, rounded=rounded
    )
