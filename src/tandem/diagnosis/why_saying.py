"""Money, days, names and levels as the answer says them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

from babel.dates import format_date

from tandem.basics.numbers import DASH, format_duration, format_money, format_number, format_percent, format_period
from tandem.basics.text import Text
from tandem.diagnosis.why import Since, Why

_THOUSANDS = Text(ru="тыс.", en="k")
_MILLIONS = Text(ru="млн", en="M")
_SPACE = "\u202f"
#: Days beyond which no period is advised.
_LONGEST = 366


def short_money(amount: Decimal | float, currency: str, language: str, *, signed: bool = False) -> str:
    """``−290 тыс. ₽``, ``1,62 млн ₽``: three digits, for the middle of a sentence."""
    value = Decimal(str(amount))
    for unit, words, places in ((Decimal(1_000_000), _MILLIONS, 2), (Decimal(1_000), _THOUSANDS, 0)):
        if abs(value) >= unit * (10 if unit == 1_000 else 1):
            return _in_units(value / unit, words, places, currency, language, signed=signed)
    return format_money(value, currency, language, signed=signed)


def known_money(
    amount: Decimal | float, low: float, high: float, currency: str, language: str, *, signed: bool = False
) -> str:
    """An amount known only within an interval, told as finely as that supports: ``412 тыс. ₽``, ``1,6 млн ₽``.

    Told in the step of ``told_in``; what is known exactly is told to the whole unit.
    """
    step, value = told_in(low, high), Decimal(str(amount))
    if step > 1:
        value = (value / step).quantize(Decimal(1), rounding=ROUND_HALF_EVEN) * step
    if step >= _UNITS[-1][0] and value:
        unit, words = next(each for each in _UNITS if abs(value) >= each[0] or each is _UNITS[-1])
        places = max((unit / step).adjusted(), 0)
        return _in_units(value / unit, words, places, currency, language, signed=signed)
    return format_money(value, currency, language, signed=signed)


def told_in(low: float, high: float) -> Decimal:
    """The step in which an amount within an interval is told: the power of ten up to a tenth of its width, at least 1.

    Finer digits would be made up; a coarser step would hide what is known.
    """
    tenth = (high - low) / 10
    return Decimal(10) ** math.floor(math.log10(tenth)) if tenth >= 1 else Decimal(1)


_UNITS = ((Decimal(1_000_000), _MILLIONS), (Decimal(1_000), _THOUSANDS))


def _in_units(value: Decimal, words: Text, places: int, currency: str, language: str, *, signed: bool) -> str:
    exact = format_money(value, currency, language, places, signed=signed)
    word = words.in_language(language)
    if language.startswith("ru"):
        head, _, symbol = exact.rpartition(_SPACE)
        return f"{head}{_SPACE}{word}{_SPACE}{symbol}"
    return exact + word


def said_end(why: Why, which: int, language: str) -> str:
    """What stands at either end of the bridge: a period, or its plan."""
    period = format_period((why.before, why.after)[which], language)
    if which or why.against != "plan":
        return period
    return Text(ru=f"план, {period}", en=f"plan, {period}").in_language(language)


def said_day(day: date, language: str) -> str:
    """``6 октября``, ``6 October``."""
    return format_date(day, "d MMMM", locale="ru" if language.startswith("ru") else "en_GB")


def said_since(since: Since, language: str) -> str:
    """``с 6 октября (±3 дня)``."""
    apart = max((since.day - since.low).days, (since.high - since.day).days)
    ru = f"с {said_day(since.day, 'ru')}" + (f" (±{said_days(apart)})" if apart else "")
    en = f"since {said_day(since.day, 'en')}" + (f" (±{apart} d)" if apart else "")
    return Text(ru=ru, en=en).in_language(language)


def said_days(number: int) -> str:
    """``3 дня``."""
    return f"{number} {_form(number, 'день', 'дня', 'дней')}"


def said_weeks(number: int) -> str:
    """``6 недель``, as after ``через`` and ``в``."""
    return f"{number} {_form(number, 'неделю', 'недели', 'недель')}"


def _form(number: int, one: str, few: str, many: str) -> str:
    if number % 100 in range(11, 15):
        return many
    return one if number % 10 == 1 else few if number % 10 in (2, 3, 4) else many


def said_names(names: Sequence[str], language: str) -> str:
    """``«А» и «Б»``, ``«А», «Б» и ещё 3``."""
    quoted = [f"«{name}»" if language.startswith("ru") else f"“{name}”" for name in names]
    if len(quoted) <= 1:
        return "".join(quoted)
    both = Text(ru=" и ", en=" and ").in_language(language)
    if len(quoted) == 2:
        return both.join(quoted)
    more = Text(ru=" и ещё {n}", en=" and {n} more").format(n=len(quoted) - 2).in_language(language)
    return ", ".join(quoted[:2]) + more


def said_level(value: float | None, kind: str, currency: str, language: str) -> str:
    """A factor's value; empty where it is none that people read."""
    if value is None or not kind:
        return ""
    match kind:
        case "a_day":
            return (
                Text(ru="{n} в день", en="{n} a day").format(n=format_number(value, language, 1)).in_language(language)
            )
        case "count":
            return format_number(round(value), language)
        case "share":
            return format_percent(value, language, 1)
        case "hours":
            return format_duration(timedelta(hours=value), language)
        case "money":
            return format_money(Decimal(round(value)), currency, language)
    return DASH


def said_wait(days: int | None, language: str) -> str:
    """How long to wait until an effect could be told from chance."""
    if days is None:
        return Text(
            ru="отличить от случайного не выйдет и за полгода", en="half a year would not tell it from chance"
        ).in_language(language)
    weeks = math.ceil(days / 7)
    return Text(
        ru=f"станет понятно примерно через {said_weeks(weeks)} таких же данных",
        en=f"about {weeks} more {'week' if weeks == 1 else 'weeks'} of such data would tell",
    ).in_language(language)


def said_longer(days: int | None, more: int, language: str) -> str:
    """How long a period must be to hold sales enough; ``more`` are the days still to wait, 0 for a period gone by."""
    if days is None:
        found = Text(
            ru="Сколько ждать, станет видно с первыми продажами.", en="The first sales will tell how long to wait."
        )
    elif days > _LONGEST:
        found = Text(
            ru="При таком темпе продаж нужный период длиннее года.",
            en="At such a pace of sales it takes a period of more than a year.",
        )
    else:
        weeks, wait = math.ceil(days / 7), math.ceil(more / 7)
        found = Text(
            ru=f"При таком темпе хватит периода в {said_weeks(weeks)}: "
            + (f"подождите ещё {said_weeks(wait)} или сравните периоды подлиннее." if wait else "выберите подлиннее."),
            en=f"At such a pace a period of {weeks} {'week' if weeks == 1 else 'weeks'} is enough: "
            + (
                f"wait {wait} more {'week' if wait == 1 else 'weeks'}, or compare longer periods."
                if wait
                else "choose a longer one."
            ),
        )
    return found.in_language(language)
