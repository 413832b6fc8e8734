"""How a month of the year differs from the others: an index from own history and a prior, with its interval.

A season takes more years to see than most companies have kept. So each month's own index is weighed against what would
be said without history: ``index = w·own + (1 − w)·prior``, with ``w = τ² / (τ² + s²)`` of the variance between months
and the chance of a month's count (Efron and Morris 1975). τ is hardly known from twelve months: everything is averaged
over its likelihood, flat in τ (Gelman 2006). Below a year of whole months there is no index.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tandem.basics.intervals import LEVEL, normal_quantile

type Floats = NDArray[np.float64]

MONTHS = 12
#: What is said of a month without history: it is like any other.
FLAT = (1.0,) * MONTHS
#: Twice the log-likelihood by which months must differ to be told apart: 5 % at the edge of zero (Self and Liang 1987).
_TELLING = 2.706
#: Standard deviations between months that are thought possible.
_SPREADS: Floats = np.linspace(0.001, 1.5, 300)


class TooShort(ValueError):
    """Less than a year of whole months: ``months`` is how many there are."""

    def __init__(self, months: int) -> None:
        super().__init__(f"A season takes {MONTHS} whole months; there are {months}.")
        self.months = months


@dataclass(frozen=True, slots=True)
class Index:
    """One month of the year: 1.2 is a fifth more than the mean month; ``weight`` is that of its own history."""

    month: int
    own: float
    prior: float
    weight: float
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Season:
    """The twelve months, January first, from ``years`` whole years. ``told``: they differ by more than chance."""

    months: tuple[Index, ...]
    years: int
    dispersion: float
    told: bool


def season(
    counts: Sequence[int], last_month: int, *, dispersion: float = 1.0, prior: Sequence[float] = FLAT,
    level: float = LEVEL,
) -> Season:  # fmt: skip
    """The season of monthly counts, the newest last, which is of month ``last_month`` (1 to 12).

    Each whole year back from the end is held against its own mean, so that growth from year to year is no season;
    growth within the year still is, which one year alone cannot tell apart. ``dispersion`` is the variance of a count
    to its mean. Refuses by ``TooShort``.
    """
    if len(counts) < MONTHS:
        raise TooShort(len(counts))
    years = len(counts) // MONTHS
    table = np.asarray(counts[-years * MONTHS :], dtype=np.float64).reshape(years, MONTHS)
    means = table.mean(axis=1, keepdims=True)
    if (means <= 0).any():
        raise TooShort(0)
    ratios = (table / means).mean(axis=0)
    # The chance in a month, in units of the mean month: each year's count scatters by its own root, then the mean.
    chance = np.asarray(dispersion * np.maximum(ratios, 0.1) * (1 / means).sum() / years**2, dtype=np.float64)
    of_month = [(last_month - MONTHS + at) % MONTHS for at in range(MONTHS)]
    given = np.asarray(prior, dtype=np.float64)
    expected = given[of_month] / given.mean()
    likelihood, gain = _of_spread(ratios - expected, chance)
    weights = _SPREADS**2 / (_SPREADS**2 + chance[:, None])
    shrunk = weights * ratios[:, None] + (1 - weights) * expected[:, None]
    values = shrunk @ likelihood
    half = normal_quantile(level) * np.sqrt((weights * chance[:, None] + shrunk**2) @ likelihood - values**2)
    weight_of = weights @ likelihood
    found = [
        Index(month + 1, float(own), float(before), float(weight), float(value), float(max(value - h, 0.0)),
              float(value + h))
        for month, own, before, weight, value, h in zip(
            of_month, ratios, expected, weight_of, values, half, strict=True
        )
    ]  # fmt: skip
    return Season(tuple(sorted(found, key=lambda each: each.month)), years, dispersion, gain > _TELLING)


def dispersion_of(counts: Sequence[int]) -> float:
    """The variance of a count to its mean, from neighbouring pieces of time: at least 1, that of pure chance.

    By squared differences of neighbours (von Neumann 1941), which a slow change does not touch.
    """
    if len(counts) < 2 or not sum(counts):
        return 1.0
    table = np.asarray(counts, dtype=np.float64)
    return max(1.0, float((np.diff(table) ** 2).mean() / 2 / table.mean()))


def _of_spread(differences: Floats, chance: Floats) -> tuple[Floats, float]:
    """How likely each of ``_SPREADS`` is, adding up to 1; and twice the log-likelihood the best gains over none."""
    variances = _SPREADS**2 + chance[:, None]
    logs = -(np.log(variances) + differences[:, None] ** 2 / variances).sum(axis=0) / 2
    none = -float((np.log(chance) + differences**2 / chance).sum()) / 2
    weights = np.exp(logs - logs.max())
    return np.asarray(weights / weights.sum(), dtype=np.float64), 2 * (float(logs.max()) - none)
