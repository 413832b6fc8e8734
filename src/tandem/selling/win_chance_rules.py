"""The chance that an open deal is won, from its stage and how long it has stood there: pure arithmetic.

Of deals that came as far, ``W(t)`` is the share won and ``L(t)`` the share lost within ``t`` days. One that is still
open after ``a`` days is won within the next ``h`` with the chance ``(W(a+h) − W(a)) / (1 − W(a) − L(a))``. Where losses
are not told, ``L = 0`` and ``W = πF``, it is ``π(F(a+h) − F(a)) / (1 − πF(a))``.

A deal that has stood long on a stage is not like one that has just come there: the shares are taken of those deals
alone that stood there at least as long (a landmark: van Houwelingen 2007, Scand. J. Statist. 34), in steps of days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tandem.basics.effective_cases import effective_cases
from tandem.basics.intervals import LEVEL, Estimate, cumulative_incidence, last_sound_age, normal_quantile
from tandem.basics.shrinkage import beta_binomial_shrinkage

type Floats = NDArray[np.float64]

#: Days on a stage from which a deal is compared with those that stood there as long.
LANDMARKS = (0, 2, 5, 10, 20, 40, 80, 160)
#: Wins below which nothing is told of any stage.
FEWEST_WINS = 10
#: Deals of a stage's own history below which it is told by all deals instead.
FEWEST_OWN = 20
#: The stage of deals whatever their stage: they stand there from the day they came in until they end.
ALL = ""
#: What is called soon, in days.
SOON = 30
_DRAWS = 2000


def chance(*, won_now: float, won_then: float, lost_now: float = 0.0) -> float:
    """The chance to be won between now and then, for a deal that is neither won nor lost by now.

    Each is a share of all deals that came as far. Zero where none is open any more.
    """
    still_open = 1 - won_now - lost_now
    return min(max((won_then - won_now) / still_open, 0.0), 1.0) if still_open > 1e-12 else 0.0


def landmark(days: int) -> int:
    """The step that so many days on a stage belong to."""
    return max(step for step in LANDMARKS if step <= max(days, 0))


@dataclass(frozen=True, slots=True)
class Fates:
    """What became of deals that stood on a stage, or on any (``ALL``), for ``step`` days or longer, by days then."""

    stage: str
    step: int
    won: Sequence[int]
    lost: Sequence[int]
    still_open: Sequence[int]

    @property
    def n(self) -> int:
        """How many they are."""
        return sum(self.won) + sum(self.lost) + sum(self.still_open)


@dataclass(frozen=True, slots=True)
class Chance:
    """The chance of deals on a stage for ``step`` days or longer, corrected for small samples.

    ``raw`` is the plain estimate with ``raw.n`` deals like it, of which ``won`` were won and ``still_open`` are not
    decided; it looks ``within`` days ahead. ``soon`` is the part of the chance that comes within ``SOON`` days.
    ``usual`` are the days after which half of those won were won; None without any.
    """

    stage: str
    step: int
    estimate: Estimate
    raw: Estimate
    won: int
    lost: int
    still_open: int
    within: int
    soon: float
    usual: int | None


@dataclass(frozen=True, slots=True)
class Chances:
    """The chances of every stage and step that history knows; ``wins`` are the deals won in it.

    ``every``: 1 when all leads speak, 5 when only every fifth does.
    """

    by_place: dict[tuple[str, int], Chance]
    wins: int
    every: int = 1

    @property
    def known(self) -> bool:
        """Whether there are wins enough to tell anything."""
        return self.wins >= FEWEST_WINS

    def of(self, stage: str, stood: int | None, age: int) -> Chance | None:
        """The chance of a deal ``stood`` days on a stage (None: nobody knows) and ``age`` days old; None: not known.

        By the deals of its own stage where there are ``FEWEST_OWN``, else by all that were still open at its age. A
        step that no deal of history reached is told by the one before it.
        """
        if not self.known:
            return None
        own = None if stood is None else self._at(stage, stood)
        return own if own is not None and own.raw.n >= FEWEST_OWN else self._at(ALL, age)

    def _at(self, stage: str, days: int) -> Chance | None:
        steps = [each for each in LANDMARKS if each <= landmark(days) and (stage, each) in self.by_place]
        return self.by_place[stage, steps[-1]] if steps else None


def chances(history: Sequence[Fates], wins: int, every: int = 1) -> Chances:
    """The chances by stage and step; few cases are pulled towards all, and their interval says so.

    ``wins`` are the different deals won behind the history, for one deal stands in several of its parts.
    """
    told = [(each, *_ever(each)) for each in history if each.n]
    kept = [(fates, within, found) for fates, within, found in told if found.value is not None]
    cases = [effective_cases(found, LEVEL) for _, _, found in kept]
    shrunk = beta_binomial_shrinkage([won for won, _ in cases], [n for _, n in cases]).units if cases else ()
    return Chances(
        {
            (fates.stage, fates.step): _chance(fates, unit, found, within)
            for (fates, within, found), unit in zip(kept, shrunk, strict=True)
        },
        wins,
        every,
    )


def _ever(fates: Fates) -> tuple[int, Estimate]:
    """How many days ahead enough deals were followed, and the share won by then."""
    within = last_sound_age(fates.won, fates.lost, fates.still_open)
    found = cumulative_incidence(fates.won, fates.lost, fates.still_open, within)
    return within, found.at_horizon if found.at_horizon.value is not None else found.so_far


def _chance(fates: Fates, unit: Estimate, raw: Estimate, within: int) -> Chance:
    upto = np.cumsum(fates.won)
    near = cumulative_incidence(fates.won, fates.lost, fates.still_open, min(SOON, within)).at_horizon.value
    soon = chance(won_now=0.0, won_then=near or 0.0)
    return Chance(
        stage=fates.stage,
        step=fates.step,
        estimate=unit,
        raw=raw,
        won=sum(fates.won),
        lost=sum(fates.lost),
        still_open=sum(fates.still_open),
        within=within,
        # As much of the corrected chance as of the plain one.
        soon=(unit.value or 0.0) * min(soon / raw.value, 1.0) if raw.value else 0.0,
        usual=int(np.searchsorted(upto, upto[-1] / 2)) if upto[-1] else None,
    )


@dataclass(frozen=True, slots=True)
class Held:
    """Open deals of one chance: how many, their sum and the sum of the squares of their amounts."""

    chance: Chance | None
    deals: int
    amount: float
    squares: float


@dataclass(frozen=True, slots=True)
class Weighted:
    """What open deals are worth: each amount times its chance. ``left_out`` is the sum whose chance is not known."""

    value: float
    low: float
    high: float
    left_out: float


def weighted(held: Sequence[Held], *, level: float = LEVEL, seed: int = 20) -> Weighted | None:
    """The weighted sum with its interval; None where no chance is known.

    Two things may come out otherwise: the chances themselves, drawn from what is known of each, one draw for all deals
    that share it; and the deals, each won whole or not at all, as a sum of independent wins with the mean
    ``Σ amount·p`` and the variance ``Σ amount²·p(1−p)``, near enough to normal unless one deal is most of the sum, and
    then the interval is cut at nothing and at everything.
    """
    told = [each for each in held if each.chance is not None and each.deals]
    if not told:
        return None
    random = np.random.default_rng(seed)
    mean = 0.0
    drawn_mean, drawn_variance = np.zeros(_DRAWS), np.zeros(_DRAWS)
    for each in told:
        assert each.chance is not None
        p = each.chance.estimate.value or 0.0
        mean += each.amount * p
        drawn = _draws(each.chance.estimate, random)
        drawn_mean += each.amount * drawn
        drawn_variance += each.squares * drawn * (1 - drawn)
    outcome = drawn_mean + np.sqrt(drawn_variance) * random.standard_normal(_DRAWS)
    low, high = np.quantile(outcome, [(1 - level) / 2, (1 + level) / 2])
    whole = sum(each.amount for each in told)
    left_out = sum(each.amount for each in held if each.chance is None)
    return Weighted(mean, min(max(float(low), 0.0), mean), max(min(float(high), whole), mean), left_out)


def _draws(estimate: Estimate, random: np.random.Generator) -> Floats:
    """Chances as likely as the estimate's mean and interval make them: draws of a Beta with both."""
    mean = min(max(estimate.value or 0.0, 1e-6), 1 - 1e-6)
    deviation = max((estimate.high - estimate.low) / (2 * normal_quantile(LEVEL)), 1e-6)
    cases = max(mean * (1 - mean) / deviation**2 - 1, 1e-3)
    return np.asarray(random.beta(mean * cases, (1 - mean) * cases, _DRAWS), dtype=np.float64)
