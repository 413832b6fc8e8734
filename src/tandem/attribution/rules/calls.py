"""Which campaign made a client ring on a number that tells of none: call by call, with the chance of each.

A number of its own for each campaign answers that exactly. Where there is none, time tells something: what makes people
call is followed by calls. Calls come at the intensity b·u(t) + Σ βₖ·eₖ(t): the usual course u of calls without any
visit, and for each cause k (visits of a campaign just before, its clicks of that day) its exposure eₖ. Fitted by the EM
algorithm for such sums (Vardi, Shepp, Kaufman 1985, JASA 80); a call then came by cause k with the chance βₖ·eₖ(t) /
(all of it), Bayes' rule with the fitted rates for a prior, which is what stochastic declustering does with earthquakes
and their aftershocks (Zhuang, Ogata, Vere-Jones 2002, JASA 97; Veen, Schoenberg 2008, JASA 103). A cause is believed
only where adding it explains more than chance would (one-sided ratio test, divided by the number of causes tried), so
that about one history in twenty without any connection names one.

This needs no visit of the caller's own, and proves none: it is a chance, and is stated as one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from tandem.attribution.rules.paths import Numbers

_ROUNDS = 2000
_ENOUGH = 1e-7
#: Below so many days or calls nothing is said.
FEWEST_DAYS, FEWEST_CALLS = 28, 20
ERROR = 0.05


@dataclass(frozen=True, slots=True)
class Exposures:
    """Of ``n`` calls and ``k`` causes, by one unit of time.

    ``usual`` (n): the course of calls without visits at each call, ``usual_whole`` all of it in the days looked at;
    ``causes`` (n, k): each cause at each call, ``wholes`` (k) all of each.
    """

    usual: Numbers
    usual_whole: float
    causes: Numbers
    wholes: Numbers


@dataclass(frozen=True, slots=True)
class Claimed:
    """A cause that calls came by: about ``calls`` of them; ``confidence``: the chance, for one of those calls, that it
    was this and nothing else."""

    cause: int
    calls: float
    confidence: float


@dataclass(frozen=True, slots=True)
class CallMatch:
    """What can be told of ``calls``; those that no cause is named for stay ``unknown``. ``chances`` (n, k): of each
    call that it came by each cause, zero for those not believed; the rest of a call is of unknown origin. ``enough``:
    days and calls suffice for saying anything."""

    claimed: tuple[Claimed, ...]
    calls: int
    unknown: float
    enough: bool
    chances: Numbers


def match_calls(given: Exposures, *, days: int) -> CallMatch:
    """Share out the calls of ``days`` among what may have caused them."""
    calls, tried = given.causes.shape
    chances = np.zeros((calls, tried))
    if days < FEWEST_DAYS or calls < FEWEST_CALLS or not tried:
        return CallMatch((), calls, float(calls), enough=False, chances=chances)
    kept = _believed(given)
    _likelihood, shares, _means = _fitted(given, kept)
    chances[:, kept] = shares[:, 1:]
    claimed = tuple(
        Claimed(at, float(chances[:, at].sum()), float(chances[:, at] @ chances[:, at] / chances[:, at].sum()))
        for at in sorted(kept)
    )
    return CallMatch(claimed, calls, calls - sum(each.calls for each in claimed), enough=True, chances=chances)


def _believed(given: Exposures) -> list[int]:
    """Causes one by one, the most telling first, as long as each explains more than chance; then those that the later
    ones made needless go."""
    # What goes with the usual course of calls cannot be told from it.
    own = given.causes / given.usual[:, None]
    varies = own.std(axis=0) > 1e-9 * own.max(axis=0)
    able = [int(at) for at in np.flatnonzero(varies & (given.wholes > 0))]
    if not able:
        return []
    needed = float(special.ndtri(1 - ERROR / len(able))) ** 2
    kept: list[int] = []
    before, _shares, means = _fitted(given, kept)
    while len(kept) < len(able):
        others = [at for at in able if at not in kept]
        # How fast the likelihood would rise from nothing of each, by what chance makes of that (the score test).
        rise = given.causes[:, others] / means[:, None]
        scores = (rise.sum(axis=0) - given.wholes[others]) / np.sqrt((rise**2).sum(axis=0))
        best = others[int(np.argmax(scores))]
        after, _shares, with_it = _fitted(given, [*kept, best])
        if 2 * (after - before) < needed:
            break
        kept.append(best)
        before, means = after, with_it
    for at in kept[:-1]:
        without = [other for other in kept if other != at]
        less = _fitted(given, without)[0]
        if 2 * (before - less) < needed:
            kept, before = without, less
    return kept


def _fitted(given: Exposures, kept: list[int]) -> tuple[float, Numbers, Numbers]:
    """The log-likelihood at its highest; whose each call is: (n, 1 + kept), the first column nobody's; and how many
    calls were to be expected at each (n)."""
    causes = np.column_stack([given.usual, given.causes[:, kept]])
    wholes = np.maximum(np.concatenate([[given.usual_whole], given.wholes[kept]]), 1e-12)
    rates = len(causes) / len(wholes) / wholes
    before = -np.inf
    for _ in range(_ROUNDS):
        means = np.maximum(causes @ rates, 1e-300)
        likelihood = float(np.log(means).sum() - wholes @ rates)
        if likelihood - before < _ENOUGH:
            break
        before = likelihood
        rates = rates * (causes.T @ (1 / means)) / wholes
    means = np.maximum(causes @ rates, 1e-300)
    return likelihood, causes * rates / means[:, None], means
