"""How large a test has to be to show what attribution cannot: whether advertising caused the purchase."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from scipy import special

#: Sure of a difference in nineteen cases of twenty, and finding it in four of five, as is usual.
ERROR, POWER = 0.05, 0.8


@dataclass(frozen=True, slots=True)
class HoldOut:
    """``each``: clients who are shown the advertising, and as many who are not; None where no size shows it."""

    base: float
    lift: float
    each: int | None


def hold_out(base: float, lift: float, *, error: float = ERROR, power: float = POWER) -> HoldOut:
    """Clients in each half of a test that finds a rate of ``base · (1 + lift)`` beside one of ``base``.

    Two-sided test of two proportions: n = (z₁₋α⁄₂ √(2 p̄ q̄) + z_power √(p₀q₀ + p₁q₁))² ÷ (p₁ − p₀)² (Fleiss, Levin, Paik
    2003, "Statistical methods for rates and proportions", §4.2, without the continuity correction).
    """
    other = base * (1 + lift)
    if not (0 < base < 1 and 0 < other < 1) or not lift:
        return HoldOut(base, lift, None)
    mean = (base + other) / 2
    spread = _z(1 - error / 2) * math.sqrt(2 * mean * (1 - mean))
    spread += _z(power) * math.sqrt(base * (1 - base) + other * (1 - other))
    return HoldOut(base, lift, math.ceil((spread / (other - base)) ** 2 - 1e-9))


@dataclass(frozen=True, slots=True)
class GeoTest:
    """Regions halved by lot: ``weeks`` in which the halves must be watched; None where no length shows it."""

    a_week: float
    lift: float
    weeks: int | None


def geo_test(
    a_week: float, lift: float, *, dispersion: float = 1.0, error: float = ERROR, power: float = POWER
) -> GeoTest:
    """Weeks of a test in which one half of the regions goes on and the other goes without.

    ``a_week``: conversions a week of all regions together; ``dispersion``: variance of a week's conversions over their
    mean, 1 for pure chance, so that good and bad weeks lengthen the test. Two counts are compared by their roots, whose
    variance is dispersion ÷ 4 whatever the mean: 2 · dispersion/4 · (z₁₋α⁄₂ + z_power)² ÷ (√λ₁ − √λ₀)² weeks, with λ₀
    and λ₁ a half's conversions a week without and with (Huffman 1984, Applied Statistics 33).
    """
    if a_week <= 0 or lift <= 0:
        return GeoTest(a_week, lift, None)
    # ``a_week`` is seen with the advertising on everywhere.
    on, off = a_week / 2, a_week / 2 / (1 + lift)
    reach = _z(1 - error / 2) + _z(power)
    weeks = max(dispersion, 1.0) / 2 * (reach / (math.sqrt(on) - math.sqrt(off))) ** 2
    return GeoTest(a_week, lift, math.ceil(weeks - 1e-9))


def dispersion_of(weekly: list[float]) -> float:
    """Variance over mean of a week's conversions; at least 1, and 1 where there are too few weeks to tell.

    From differences of neighbouring weeks (von Neumann 1941): growth and season touch both halves of a test alike.
    """
    if len(weekly) < 8 or not sum(weekly):
        return 1.0
    mean = sum(weekly) / len(weekly)
    steps = sum((after - before) ** 2 for before, after in pairwise(weekly))
    return max(1.0, steps / 2 / (len(weekly) - 1) / mean)


def _z(share: float) -> float:
    return float(special.ndtri(share))
