"""How much of the value expected of their leads a seller makes come true.

Pure. Sales are set against those that leads of the same grades bring on average (indirect standardisation: whoever is
dealt the worse leads is not thought the worse seller), and pulled towards 1 as far as there are few leads: the ratio of
a Poisson count with a gamma prior of mean 1 (Clayton and Kaldor 1987). The prior's weight is found by moments
(Marshall 1991); where sellers cannot be told apart all are 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: No seller is reckoned with as worse or better than that: everybody goes on getting leads, and being learnt of.
LEAST, MOST = 0.5, 2.0


@dataclass(frozen=True, slots=True)
class Strength:
    """``ratio`` of sales to those expected of ``n`` leads, shrunk and within ``LEAST`` and ``MOST``."""

    ratio: float
    n: int


def strengths_of(
    leads: Mapping[tuple[int, str], float], sales: Mapping[tuple[int, str], float]
) -> Mapping[int, Strength]:
    """Strength by seller, of leads and sales by seller and grade (as they count at their age, so not whole)."""
    by_grade: dict[str, list[float]] = {}
    for (seller, grade), count in leads.items():
        total = by_grade.setdefault(grade, [0.0, 0.0])
        total[0] += count
        total[1] += sales.get((seller, grade), 0.0)
    expected: dict[int, float] = {}
    observed: dict[int, float] = {}
    cases: dict[int, float] = {}
    for (seller, grade), count in leads.items():
        of_all, won = by_grade[grade]
        expected[seller] = expected.get(seller, 0.0) + (count * won / of_all if of_all else 0.0)
        observed[seller] = observed.get(seller, 0.0) + sales.get((seller, grade), 0.0)
        cases[seller] = cases.get(seller, 0.0) + count
    spread = _variance(observed, expected)
    found = {}
    for seller, due in expected.items():
        ratio = 1.0 if spread <= 0 or due <= 0 else (observed[seller] + 1 / spread) / (due + 1 / spread)
        found[seller] = Strength(min(max(ratio, LEAST), MOST), round(cases[seller]))
    return found


def _variance(observed: Mapping[int, float], expected: Mapping[int, float]) -> float:
    """Variance of the true ratios between sellers, by moments; 0 where chance alone explains the differences."""
    told = [seller for seller, due in expected.items() if due > 0]
    total = sum(expected[each] for each in told)
    if len(told) < 2 or total <= 0:
        return 0.0
    mean = sum(observed[each] for each in told) / total
    if mean <= 0:
        return 0.0
    spread = sum(expected[each] * (observed[each] / expected[each] - mean) ** 2 for each in told) / total
    return max((spread - mean * len(told) / total) / mean**2, 0.0)
