"""What is wrong in the exports on purpose, as it is in every real one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tandem.simulation.world import World


@dataclass(frozen=True, slots=True)
class Dirt:
    """Bad phones by request, requests with an unexpanded macro, spend rows written twice.

    The misspelt campaign is not here: it stands in the cast as `Flow.crm_name`.
    """

    phones: dict[int, str]
    macros: frozenset[int]
    repeated_spend: frozenset[int]


def dirt(world: World) -> Dirt:
    """Which rows of a world are dirty."""
    rng = np.random.default_rng((world.seed, 20))
    rows = len(world.requests)
    bad = rng.choice(rows, size=max(3, rows // 350), replace=False).tolist()
    wrong = ("не указан", "8 (000) 000-00-00", "+7 974 12", "1111111111", "-")
    return Dirt(
        phones={row: wrong[number % len(wrong)] for number, row in enumerate(bad)},
        macros=frozenset(rng.choice(rows, size=max(3, rows // 160), replace=False).tolist()),
        repeated_spend=frozenset(rng.choice(len(world.spend.day), size=4, replace=False).tolist()),
    )
