"""Attributes of leads as a card reads them: numbers and categories, with what is not known kept apart.

Everything here is arrays over the same leads in the same order. No Django, no clock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]
type Codes = NDArray[np.int64]
type Flags = NDArray[np.bool_]

#: Flags are categories of these two values, in a file and in the agreement alike.
YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of all leads: ``numbers`` with NaN where it is not known, or ``codes`` into ``levels`` with -1."""

    name: str
    numbers: Floats | None = None
    codes: Codes = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    levels: tuple[str, ...] = ()

    @property
    def is_number(self) -> bool:
        """Whether its values have an order."""
        return self.numbers is not None

    @property
    def unknown(self) -> Flags:
        """Of which leads it is not known."""
        return np.isnan(self.numbers) if self.numbers is not None else self.codes < 0

    def of(self, rows: NDArray[np.int64] | Flags) -> Attribute:
        """The same attribute of some of the leads."""
        if self.numbers is not None:
            return Attribute(self.name, numbers=self.numbers[rows])
        return Attribute(self.name, codes=self.codes[rows], levels=self.levels)

    def values(self) -> list[object]:
        """Value by value, None where it is not known."""
        if self.numbers is not None:
            return [None if value != value else value for value in self.numbers.tolist()]
        return [None if code < 0 else self.levels[code] for code in self.codes.tolist()]


def number(name: str, values: Sequence[float | None] | Floats) -> Attribute:
    """An attribute of numbers; None and what is not finite are not known."""
    found = np.array([np.nan if value is None else float(value) for value in values], dtype=np.float64)
    found[~np.isfinite(found)] = np.nan
    return Attribute(name, numbers=found)


def category(name: str, values: Sequence[object]) -> Attribute:
    """An attribute of categories; None and empty texts are not known, True and False are ``yes`` and ``no``."""
    levels: dict[str, int] = {}
    codes = np.fromiter((_code(value, levels) for value in values), dtype=np.int64, count=len(values))
    return Attribute(name, codes=codes, levels=tuple(levels))


def _code(value: object, levels: dict[str, int]) -> int:
    text = said(value)
    return -1 if text is None else levels.setdefault(text, len(levels))


def said(value: object) -> str | None:
    """A value of a category as the card names it; None where nothing is known."""
    if value is None:
        return None
    if isinstance(value, bool):
        return YES if value else NO
    return str(value).strip() or None


def guessed(name: str, values: Sequence[str | None]) -> Attribute:
    """An attribute of a file's column: numbers where nineteen of twenty filled cells are numbers, else categories."""
    filled = [text for value in values if value is not None and (text := value.strip())]
    read = [_number(text) for text in filled]
    if filled and sum(each is not None for each in read) >= _MOSTLY * len(filled):
        return number(name, [None if value is None or not value.strip() else _number(value) for value in values])
    return category(name, values)


#: So large a share of a column's filled cells must be numbers for it to be one of numbers.
_MOSTLY = 0.95


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def rows_of(attributes: Sequence[Attribute]) -> list[Mapping[str, object]]:
    """The leads one by one, as a card scores them."""
    names = [each.name for each in attributes]
    return [dict(zip(names, row, strict=True)) for row in zip(*(each.values() for each in attributes), strict=True)]
