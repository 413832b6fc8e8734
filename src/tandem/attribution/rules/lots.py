"""Who gets the campaign and who goes without, by lot: alike in the past, and the same lots from the same seed. Pure.

Units are ordered by what they brought and taken two by two; in each pair a coin decides. So both halves are alike in
size whatever falls (matched pairs: Imai, King and Nall 2009, Statist. Sci. 24), and nobody could choose.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

#: Fewer pairs can never show a difference in nineteen cases of twenty: of 2⁵ ways to fall two are as far out as any.
FEWEST_PAIRS = 6


class TooFewUnits(ValueError):
    """Less than twice ``FEWEST_PAIRS`` units: ``units`` is how many there are."""

    def __init__(self, units: int) -> None:
        super().__init__(f"Lots take {2 * FEWEST_PAIRS} units; there are {units}.")
        self.units = units


@dataclass(frozen=True, slots=True)
class Unit:
    """A region or a client, with what it brought in the weeks before; only units of one ``stratum`` are paired."""

    name: str
    past: float
    stratum: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two units alike: one is shown the campaign, the other is not."""

    shown: Unit
    spared: Unit


@dataclass(frozen=True, slots=True)
class Lots:
    """The pairs, the largest first, and who was left without a partner."""

    pairs: tuple[Pair, ...]
    left_out: tuple[Unit, ...]

    @property
    def digest(self) -> str:
        """By which anybody sees that the lots are still those that were drawn."""
        said = ";".join(f"{pair.shown.name}|{pair.spared.name}" for pair in self.pairs)
        return hashlib.sha256(said.encode()).hexdigest()[:16]


def draw(units: Sequence[Unit], seed: int) -> Lots:
    """Deal the units out. Refuses by ``TooFewUnits``."""
    order = sorted(units, key=lambda unit: (unit.stratum, -unit.past, unit.name))
    pairs, alone = [], []
    while order:
        first, *order = order
        if order and order[0].stratum == first.stratum:
            pairs.append((first, order.pop(0)))
        else:
            alone.append(first)
    if len(pairs) < FEWEST_PAIRS:
        raise TooFewUnits(len(units))
    coins = np.random.default_rng(seed).integers(0, 2, len(pairs))
    return Lots(
        tuple(Pair(b, a) if coin else Pair(a, b) for (a, b), coin in zip(pairs, coins, strict=True)), tuple(alone)
    )
