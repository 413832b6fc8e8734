"""Whether a clause that was found holds on leads it was not found on; only those say how well it does.

The test is the exact one of Fisher, one-sided, and the few clauses proposed share one chance of error by Holm (1979):
in a history without any portrait some clause is called confirmed in at most one case of twenty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy import special

from tandem.basics.intervals import LEVEL, Estimate, wilson
from tandem.portrait.rules.conditions import Attribute, Flags, Floats, clause_text
from tandem.portrait.rules.searching import Clause, Proposed
from tandem.portrait.rules.table import Table, Tally

#: The chance that any clause of a search is confirmed though none is true.
ERROR = 0.05
_DRAWS = 4000


class Verdict(StrEnum):
    """What the held-back leads say of a clause."""

    CONFIRMED = "confirmed"
    #: Not told from chance there.
    UNCERTAIN = "uncertain"
    #: Those inside buy no more often there than those outside.
    REVERSED = "reversed"


@dataclass(frozen=True, slots=True)
class Finding:
    """A clause and what is known of it: ``whole`` over all leads, ``held`` and the rates over those held back."""

    clause: Clause
    text: str
    verdict: Verdict
    #: The chance of such a difference without a portrait, all clauses proposed taken into account.
    chance: float
    whole: Tally
    held: Tally
    inside: Estimate
    outside: Estimate
    lift: Estimate


def chance_of_as_many(inside: int, buyers_inside: int, told: int, buyers_told: int) -> float:
    """P(at least so many buyers inside) when the clause says nothing: the upper tail of the hypergeometric."""
    most = min(inside, buyers_told)
    if buyers_inside > most:
        return 0.0
    x = np.arange(buyers_inside, most + 1, dtype=np.float64)
    logs = _choose(buyers_told, x) + _choose(told - buyers_told, inside - x) - _choose(told, np.float64(inside))
    return float(min(1.0, np.exp(logs[np.isfinite(logs)]).sum()))


def _chance(tally: Tally) -> float:
    return chance_of_as_many(tally.inside, tally.buyers_inside, tally.told, tally.buyers_told)


def holm(chances: Sequence[float]) -> list[float]:
    """Chances of error adjusted for having tried several (Holm 1979)."""
    adjusted, largest = [1.0] * len(chances), 0.0
    for place, at in enumerate(sorted(range(len(chances)), key=lambda each: chances[each])):
        largest = max(largest, min(1.0, (len(chances) - place) * chances[at]))
        adjusted[at] = largest
    return adjusted


def lift(tally: Tally, level: float = LEVEL) -> Estimate:
    """How many times the usual rate those inside buy, by posterior draws of both rates (Jeffreys' prior)."""
    if not tally.inside or not tally.buyers_told:
        return Estimate(None, 0.0, float("inf"), tally.inside)
    chance = np.random.default_rng(tally.told)
    inside = chance.beta(tally.buyers_inside + 0.5, tally.inside - tally.buyers_inside + 0.5, _DRAWS)
    outside = chance.beta(tally.buyers_outside + 0.5, tally.outside - tally.buyers_outside + 0.5, _DRAWS)
    part = tally.inside / tally.told
    low, high = np.quantile(inside / (part * inside + (1 - part) * outside), ((1 - level) / 2, (1 + level) / 2))
    value = (tally.buyers_inside / tally.inside) / (tally.buyers_told / tally.told)
    return Estimate(value, min(float(low), value), max(float(high), value), tally.inside)


def confirm(
    proposed: Sequence[Proposed], attributes: Sequence[Attribute], bought: Flags, held: Flags
) -> tuple[Finding, ...]:
    """Each clause on the leads held back, by itself and by what it adds to those before; arrays are over all leads."""
    conditions = [condition for each in proposed for condition in each.clause]
    whole = Table(attributes, conditions, bought)
    only_held = Table([each.of(held) for each in attributes], conditions, bought[held])
    numbers, at = [], 0
    for each in proposed:
        numbers.append(tuple(range(at, at + len(each.clause))))
        at += len(each.clause)
    among, chances, tallies, steady = only_held.everybody, [], [], []
    for clause in numbers:
        new = only_held.of(clause, among)
        added, alone = only_held.tally(new), only_held.tally(only_held.of(clause, only_held.everybody))
        chances.append(max(_chance(added), _chance(alone)))
        tallies.append(alone)
        steady.append(all(_helps(only_held, clause, number) for number in clause))
        among = among & ~new.true
    return tuple(
        Finding(
            clause=each.clause,
            text=clause_text(each.clause),
            verdict=_verdict(tally, chance, holds),
            chance=chance,
            whole=whole.tally(whole.of(clause, whole.everybody)),
            held=tally,
            inside=wilson(tally.buyers_inside, tally.inside),
            outside=wilson(tally.buyers_outside, tally.outside),
            lift=lift(tally),
        )
        for each, clause, tally, chance, holds in zip(proposed, numbers, tallies, holm(chances), steady, strict=True)
    )


def _verdict(tally: Tally, chance: float, steady: bool) -> Verdict:
    if not tally.inside or not tally.outside:
        return Verdict.UNCERTAIN
    if tally.buyers_inside / tally.inside <= tally.buyers_outside / tally.outside:
        return Verdict.REVERSED
    return Verdict.CONFIRMED if chance <= ERROR and steady else Verdict.UNCERTAIN


def _helps(table: Table, clause: tuple[int, ...], number: int) -> bool:
    """Whether those whom the condition keeps buy more often than those it excludes, here as well."""
    rest = table.of(tuple(each for each in clause if each != number), table.everybody).true
    tally = table.tally(table.of((number,), rest))
    return tally.buyers_inside * tally.outside > tally.buyers_outside * tally.inside


def _choose(n: float, k: Floats | np.float64) -> Floats:
    """Logarithm of n over k; minus infinity where there is no such choice."""
    with np.errstate(invalid="ignore", divide="ignore"):
        found = special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1)
    return np.where((k < 0) | (k > n), -np.inf, found)
