"""A figure and how sure it is; and how figures are made of other figures."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal

from tandem.basics.intervals import (
    mean_interval_from_moments,
    normal_quantile,
    poisson_interval,
    weighted_share,
    wilson,
)
from tandem.basics.text import Text
from tandem.measures.catalogue import Difference, Measure, PeriodRatio, PerUnit, Rate, Uncertain, Unit

type Number = int | float | Decimal

#: Fewer rows of one and the same amount are taken for chance and not for a price that never changes.
_FEW_ALIKE = 10

_ZERO = Text(
    ru="Не на что делить: «{name}» за этот период — ноль.",
    en="Nothing to divide by: “{name}” is zero in this period.",
)
_NEGATIVE = Text(
    ru="Не на что делить: «{name}» за этот период меньше нуля, возвратов больше, чем оплат.",
    en="Nothing to divide by: “{name}” is below zero in this period, more was given back than paid.",
)
_NO_DATA = Text(
    ru="Не вычислить: нет данных для показателя «{name}».",
    en="Not computable: there is no data for “{name}”.",
)
_MORE_THAN_ALL = Text(
    ru="«{part}» больше, чем «{whole}»: проверьте данные.",
    en="“{part}” exceeds “{whole}”: check the data.",
)


@dataclass(frozen=True, slots=True)
class Spread:
    """Sums of powers of the amounts behind a sum of money: how unevenly it is spread over its rows."""

    n: int
    first: float
    second: float
    third: float


@dataclass(frozen=True, slots=True)
class Value:
    """A figure.

    ``value`` is None when there is none to give; ``reason`` then says why, and otherwise says what one should
    know about it. ``n`` is the number of cases it rests on, ``low`` to ``high`` the 90 % interval, ``count``
    the cases that reached what a share is about, ``young`` the cases that may still do so.
    """

    value: Number | None
    n: int | None = None
    low: float | None = None
    high: float | None = None
    young: int | None = None
    count: int | None = None
    reason: Text | None = None
    spread: Spread | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A measure and its value, on the way into another."""

    measure: Measure
    value: Value

    @property
    def number(self) -> Number:
        return self.value.value if self.value.value is not None else 0


type Parts = Callable[[str], Part]


def no_data(measure: Measure) -> Text:
    """Why a measure without a single row behind it has no value."""
    return Text(ru=_NO_DATA.ru.format(name=measure.name.ru), en=_NO_DATA.en.format(name=measure.name.en))


def compose(measure: Measure, part: Parts) -> Value:
    """The value of a measure made of others; ``part`` gives those by key."""
    match measure.value:
        case Rate() as rate:
            composed = _rate(rate, part)
        case PeriodRatio() as ratio:
            composed = _period_ratio(part(ratio.numerator), part(ratio.denominator))
        case PerUnit() as per_unit:
            composed = _per_unit(per_unit.uncertain, part(per_unit.numerator), part(per_unit.denominator))
        case Difference() as difference:
            composed = _difference(part(difference.minuend), part(difference.subtrahend))
        case _:
            raise TypeError(f"{measure.key} is not made of other measures")
    if measure.unit is Unit.MONEY and composed.value is not None:
        return replace(composed, value=kopecks(composed.value))
    return composed


def kopecks(amount: Number) -> Decimal:
    """An amount with two places, halves to even."""
    return Decimal(amount).quantize(Decimal("0.01"), rounding=ROUND_HALF_EVEN)


def _rate(rate: Rate, part: Parts) -> Value:
    numerator, denominator = part(rate.numerator), part(rate.denominator)
    if nothing := _missing(numerator, denominator):
        return nothing
    young = int(part(rate.young).number) if rate.young else None
    count, n = int(numerator.number), int(denominator.number)
    if n == 0:
        return Value(None, n=0, low=0.0, high=1.0, young=young, count=0, reason=_zero(denominator.measure))
    if count > n:
        return Value(count / n, n=n, young=young, count=count, reason=_more_than_all(numerator, denominator))
    found = wilson(count, n)
    return Value(found.value, n, found.low, found.high, young, count, _note(numerator, denominator))


def _period_ratio(numerator: Part, denominator: Part) -> Value:
    if nothing := _missing(numerator, denominator):
        return nothing
    count, other = int(numerator.number), int(denominator.number)
    if other == 0:
        return Value(None, n=0, count=count, reason=_zero(denominator.measure))
    # Two kinds of events counted over the same time: given how many there were in all, one is binomial.
    found = wilson(count, count + other)
    high = found.high / (1 - found.high) if found.high < 1 else math.inf
    return Value(
        count / other, n=other, low=found.low / (1 - found.low), high=high, count=count,
        reason=_note(numerator, denominator),
    )  # fmt: skip


def _per_unit(uncertain: Uncertain, numerator: Part, denominator: Part) -> Value:
    if nothing := _missing(numerator, denominator):
        return nothing
    n = denominator.value.n
    if denominator.number <= 0:
        name = denominator.measure.name
        text = _ZERO if denominator.number == 0 else _NEGATIVE
        return Value(None, n=n, reason=Text(ru=text.ru.format(name=name.ru), en=text.en.format(name=name.en)))
    above, below = Decimal(numerator.number), Decimal(denominator.number)
    found = above / below
    low, high = _limits(uncertain, numerator, denominator)
    is_money = isinstance(numerator.number, Decimal) and not isinstance(denominator.number, Decimal)
    return Value(found if is_money else float(found), n=n, low=low, high=high, reason=_note(numerator, denominator))


def _limits(uncertain: Uncertain, numerator: Part, denominator: Part) -> tuple[float | None, float | None]:
    above, below = float(numerator.number), float(denominator.number)
    match uncertain:
        case Uncertain.DENOMINATOR_COUNT:
            counted = poisson_interval(int(denominator.number))
            return _ordered(above / counted.high, above / counted.low if counted.low > 0 else math.inf)
        case Uncertain.DENOMINATOR_SUM if denominator.value.spread:
            low, high = _sum_limits(denominator.value.spread)
            return _ordered(above / high if high > 0 else math.inf, above / low if low > 0 else math.inf)
        case Uncertain.WEIGHTS if denominator.value.spread:
            spread = denominator.value.spread
            found = weighted_share(min(above, below), below, spread.second, spread.n)
            return found.low, found.high
        case Uncertain.NUMERATOR_SUM if numerator.value.spread:
            low, high = _sum_limits(numerator.value.spread)
            return _ordered(low / below, high / below)
        case Uncertain.MEAN if numerator.value.spread:
            return _mean_limits(numerator.value.spread, units=below)
    return None, None


def _ordered(one: float, other: float) -> tuple[float, float]:
    return min(one, other), max(one, other)


def _sum_limits(spread: Spread) -> tuple[float, float]:
    """A sum of a random number of random amounts: its variance is the sum of their squares (compound Poisson)."""
    half = normal_quantile() * math.sqrt(spread.second)
    low = spread.first - half
    return max(low, 0.0) if spread.first >= 0 else low, spread.first + half


def _mean_limits(spread: Spread, *, units: float) -> tuple[float, float]:
    """Limits of the mean amount, scaled from a row to a unit: a sale may be paid in several rows.

    A mean of payments that is not below nought has no lower limit below it, as a sum has none; and a few rows that
    are all alike say nothing of how they spread.
    """
    n = spread.n
    if n < 2:
        return -math.inf, math.inf
    mean = spread.first / n
    variance = max(spread.second / n - mean**2, 0.0)
    third = spread.third / n - 3 * mean * spread.second / n + 2 * mean**3
    # What is left of rounding after subtracting equal squares is no spread.
    tiny = variance <= 1e-12 * max(mean**2, 1.0)
    if tiny and n < _FEW_ALIKE:
        return -math.inf, math.inf
    skewness = 0.0 if tiny else third / variance**1.5
    deviation = 0.0 if tiny else math.sqrt(variance * n / (n - 1))
    found = mean_interval_from_moments(mean, deviation, skewness, n)
    low = max(found.low, 0.0) if mean >= 0 else found.low
    return low * n / units, found.high * n / units


def _difference(minuend: Part, subtrahend: Part) -> Value:
    if nothing := _missing(minuend, subtrahend):
        return nothing
    if not subtrahend.value.n:
        return Value(None, n=0, reason=no_data(subtrahend.measure))
    found = Decimal(minuend.number) - Decimal(subtrahend.number)
    return Value(found, n=minuend.value.n, reason=_note(minuend, subtrahend))


def _missing(*parts: Part) -> Value | None:
    """A value that says why there is none, when one of the parts has none."""
    for part in parts:
        if part.value.value is None:
            return Value(None, n=part.value.n, reason=part.value.reason or no_data(part.measure))
    return None


def _note(*parts: Part) -> Text | None:
    """What should be known of the parts should be known of the whole."""
    return next((part.value.reason for part in parts if part.value.reason), None)


def _zero(measure: Measure) -> Text:
    return Text(ru=_ZERO.ru.format(name=measure.name.ru), en=_ZERO.en.format(name=measure.name.en))


def _more_than_all(part: Part, whole: Part) -> Text:
    return Text(
        ru=_MORE_THAN_ALL.ru.format(part=part.measure.name.ru, whole=whole.measure.name.ru),
        en=_MORE_THAN_ALL.en.format(part=part.measure.name.en, whole=whole.measure.name.en),
    )
