"""The map of all journeys from counts: who went on where, how long it took, and who stopped."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tandem.basics.intervals import Estimate, normal_quantile


@dataclass(frozen=True, slots=True)
class Stretch:
    """The way from one point to the next point that was seen: ``leads`` of all at its start, ``seconds`` in the median.

    ``start`` and ``end`` are places of points in their order. ``seconds.n``: leads whose both times are known and in
    order; its interval holds the true median in nine cases of ten.
    """

    start: int
    end: int
    leads: int
    seconds: Estimate

    @property
    def skips(self) -> bool:
        """Whether points between were not seen."""
        return self.end > self.start + 1


@dataclass(frozen=True, slots=True)
class Stop:
    """Leads that came to a point and no further: ``lost`` there, or ``open`` still."""

    lost: int = 0
    open: int = 0


@dataclass(frozen=True, slots=True)
class Flow:
    """``reached``: leads seen at each point; ``stretches`` in the order of points; ``stops`` by point.

    Each lead is at each point once, when it came there first: who goes back and forth passes a stretch once. Of leads
    of the map ``went_back`` were moved to a stage before the one they left, whatever became of them later, ``reopened``
    were lost and taken up again, ``came_again`` are of clients who had asked before; each counts once, however often it
    did. Of ``unmarked`` leads, lost since, older moves do not name the stage left: their ways back are seen by first
    times only, and some are not seen.
    """

    reached: tuple[int, ...]
    stretches: tuple[Stretch, ...]
    stops: Mapping[int, Stop]
    went_back: int
    reopened: int
    came_again: int
    unmarked: int = 0

    def on(self, start: int) -> int:
        """How many went on from a point."""
        return sum(each.leads for each in self.stretches if each.start == start)


def stretches_of(counts: Iterable[tuple[int, int, int | None, int]]) -> tuple[Stretch, ...]:
    """From histograms: start, end, seconds (None: not known, or not in order), leads."""
    held: dict[tuple[int, int], list[tuple[int | None, int]]] = {}
    for start, end, seconds, leads in counts:
        held.setdefault((start, end), []).append((seconds, leads))
    return tuple(
        Stretch(
            start,
            end,
            sum(leads for _, leads in each),
            median_of([(at, leads) for at, leads in each if at is not None]),
        )
        for (start, end), each in sorted(held.items())
    )


def median_of(histogram: Sequence[tuple[float, int]]) -> Estimate:
    """The median of values with their counts, and its interval from order statistics.

    The ranks n/2 ± z·√n/2 bound it whatever the distribution (David, Nagaraja 2003, "Order statistics", §7.1); of few
    values they are the smallest and the largest.
    """
    if not histogram:
        return Estimate(None, 0.0, math.inf, 0)
    values = np.array(sorted(histogram), dtype=np.float64)
    ends = np.cumsum(values[:, 1])
    n = int(ends[-1])

    def at_rank(rank: int) -> float:
        return float(values[np.searchsorted(ends, min(max(rank, 1), n)), 0])

    half = normal_quantile() * math.sqrt(n) / 2
    low, high = at_rank(math.floor(n / 2 - half)), at_rank(math.ceil(n / 2 + half) + 1)
    return Estimate((at_rank((n + 1) // 2) + at_rank(n // 2 + 1)) / 2, low, high, n)
