"""What a split consists of: bars, their parts by channel, and the whole. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tandem.diagnosis.rules.decomposition_draws import limits
from tandem.diagnosis.rules.decomposition_factors import Chain
from tandem.diagnosis.rules.decomposition_sellers import Sellers

type Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ChannelPart:
    """What a factor did in one channel; ``before`` and ``after`` are the factor there, ``draws`` the amount's.

    ``stake`` is what the channel had at stake: what the factor as a whole is worth there. ``moved`` says that the
    factor itself changed there beyond chance, however surely that costs money.
    """

    channel: int
    amount: float
    low: float
    high: float
    draws: Floats
    sure: bool
    before: float
    after: float
    stake: float = 0.0
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """What one factor, or one line beside the chain, did to revenue.

    ``before`` and ``after`` are the factor of the company as a whole, None for a line; ``channels`` the parts of the
    channels, which add up to ``amount``, none for a line. ``sure`` says that chance does not explain it, though it were
    the largest of all that was looked at.
    """

    key: str
    amount: float
    low: float
    high: float
    error: float
    sure: bool
    before: float | None
    after: float | None
    channels: tuple[ChannelPart, ...]


@dataclass(frozen=True, slots=True)
class Split:
    """The whole answer in numbers: ``bars`` add up to ``revenue[1] − revenue[0]``.

    ``limit`` is how many standard errors chance alone makes of the largest bar; ``draws`` those of every bar, for sums
    of bars.
    """

    chain: Chain
    revenue: tuple[float, float]
    change_low: float
    change_high: float
    worth: tuple[float, float]
    leads: tuple[float, float]
    sales: tuple[float, float]
    bars: tuple[Bar, ...]
    limit: float
    draws: Floats
    came: tuple[int, ...]
    went: tuple[int, ...]
    sellers: Sellers

    def bar(self, key: str) -> Bar:
        """The bar of a key; refuses by ``KeyError``."""
        return next((each for each in self.bars if each.key == key), None) or _missing(key)

    def together(self, keys: Sequence[str]) -> tuple[float, float, float]:
        """The sum of some bars with its interval."""
        at = [index for index, each in enumerate(self.bars) if each.key in keys]
        if not at:
            return 0.0, 0.0, 0.0
        amount = sum(self.bars[index].amount for index in at)
        (low,), (high,) = limits(self.draws[at].sum(axis=0)[None])
        return amount, min(float(low), amount), max(float(high), amount)


def _missing(key: str) -> Bar:
    raise KeyError(key)
