"""The purchases behind a line of attribution: each with its journey, and the channel's part of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from tandem.attribution.journeys import Channel, Journeys
from tandem.attribution.rules.methods import Method, credit_by
from tandem.attribution.rules.paths import CONVERSIONS, MONEY, Paths

#: What shares each purchase among the touches of its own journey. The chains of Markov look at all journeys at once.
BY_JOURNEY = tuple(each for each in Method if each not in (Method.MARKOV, Method.MARKOV_2))


@dataclass(frozen=True, slots=True)
class CreditedSale:
    """One purchase: by which lead (None for money without one), what it brought in units of the currency, the touches
    that led to it, the oldest first, and the channel's share of it by each method of ``BY_JOURNEY``."""

    lead_id: int | None
    conversions: float
    money: Decimal
    path: tuple[Channel, ...]
    shares: Mapping[Method, float]
    #: How much of the purchase this is: less than one where a call is credited by chance.
    part: float = 1.0


def credited_sales(
    found: Journeys, channel: Channel, *, offset: int, limit: int
) -> tuple[tuple[CreditedSale, ...], int]:
    """A page of the purchases on whose journeys the channel stands, the dearest first, and how many there are."""
    paths = found.paths
    if channel not in paths.channels or not len(paths.codes):
        return (), 0
    code = paths.channels.index(channel)
    touched = np.add.reduceat(paths.codes == code, paths.starts[:-1]) > 0
    bought = (paths.gains != 0).any(axis=0)
    numbers = np.flatnonzero(touched & bought)
    numbers = numbers[np.lexsort((-found.leads[numbers], -paths.gains[MONEY, numbers]))]
    sales = tuple(_sale(found, int(number), code) for number in numbers[offset : offset + limit])
    return sales, len(numbers)


def _sale(found: Journeys, number: int, code: int) -> CreditedSale:
    paths = found.paths
    touches = slice(int(paths.starts[number]), int(paths.starts[number + 1]))
    own = Paths(
        channels=paths.channels,
        codes=paths.codes[touches],
        starts=np.array([0, touches.stop - touches.start], dtype=np.int64),
        journeys=np.ones(1),
        gains=np.ones((2, 1)),
        days=None if paths.days is None else paths.days[touches],
        direct=paths.direct,
    )
    return CreditedSale(
        lead_id=int(found.leads[number]) or None,
        conversions=round(float(paths.gains[CONVERSIONS, number]), 4),
        money=Decimal(round(paths.gains[MONEY, number])) / 100,
        path=tuple(paths.channels[each] for each in own.codes),
        shares={method: float(credit_by(method, own)[CONVERSIONS, code]) for method in BY_JOURNEY},
        part=float(found.parts[number]),
    )
