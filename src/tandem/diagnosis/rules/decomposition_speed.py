"""What waiting does to the chance to sell: a falling curve of hours whose shape and time scale the sales tell. Pure.

Where the chance of each client fades at a rate of their own, and rates differ by a gamma distribution, what is left of
all is ``(1 + h/(κτ))^(−κ)``: Lomax's curve (1954), hyperbolic at κ = 1, exponential as κ grows. Some clients wait for
ever, which is a floor φ, and some curves stay level at first, which is a power of ``h/τ`` above one. So

    ``g(h) = φ + (1 − φ)·(1 + (h/τ)^k/κ)^(−κ)``,  ``g(0) = 1``.

Every curve of a grid of these is weighed by its likelihood (the posterior of a grid: Gelman et al., *Bayesian Data
Analysis*, 3.7), and what is told are draws of whole curves. So a scale that the sales cannot tell makes a wide band and
not a narrow wrong one, and no maximum has to be found.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tandem.diagnosis.rules.decomposition_leads import WAIT_HOURS

type Floats = NDArray[np.float64]

#: Sales below which nothing is told of waiting.
FEWEST_SALES = 30
#: Curves that are drawn.
CURVES, _SEED = 1_000, 20_260_101
#: Scales in hours that the steps of waits can tell: from three minutes, the first of them, to the last.
_SCALES = np.geomspace(0.05, WAIT_HOURS[-1], 100)
#: How much the rates of clients differ (the last is as good as an exponential), floors, and how level it begins.
_TAILS = (0.25, 0.5, 1.0, 3.0, 30.0)
_FLOORS = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
_POWERS = (1.0, 1.4, 2.0, 3.0, 5.0)
#: Parts of equal weight into which curves are put by the size of their fall.
_SIZES = 200
#: Parts in which curves are weighed, so that many strata take no more memory.
_BLOCKS = 32
#: What is left at least, so that it has a logarithm.
_NONE = 1e-6


@dataclass(frozen=True, slots=True)
class Speed:
    """Curves of what is left of a fresh lead's chance, drawn by how likely sales make them; arrays ``(curves,)``.

    ``sign`` is 1 of a curve that falls and 0 of a level one. It is what history shows, not an experiment: sellers may
    call first whom they like best. Kind of lead and channel are held alike, nothing else is.
    """

    scale: Floats
    tail: Floats
    floor: Floats
    power: Floats
    sign: Floats

    @classmethod
    def level(cls) -> Speed:
        """Waiting does nothing."""
        one = np.ones(1)
        return cls(one, one, 0 * one, one, 0 * one)

    @property
    def fades(self) -> bool:
        """Whether more than half of the curves fall; else the usual one is level at 1."""
        return bool(self.sign.mean() > 0.5)

    def first(self, count: int) -> Speed:
        """So many curves, from the first again where there are fewer."""
        return self.only(np.arange(count) % len(self.scale))

    def only(self, which: NDArray[np.int64]) -> Speed:
        """Some of the curves."""
        return Speed(*(getattr(self, name)[which] for name in self.__slots__))

    def by_curve(self, hours: Floats) -> Floats:
        """The part of the chance left after ``hours``, which have curves, or 1, as their first axis."""
        return np.asarray(np.exp(self.sign[_like(hours)] * self._falling(hours)))

    def usual(self, hours: Floats) -> Floats:
        """The median over the curves for hours of any shape: 1 at once, and never rising."""
        return np.asarray(np.median(self.by_curve(np.asarray(hours, dtype=np.float64)[None]), axis=0))

    def by_draw(self, hours: Floats, draws: int) -> Floats:
        """The usual curve first, then ``draws`` curves: ``(1 + draws, …)`` for ``hours`` of so many rows, or of one."""
        own = hours if len(hours) == 1 else hours[1:]
        return np.concatenate([self.usual(hours[0])[None], self.first(draws).by_curve(own)])

    def _falling(self, hours: Floats) -> Floats:
        """The logarithm of each curve, as if all fell."""
        to = _like(hours)
        gone = (hours / self.scale[to]) ** self.power[to]
        stays = np.exp(-self.tail[to] * np.log1p(gone / self.tail[to]))
        return np.asarray(np.log(np.maximum(self.floor[to] + (1 - self.floor[to]) * stays, _NONE)))

    def left(self, draws: int = 0) -> Floats:
        """The part of the chance left after waiting for the hand-over and for the answer: ``(draws, steps, steps)``.

        Without ``draws`` it is that of the usual curve, with one row.
        """
        both = WAIT_HOURS[:, None] + WAIT_HOURS
        return self.first(draws).by_curve(both[None]) if draws else self.usual(both)[None]


def fit_speed(leads: Floats, sales: Floats) -> Speed | None:
    """From leads contacted and sold by stratum and step of hours, each of shape ``(strata, steps)``; None: too few.

    Sales are Poisson counts with a level of its own for each stratum: the levels drop out, as only how sales lie within
    each stratum speaks (conditional likelihood).
    """
    used = (sales.sum(axis=1) > 0) & ((leads > 0).sum(axis=1) > 1)
    leads, sales = leads[used], sales[used]
    if sales.sum() < FEWEST_SALES:
        return None
    every, logs = _grid()
    totals, in_stratum = sales.sum(axis=0), sales.sum(axis=1)
    # A rising curve is a falling one turned over; it is told as a level one.
    likely = np.concatenate([_likelihood(sign * logs, leads, in_stratum, totals) for sign in (1.0, -1.0)])
    likely += np.tile(np.log(_before_any_sale(every, logs, leads.sum(axis=0))), 2)
    weight = np.exp(likely - likely.max())
    drawn = np.random.default_rng(_SEED).choice(len(weight), CURVES, p=weight / weight.sum())
    found = every.only(drawn % len(logs))
    return replace(found, sign=(drawn < len(logs)).astype(np.float64))


def _before_any_sale(every: Speed, logs: Floats, leads: Floats) -> Floats:
    """What each curve weighs before a sale is seen, ``(curves,)``, where so many leads waited each step of hours.

    The *size* of a fall is how much its logarithm varies over the waits that there were; as sales tell it with the same
    error whatever it is, every size weighs alike. (Were all curves of the grid alike, most would hardly fall between
    the waits of a company, and few sales would be outvoted towards "waiting does nothing".) Among curves of one size
    what falls off a cliff is rarer than what fades from the first minute: a power k weighs 1/k.
    """
    part = leads / leads.sum()
    size = np.sqrt(np.maximum(logs**2 @ part - (logs @ part) ** 2, 0.0))
    order = np.argsort(size, kind="stable")
    upto = np.cumsum(1 / every.power[order])
    at = np.minimum((upto * (_SIZES / upto[-1])).astype(np.int64), _SIZES - 1)
    # A part of the curves, all of the same weight, stands for as many sizes as it spans.
    ends = size[order][np.searchsorted(at, np.arange(_SIZES), side="right") - 1]
    spans = np.maximum(np.diff(ends, prepend=0.0), _NONE)
    found = np.empty(len(size))
    found[order] = spans[at] / every.power[order]
    return found


def _likelihood(logs: Floats, leads: Floats, in_stratum: Floats, totals: Floats) -> Floats:
    """The logarithm of the likelihood of each curve, ``(curves,)``, but for a constant."""
    levels = [np.log(np.exp(some) @ leads.T) @ in_stratum for some in np.array_split(logs, _BLOCKS)]
    return np.asarray(logs @ totals - np.concatenate(levels))


@cache
def _grid() -> tuple[Speed, Floats]:
    """Every falling curve that is weighed, and their logarithms at the steps of hours, ``(curves, steps)``."""
    grid = np.meshgrid(_SCALES, _TAILS, _FLOORS, _POWERS, (1.0,), indexing="ij")
    every = Speed(*(each.ravel() for each in grid))
    return every, np.log(every.by_curve(WAIT_HOURS[None]))


def _like(hours: Floats) -> tuple[slice | None, ...]:
    """The index by which parameters of curves stand along the first axis of ``hours``."""
    return (slice(None), *(None for _ in hours.shape[1:]))
