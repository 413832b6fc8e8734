"""A value in the reader's words: the figure, how sure it is, and how it moved."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from tandem.basics import numbers
from tandem.basics.text import Text
from tandem.measures.catalogue import Better, Measure, PeriodRatio, Unit
from tandem.measures.comparison import change
from tandem.measures.values import Number, Value

_UNITS = {
    Unit.MINUTES: Text(ru="мин", en="min"),
    Unit.DAYS: Text(ru="дн", en="d"),
}


@dataclass(frozen=True, slots=True)
class Speech:
    """In which language and currency figures are said."""

    language: str
    currency: str

    def figure(self, measure: Measure, value: Number | None) -> str:
        """``1 234``, ``56 000 ₽``, ``12,5 %``, ``1 ч 10 мин``; a dash for no value."""
        if value is None or not math.isfinite(value):
            return numbers.DASH
        match measure.unit:
            case Unit.COUNT:
                return numbers.format_number(value, self.language)
            case Unit.MONEY:
                return numbers.format_money(value, self.currency, self.language, _money_places(value))
            case Unit.SECONDS:
                return numbers.format_duration(timedelta(seconds=float(value)), self.language)
            case Unit.MINUTES | Unit.DAYS:
                places = 0 if abs(float(value)) >= 10 or value == int(value) else 1
                shown = numbers.format_number(value, self.language, places)
                return f"{shown}{numbers.SPACE}{_UNITS[measure.unit].in_language(self.language)}"
        if is_share(measure):
            return numbers.format_percent(value, self.language, _share_places(value))
        return numbers.format_number(value, self.language, 2 if abs(float(value)) < 10 else 1)

    def interval(self, measure: Measure, value: Value) -> str:
        """``9–15`` in the unit of the figure, without the unit, or ``≥ 9``; empty where there is no interval."""
        if value.value is None or value.low is None or value.high is None:
            return ""
        low, high = math.isfinite(value.low), math.isfinite(value.high)
        if not low and not high:
            return ""
        if measure.unit is Unit.SECONDS:
            return f"{self.figure(measure, value.low)} – {self.figure(measure, value.high)}"
        if not high:
            return f"≥{numbers.SPACE}{self._bare(measure, value.low, value.value)}"
        if not low:
            return f"≤{numbers.SPACE}{self._bare(measure, value.high, value.value)}"
        return f"{self._bare(measure, value.low, value.value)}–{self._bare(measure, value.high, value.value)}"

    def cases(self, value: Value) -> str:
        """The number of cases; empty where there is none to name."""
        return "" if value.n is None else numbers.format_number(value.n, self.language)

    def reason(self, value: Value) -> str:
        """Why there is no figure, or what one should know about it."""
        return value.reason.in_language(self.language) if value.reason else ""

    def change(self, measure: Measure, now: Value, before: Value) -> tuple[str, bool | None]:
        """How a figure moved, ``+12 %`` or ``−1,4 п. п.``, and whether for the better (None: neither).

        Empty where there is nothing to compare with: a share of zero says nothing.
        """
        found = change(now, before)
        if found.difference is None:
            return "", None
        if is_share(measure):
            moved = numbers.format_points(float(found.difference), self.language)
        elif found.relative is None:
            return "", None
        else:
            moved = numbers.format_percent(found.relative, self.language, 0, signed=True)
        if found.difference == 0 or measure.better is Better.NEITHER:
            return moved, None
        return moved, (found.difference > 0) == (measure.better is Better.UP)

    def _bare(self, measure: Measure, limit: float, figure: Number) -> str:
        if is_share(measure):
            return numbers.format_number(limit * 100, self.language, _share_places(figure))
        if measure.unit is Unit.MONEY:
            return numbers.format_number(limit, self.language, _money_places(figure))
        return numbers.format_number(limit, self.language, 0 if abs(float(figure)) >= 10 else 1)


def is_share(measure: Measure) -> bool:
    """Whether the figure is said in per cent: shares, and events of a period to events of the step before."""
    return measure.unit is Unit.SHARE or isinstance(measure.value, PeriodRatio)


def _share_places(value: Number) -> int:
    """Two figures that mean something: ``62 %``, ``3,2 %``, ``0,41 %``."""
    hundredths = abs(float(value)) * 100
    if hundredths == 0 or hundredths >= 10:
        return 0
    return 1 if hundredths >= 1 else 2


def _money_places(value: Number) -> int:
    return 0 if abs(float(value)) >= 100 or Decimal(str(value)) == int(value) else 2
