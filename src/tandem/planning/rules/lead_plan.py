"""How many leads a plan of revenue takes, and how sure so many are to bring it. Pure.

N = R / (check · win rate · share of SQL) hits the plan in about half of all months: the shares are known from so many
cases only, and how many of the leads buy is chance. Each share is a Beta posterior under a flat prior; given both, N
leads make Poisson(N · s · w) sales, of which the plan needs K = ⌈R / check⌉. So P(N) = ∫∫ P(Poisson(N·s·w) ≥ K)
dBeta(s) dBeta(w), a regularised gamma function under the integral, worked out on a grid of quantiles (Gauss–Legendre):
no chance in the answer.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

type Floats = NDArray[np.float64]

_NODES = 48
#: More leads than this nobody plans.
MOST_LEADS = 10_000_000


class NothingToPlan(ValueError):
    """Revenue, a check and shares must be above nought, and hits no more than cases."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A share as it was seen: ``hits`` of ``cases``."""

    hits: int
    cases: int

    @property
    def share(self) -> float:
        return self.hits / self.cases


@dataclass(frozen=True, slots=True)
class LeadPlan:
    """``sales`` the plan needs; ``point`` leads by the plain formula, and the chance that so many bring it.

    ``revenue`` and ``check`` in units of money; ``sql`` is the share of leads that are SQL, ``win`` that of SQL that
    buy.
    """

    revenue: float
    check: float
    sql: Seen
    win: Seen
    sales: int
    point: int
    point_chance: float

    def chance(self, leads: int) -> float:
        """How likely so many leads bring the plan."""
        return _chance(leads, self.sales, self.sql, self.win)

    def leads_for(self, sure: float) -> int | None:
        """The fewest leads that bring the plan with the chance ``sure``; None where no number does."""
        low, high = 0, max(self.point, 1)
        while self.chance(high) < sure:
            low, high = high, high * 2
            if high > MOST_LEADS:
                return None
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self.chance(middle) < sure else (low, middle)
        return high


def lead_plan(revenue: float, check: float, *, sql: Seen, win: Seen) -> LeadPlan:
    """The plan for a revenue. Refuses by ``NothingToPlan``."""
    sound = revenue > 0 and check > 0 and all(0 < each.hits <= each.cases for each in (sql, win))
    if not sound:
        raise NothingToPlan
    sales = max(math.ceil(revenue / check - 1e-9), 1)
    point = math.ceil(revenue / (check * win.share * sql.share) - 1e-9)
    return LeadPlan(revenue, check, sql, win, sales, point, _chance(point, sales, sql, win))


def _chance(leads: int, sales: int, sql: Seen, win: Seen) -> float:
    if leads <= 0:
        return 0.0
    at, weights = np.polynomial.legendre.leggauss(_NODES)
    levels, parts = (at + 1) / 2, weights / 2
    rate = np.multiply.outer(_quantiles(sql, levels), _quantiles(win, levels))
    # P(Poisson(λ) ≥ K) is the regularised lower gamma function at (K, λ).
    return float(parts @ special.gammainc(sales, leads * rate) @ parts)


def _quantiles(seen: Seen, levels: Floats) -> Floats:
    return np.asarray(special.betaincinv(seen.hits + 1, seen.cases - seen.hits + 1, levels), dtype=np.float64)
