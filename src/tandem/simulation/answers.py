"""What clients of the made-up firm answered to the agreement's questions, where a seller asked and wrote it down.

Drawn from a stream of its own, so that it leaves the rest of the year as it was, and in accord with the grade the
seller gave: an answer never changes it. Planted: who decides alone buys more often, and sellers ask unevenly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from tandem.simulation.stages import Stage
from tandem.simulation.world import HORIZON, World

#: How often each seller in turn asks a question and writes the answer down.
_ASKS: Final = (0.8, 0.92, 0.7, 0.55, 0.95, 0.75, 0.85, 0.4)
#: Asked, and the client would not say.
_NOT_TOLD: Final = 0.09
_UNTOLD: Final = "не знает"
_DECIDES: Final = ("self", "together", "other")
_OF_BUYERS, _OF_OTHERS = (0.68, 0.27, 0.05), (0.42, 0.33, 0.25)
_SIZES: Final = ("alone", "small", "medium", "large")
_OF_COMPANIES, _OF_PEOPLE = (0.1, 0.4, 0.35, 0.15), (0.85, 0.1, 0.04, 0.01)


@dataclass(frozen=True, slots=True)
class Answered:
    """Cells of one request; empty where nobody asked."""

    need: str = ""
    budget: str = ""
    days: str = ""
    size: str = ""
    decides: str = ""


def answers(world: World) -> list[Answered]:
    """One for each request, in their order."""
    rng = np.random.default_rng((world.seed, 71))
    pipeline = world.pipeline
    stages = pipeline.stage(HORIZON)
    asked, told, value = (rng.random((len(stages), 5)) for _ in range(3))
    found = []
    for row, stage in enumerate(stages):
        grade = int(pipeline.grade[row]) if pipeline.contact[row] <= HORIZON else -1
        # Nobody asks the wrong number about its budget.
        if not 0 <= grade <= 3:
            found.append(Answered())
            continue
        cells = _cells(world, row, grade, value[row], won=stage == Stage.WON)
        asks = _ASKS[int(pipeline.seller[row]) % len(_ASKS)]
        found.append(Answered(*(
            "" if asked[row, at] > asks else _UNTOLD if at and told[row, at] < _NOT_TOLD else cell
            for at, cell in enumerate(cells)
        )))  # fmt: skip
    return found


def _cells(
    world: World, row: int, grade: int, value: np.ndarray[tuple[int], np.dtype[np.float64]], *, won: bool
) -> tuple[str, ...]:
    """Answers that the grades A to D (0 to 3) stand for."""
    budget = 100_000 * (1 + 8 * value[0]) if grade <= 1 else 20_000 + 70_000 * value[0]
    days = 3 + 11 * value[1] if grade == 0 else 15 + 75 * value[1]
    is_company = "изнес" in world.company.segments[world.requests.segment[row]].name
    return (
        "да" if grade <= 2 else "нет",
        f"{round(budget, -3):.0f}",
        f"{days:.0f}",
        _SIZES[_place(value[2], _OF_COMPANIES if is_company else _OF_PEOPLE)],
        _DECIDES[_place(value[3], _OF_BUYERS if won else _OF_OTHERS)],
    )


def _place(drawn: float, weights: tuple[float, ...]) -> int:
    return min(int(np.searchsorted(np.cumsum(weights), drawn, side="right")), len(weights) - 1)
