"""Bins of an attribute that people can read: round bounds for numbers, the frequent categories, unknown apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tandem.scoring.attributes import Attribute, Codes, Floats

#: At most so many bins of a number and so many named categories: a table that both heads still read.
MOST_BINS, MOST_CATEGORIES = 20, 30
#: A bin of fewer leads could not say anything of its own.
LEAST_LEADS = 20


@dataclass(frozen=True, slots=True)
class Bins:
    """The bins of one attribute.

    ``bounds`` are the inclusive upper bounds of all bins of a number but the last. A category of no level in
    ``levels`` falls into the bin behind the last: what was seen too rarely to have its own, or never. The very last
    bin is what is not known.
    """

    name: str
    bounds: tuple[float, ...] = ()
    levels: tuple[str, ...] = ()
    is_number: bool = False

    @property
    def ordinary(self) -> int:
        """How many bins there are besides "unknown"; of a category the last of them is "other"."""
        return len(self.bounds) + 1 if self.is_number else len(self.levels) + 1

    @property
    def size(self) -> int:
        """How many bins there are in all."""
        return self.ordinary + 1

    def codes(self, attribute: Attribute) -> Codes:
        """The bin of every lead."""
        if attribute.numbers is not None:
            found = np.searchsorted(np.array(self.bounds), attribute.numbers, side="left")
            return np.where(np.isnan(attribute.numbers), self.ordinary, found).astype(np.int64)
        place = {level: at for at, level in enumerate(self.levels)}
        other, unknown = len(self.levels), self.ordinary
        # The code -1 of "not known" reads the last of the table.
        table = np.array([*(place.get(level, other) for level in attribute.levels), unknown], dtype=np.int64)
        return table[attribute.codes]


def bins_of(attribute: Attribute, *, most: int = MOST_BINS, least: int = LEAST_LEADS) -> Bins:
    """Bins by what the leads have: about equally many leads in each of a number, the frequent levels of a category."""
    if attribute.numbers is not None:
        known = attribute.numbers[~np.isnan(attribute.numbers)]
        return Bins(attribute.name, bounds=_bounds(known, most, least), is_number=True)
    counts = np.bincount(attribute.codes[attribute.codes >= 0], minlength=len(attribute.levels))
    frequent = sorted((-count, level) for count, level in zip(counts, attribute.levels, strict=True) if count >= least)
    return Bins(attribute.name, levels=tuple(level for _, level in frequent[:MOST_CATEGORIES]))


def _bounds(known: Floats, most: int, least: int) -> tuple[float, ...]:
    if known.size < 2 * least:
        return ()
    values, counts = np.unique(known, return_counts=True)
    wanted = max(least, known.size / most)
    bounds: list[float] = []
    gathered, left = 0, known.size
    for at in range(len(values) - 1):
        gathered += int(counts[at])
        left -= int(counts[at])
        if left < least:
            break
        # A value that many leads share stands in a bin of its own.
        if gathered >= wanted or (gathered >= least and counts[at + 1] >= wanted):
            bounds.append(_round_between(float(values[at]), float(values[at + 1])))
            gathered = 0
    return tuple(bounds)


def _round_between(low: float, high: float) -> float:
    """The number of fewest digits that is at least ``low`` and below ``high``."""
    for digits in range(-12, 16):
        step = 10.0**-digits
        rounded = round(np.ceil(low / step - 1e-9) * step, max(digits, 0)) + 0.0
        if low <= rounded < high:
            return float(rounded)
    return low
