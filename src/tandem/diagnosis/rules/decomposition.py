"""A difference split over its factors, exactly: by Shapley value, with LMDI-I as a check. Pure arithmetic.

A *game* here is a product of factors summed over cells: ``V = Σ_cells Π_factors f``. Both methods leave no residual,
and both turn every sign when the two sides are swapped; Shapley is the one shown, for it knows zeros and any kind of
game.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]


def shapley(before: Floats, after: Floats) -> Floats:
    """What each factor of a product did to it: shape ``(factors, …)`` in and out; over axis 0 the difference.

    The Shapley value is the integral, along the diagonal, of the partial derivative of the game's multilinear extension
    (Owen 1972, Management Science 18). For a product that extension is ``Π (x0 + t·(x1 − x0))``, so each integrand is a
    polynomial of degree ``factors − 1`` in ``t``: Gauss and Legendre's quadrature with half as many nodes gives it
    exactly, instead of ``2^factors`` coalitions.
    """
    return (np.asarray(after, dtype=np.float64) - before) * shapley_weights(before, after)


def shapley_weights(before: Floats, after: Floats) -> Floats:
    """What one unit more of each factor is worth on the way from before to after: its Shapley value over its change."""
    before, after = np.asarray(before, dtype=np.float64), np.asarray(after, dtype=np.float64)
    if before.shape != after.shape:
        raise ValueError(f"both sides need the same factors: {before.shape} and {after.shape}")
    factors = len(before)
    change = after - before
    found = np.zeros_like(change)
    nodes, weights = np.polynomial.legendre.leggauss(max((factors + 1) // 2, 1))
    for node, weight in zip((nodes + 1) / 2, weights / 2, strict=True):
        at = before + node * change
        # The product of all others, without dividing: a factor may be zero.
        others = np.ones_like(at)
        upto = np.ones(at.shape[1:])
        for each in range(factors):
            others[each] *= upto
            upto = upto * at[each]
        beyond = np.ones(at.shape[1:])
        for each in reversed(range(factors)):
            others[each] *= beyond
            beyond = beyond * at[each]
        found += weight * others
    return found


def shapley_of(value: Callable[[frozenset[int]], float], factors: int) -> list[float]:
    """The Shapley value of any game of few factors: ``value`` of the set of factors that stand as they are *after*.

    For what is no product, a simulator for instance: ``2^factors`` evaluations (Shapley 1953).
    """
    known = {
        coalition: value(coalition)
        for size in range(factors + 1)
        for coalition in map(frozenset, combinations(range(factors), size))
    }
    found = [0.0] * factors
    for coalition, without in known.items():
        weight = (
            math.factorial(len(coalition)) * math.factorial(factors - len(coalition) - 1)
            if (len(coalition) < factors)
            else 0
        )
        for each in range(factors):
            if each not in coalition:
                found[each] += weight / math.factorial(factors) * (known[coalition | {each}] - without)
    return found


def lmdi(before: Floats, after: Floats) -> Floats:
    """The logarithmic mean Divisia index I of a product (Ang and Liu 2001): shape ``(factors, …)`` in and out.

    ``Δ_k = L(V1, V0)·ln(x1/x0)`` with ``L(a, b) = (a − b) / ln(a/b)``. Where a value is zero the analytical limits hold
    (Wood and Lenzen 2006, Energy Policy 34), and no tiny constants: a cell that is zero on both sides gives nothing;
    one that vanishes or appears gives its whole difference to the factors that turned zero or came from it, in equal
    parts.
    """
    before, after = np.asarray(before, dtype=np.float64), np.asarray(after, dtype=np.float64)
    v0, v1 = before.prod(axis=0), after.prod(axis=0)
    both = (v0 > 0) & (v1 > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(both, v1 / v0, 1.0)
        near = np.abs(ratio - 1) < 1e-12
        mean = np.where(near, (v0 + v1) / 2, (v1 - v0) / np.log(np.where(near, math.e, ratio)))
        moved = np.where(both, np.log(np.where(both, after, 1.0) / np.where(both, before, 1.0)), 0.0)
    found = np.asarray(mean * moved, dtype=np.float64)
    turned = (before == 0) != (after == 0)
    count = turned.sum(axis=0)
    shared = np.where(~both & (count > 0), (v1 - v0) / np.maximum(count, 1), 0.0)
    return np.asarray(found + turned * shared)


def to_coins(parts: Sequence[float], total: Decimal, coin: Decimal = Decimal("0.01")) -> list[Decimal]:
    """Parts rounded to coins that add up to ``total`` exactly, signs kept (largest remainder).

    Refuses parts that miss the total by more than a coin each: then something else than rounding is left out.
    """
    exact = [Fraction(part) / Fraction(coin) for part in parts]
    wanted = Fraction(total) / Fraction(coin)
    if wanted.denominator != 1:
        raise ValueError(f"{total} has fractions of its smallest coin")
    if abs(sum(exact, Fraction(0)) - wanted) > max(len(parts), 1) + abs(wanted) * Fraction(1, 10**9):
        raise ValueError(f"the parts make {float(sum(exact)) * float(coin):.4f} and not {total}")
    whole = [math.floor(each) for each in exact]
    left = int(wanted) - sum(whole)
    by_remainder = sorted(range(len(parts)), key=lambda at: (whole[at] - exact[at], at))
    step = 1 if left > 0 else -1
    for turn in range(abs(left)):
        order = by_remainder if step > 0 else by_remainder[::-1]
        whole[order[turn % len(order)]] += step
    return [coin * each for each in whole]
