"""Short clauses that separate buyers: a beam search by weighted relative accuracy, where conditions earn their place.

WRAcc = (n/N)(p_s - p): how many more buyers a clause holds than as many leads taken at random would (Lavrač, Flach and
Zupan 1999). Of leads whose values are unknown a clause cannot be told, so they stand on neither side: otherwise a field
that sellers fill in for those who go on would look like a trait of buyers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from tandem.portrait.rules.bits import Bits, packed
from tandem.portrait.rules.conditions import Attribute, Condition, Flags, conditions_of, covered
from tandem.portrait.rules.refining import refined
from tandem.portrait.rules.table import Table, Tally

#: A clause has at most so many conditions, and there are at most so many clauses: people must remember them.
LONGEST, MOST_CLAUSES = 3, 4
#: So many clauses are carried from length to length, and so many are looked at in the end.
WIDTH, _LOOKED_AT = 24, 60
#: A clause must hold at least this part of the leads, and at least so many.
SMALLEST_PART, FEWEST = 0.01, 20
#: The first clause is proposed from this many standard errors on: whether it is true, the held-back leads say.
_WORTH_TRYING = 2.0
#: The chance that a condition earns its place by luck, over all conditions tried.
_LUCK = 0.05

type Clause = tuple[Condition, ...]
type Told = Callable[[float], None]
"""Told the part that is done, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A clause found on the leads searched, with its counts there; each also adds to those before it."""

    clause: Clause
    tally: Tally


@dataclass(frozen=True, slots=True)
class Found:
    """What was proposed, the best first, and how much was tried for it."""

    proposed: tuple[Proposed, ...]
    conditions: int
    clauses: int


def search(attributes: Sequence[Attribute], bought: Flags, progress: Told = lambda part: None) -> Found:
    """Clauses that hold more buyers than others, one after another: each is sought among the leads not yet covered."""
    fewest = max(FEWEST, math.ceil(SMALLEST_PART * len(bought)))
    conditions = [each for attribute in attributes for each in conditions_of(attribute, bought, fewest)]
    if not conditions or bought.all() or not bought.any():
        return Found((), len(conditions), 0)
    table = Table(attributes, conditions, bought)
    earned = float(special.ndtri(1 - _LUCK / len(conditions)))
    proposed: list[Proposed] = []
    among, left, tried = table.everybody, np.ones(len(bought), dtype=bool), 0
    for number in range(MOST_CLAUSES):
        pool = list(_beam(table, among, fewest, lambda part, at=number: progress((at + part) / MOST_CLAUSES)))  # type: ignore[misc]
        tried += len(pool)
        best = _best(table, among, pool, earned, _WORTH_TRYING if not proposed else earned)
        if best is None:
            break
        clause = refined(tuple(table.conditions[each] for each in best), attributes, bought, left)
        told = Table(attributes, clause, bought)
        proposed.append(Proposed(clause, told.tally(told.of(range(len(clause)), told.everybody))))
        left = left & ~covered(clause, attributes)
        among = packed(left)
    progress(1.0)
    return Found(tuple(proposed), len(conditions), tried)


def separation(first: int, of_first: int, second: int, of_second: int) -> float:
    """By how many standard errors the first share is above the second (pooled); 0 where one side is empty."""
    if not of_first or not of_second:
        return 0.0
    pooled = (first + second) / (of_first + of_second)
    variance = pooled * (1 - pooled) * (1 / of_first + 1 / of_second)
    return (first / of_first - second / of_second) / math.sqrt(variance) if variance > 0 else 0.0


def _beam(table: Table, among: Bits, fewest: int, progress: Told) -> Iterator[tuple[float, tuple[int, ...]]]:
    """Clauses of up to three conditions with their WRAcc, length by length."""
    beam: list[tuple[int, ...]] = [()]
    for length in range(LONGEST):
        scored: dict[tuple[int, ...], float] = {}
        for place, clause in enumerate(beam):
            inside, buyers, told, buyers_told = table.refined(table.of(clause, among), among)
            accuracy = (buyers - inside * buyers_told / np.maximum(told, 1)) / table.leads
            allowed = (inside >= fewest) & (told - inside >= fewest) & (accuracy > 0)
            for number in np.flatnonzero(allowed).tolist():
                if _fits(table, clause, number):
                    scored[tuple(sorted((*clause, number)))] = float(accuracy[number])
            progress((length + (place + 1) / len(beam)) / LONGEST)
        best = sorted(scored, key=lambda each: (-scored[each], each))
        yield from ((scored[each], each) for each in best[:_LOOKED_AT])
        beam = best[:WIDTH]
        if not beam:
            return


def _fits(table: Table, clause: tuple[int, ...], number: int) -> bool:
    """One condition on an attribute; a number may have a limit on both sides."""
    new = table.conditions[number]
    for each in clause:
        old = table.conditions[each]
        if old.name == new.name and {old.relation, new.relation} != {"at_least", "at_most"}:
            return False
    return True


def _best(
    table: Table, among: Bits, pool: Sequence[tuple[float, tuple[int, ...]]], earned: float, enough: float
) -> tuple[int, ...] | None:
    """The clause of the highest WRAcc all of whose conditions earn their place."""
    seen: dict[tuple[int, ...], float] = {}
    for _, clause in sorted(pool, key=lambda each: (-each[0], len(each[1]), each[1]))[:_LOOKED_AT]:
        kept = _pruned(table, among, clause, earned)
        if kept and kept not in seen:
            tally = table.tally(table.of(kept, among))
            if separation(tally.buyers_inside, tally.inside, tally.buyers_outside, tally.outside) >= enough:
                seen[kept] = tally.buyers_inside - tally.inside * tally.buyers_told / max(tally.told, 1)
    return max(seen, key=lambda each: (seen[each], -len(each)), default=None)


def _pruned(table: Table, among: Bits, clause: tuple[int, ...], earned: float) -> tuple[int, ...]:
    """The clause without the conditions that exclude nobody who buys less."""
    while len(clause) > 1:
        worth = {number: _worth(table, among, clause, number) for number in clause}
        weakest = min(worth, key=lambda number: worth[number])
        if worth[weakest] >= earned:
            break
        clause = tuple(number for number in clause if number != weakest)
    return clause


def _worth(table: Table, among: Bits, clause: tuple[int, ...], number: int) -> float:
    """By how many standard errors those whom the condition keeps buy more than those it excludes."""
    rest = table.of(tuple(each for each in clause if each != number), among).true
    tally = table.tally(table.of((number,), rest))
    return separation(tally.buyers_inside, tally.inside, tally.buyers_outside, tally.outside)
