"""Money: an exact amount in one currency.

Nothing here is ever a binary float, nothing is rounded unless a method says so, and two currencies
never meet in one sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, Inexact, InvalidOperation
from fractions import Fraction

from babel.numbers import get_currency_precision

from tandem.basics.refusals import Refusal
from tandem.basics.text import Text

# A sum that would need more digits than this is refused aloud instead of being rounded in silence.
_EXACT = Context(prec=100, traps=[Inexact, InvalidOperation])
_ROUNDING = Context(prec=100, rounding=ROUND_HALF_EVEN, traps=[InvalidOperation])


class NotMoney(Refusal):
    """The amount is no finite decimal, or the currency is no three-letter code."""


class CurrenciesMixed(Refusal):
    """Two currencies met in one calculation."""


class NotSplittable(Refusal):
    """The weights or the amount do not allow a split without loss."""


class BadVatRate(Refusal):
    """A VAT rate is a fraction: 0.20 and not 20."""


@dataclass(frozen=True, slots=True)
class Money:
    """``amount`` in major units (roubles, not kopecks), ``currency`` an ISO 4217 code such as ``RUB``."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal) or not self.amount.is_finite():
            raise NotMoney(
                Text(
                    ru=f"Сумма должна быть точным десятичным числом, а не {self.amount!r}.",
                    en=f"An amount must be an exact decimal number, not {self.amount!r}.",
                )
            )
        code = self.currency
        if not (len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()):
            raise NotMoney(
                Text(
                    ru=f"Валюта задаётся тремя буквами, например RUB, а не {code!r}.",
                    en=f"A currency is three letters such as RUB, not {code!r}.",
                )
            )

    @classmethod
    def zero(cls, currency: str) -> Money:
        return cls(Decimal(0), currency)

    @classmethod
    def total(cls, parts: Iterable[Money], currency: str) -> Money:
        """The sum of ``parts``; zero of ``currency`` when there are none."""
        return sum(parts, start=cls.zero(currency))

    def __add__(self, other: Money) -> Money:
        self._same_currency(other)
        return Money(_EXACT.add(self.amount, other.amount), self.currency)

    def __sub__(self, other: Money) -> Money:
        return self + -other

    def __neg__(self) -> Money:
        return Money(self.amount.copy_negate(), self.currency)

    def __abs__(self) -> Money:
        return Money(self.amount.copy_abs(), self.currency)

    def __mul__(self, factor: Decimal | int) -> Money:
        """Exact: a third of a kopeck stays a third of a kopeck until ``rounded()``."""
        if not isinstance(factor, Decimal | int):
            return NotImplemented
        return Money(_EXACT.multiply(self.amount, Decimal(factor)), self.currency)

    __rmul__ = __mul__

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __lt__(self, other: Money) -> bool:
        self._same_currency(other)
        return self.amount < other.amount

    def __le__(self, other: Money) -> bool:
        self._same_currency(other)
        return self.amount <= other.amount

    def __gt__(self, other: Money) -> bool:
        return other < self

    def __ge__(self, other: Money) -> bool:
        return other <= self

    @property
    def minor_unit(self) -> Decimal:
        """The smallest coin: 0.01 for RUB, 1 for JPY."""
        return Decimal(1).scaleb(-get_currency_precision(self.currency))

    def rounded(self) -> Money:
        """To the currency's minor unit, half to even, so that many roundings do not drift upwards."""
        return Money(self.amount.quantize(self.minor_unit, context=_ROUNDING), self.currency)

    def split(self, weights: Sequence[int | Decimal | Fraction | float]) -> list[Money]:
        """Parts in proportion to ``weights``, in their order, adding up to exactly this amount.

        Largest remainder: every part is its exact share rounded down to the minor unit, and the units left
        over go one by one to the largest remainders, the earlier part first. A part of weight zero is zero.
        Refuses weights that are negative or all zero, and an amount with fractions of the minor unit.
        """
        shares = _exact_weights(weights)
        units = Fraction(self.amount) / Fraction(self.minor_unit)
        if units.denominator != 1:
            raise NotSplittable(
                Text(
                    ru=f"Сумму {self.amount} {self.currency} сначала округлите: в ней есть доли копейки.",
                    en=f"Round {self.amount} {self.currency} first: it has fractions of its smallest coin.",
                )
            )
        sign = -1 if units < 0 else 1
        whole = _largest_remainder(abs(units.numerator), shares)
        return [Money(_EXACT.multiply(self.minor_unit, Decimal(sign * n)), self.currency) for n in whole]

    def _same_currency(self, other: Money) -> None:
        if self.currency != other.currency:
            raise CurrenciesMixed(
                Text(
                    ru=f"{self.currency} и {other.currency} нельзя сложить или сравнить: переведите сумму.",
                    en=f"{self.currency} and {other.currency} cannot be added or compared: convert one.",
                )
            )


def _exact_weights(weights: Sequence[int | Decimal | Fraction | float]) -> list[Fraction]:
    try:
        shares = [Fraction(weight) for weight in weights]
    except (ValueError, OverflowError):  # not a number, infinity
        shares = []
    if not shares or min(shares) < 0 or not any(shares):
        raise NotSplittable(
            Text(
                ru="Чтобы разделить сумму, нужны неотрицательные доли, и хотя бы одна больше нуля.",
                en="A split needs weights that are not negative, and at least one above zero.",
            )
        )
    return shares


def _largest_remainder(units: int, shares: list[Fraction]) -> list[int]:
    whole_weight = sum(shares)
    exact = [units * share / whole_weight for share in shares]
    parts = [share.numerator // share.denominator for share in exact]
    by_remainder = sorted(range(len(shares)), key=lambda at: (parts[at] - exact[at], at))
    for at in by_remainder[: units - sum(parts)]:
        parts[at] += 1
    return parts


def without_vat(gross: Money, rate: Decimal) -> Money:
    """The net of a sum that contains VAT: ``gross / (1 + rate)``, rounded half even to the minor unit.

    ``rate`` is a fraction (``Decimal("0.20")``); ``gross - without_vat(gross, rate)`` is the tax, so that
    the two always add up.
    """
    if not 0 <= rate < 1:
        raise BadVatRate(
            Text(
                ru=f"Ставка НДС задаётся долей, например 0.20, а не {rate}.",
                en=f"A VAT rate is a fraction such as 0.20, not {rate}.",
            )
        )
    unit = gross.minor_unit
    # Rounding happens once, on the exact fraction: a division that rounds first could turn a half into more.
    units = round(Fraction(gross.amount) / (1 + Fraction(rate)) / Fraction(unit))
    return Money(_EXACT.multiply(unit, Decimal(units)), gross.currency)
