"""Where exactly a clause begins and ends: its limits and groups put where the leads searched make them likeliest.

The beam finds the attributes by WRAcc, whose best edge lies where the rate falls to that of the whole; a portrait ends
where it falls to halfway between its own rate and that of the rest. So the edges are found by likelihood, as those of a
change point are (Hinkley 1970).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import special

from tandem.basics.expression_values import Kind
from tandem.portrait.rules.conditions import (
    LARGEST_GROUP,
    PULL,
    Attribute,
    Condition,
    Flags,
    Floats,
    covered,
    two_figures,
)

type Counts = NDArray[np.int64]

_ROUNDS = 2
_LIMITS = np.arange(1, 40) / 40


def refined(
    clause: tuple[Condition, ...], attributes: Sequence[Attribute], bought: Flags, among: Flags
) -> tuple[Condition, ...]:
    """The clause with each limit and group moved to where the likelihood of the outcomes ``among`` leads is highest."""
    by_name = {each.name: each for each in attributes}
    for _ in range(_ROUNDS):
        for place, condition in enumerate(clause):
            others = clause[:place] + clause[place + 1 :]
            attribute = by_name[condition.name]
            true = (covered(others, attributes) & among) if others else among
            false = _false(others, by_name) & among
            outside = int(false.sum()), int((false & bought).sum())
            if condition.relation == "in":
                moved = _regrouped(condition, attribute, true, bought, outside)
            elif condition.kind in (Kind.NUMBER, Kind.INTEGER) and condition.relation in ("at_least", "at_most"):
                moved = _moved(condition, attribute, true, bought, outside)
            else:
                continue
            clause = (*clause[:place], moved, *clause[place + 1 :])
    return clause


def _false(conditions: tuple[Condition, ...], by_name: dict[str, Attribute]) -> Flags:
    false = np.zeros(len(next(iter(by_name.values())).known), dtype=bool)
    for each in conditions:
        true, known = each.holds(by_name[each.name])
        false |= known & ~true
    return false


def _regrouped(
    condition: Condition, attribute: Attribute, true: Flags, bought: Flags, outside: tuple[int, int]
) -> Condition:
    """The group of members, a prefix of their order by rate, that makes the outcomes likeliest."""
    assert attribute.codes is not None
    here = true & (attribute.codes >= 0)
    size = len(attribute.members)
    leads = np.bincount(attribute.codes[here], minlength=size)
    buyers = np.bincount(attribute.codes[here & bought], minlength=size)
    base = (buyers.sum() + outside[1]) / max(int(leads.sum()) + outside[0], 1)
    order = np.argsort(-(buyers + PULL * base) / (leads + PULL), kind="stable")
    order = order[leads[order] > 0][:LARGEST_GROUP]
    inside, buyers_inside = leads[order].cumsum(), buyers[order].cumsum()
    gain = _gain(inside, buyers_inside, int(leads.sum()) + outside[0], int(buyers.sum()) + outside[1])
    gain[inside >= leads.sum()] = -np.inf
    if not len(gain) or not np.isfinite(gain.max()):
        return condition
    group = order[: int(gain.argmax()) + 1].tolist()
    return Condition(condition.name, condition.kind, "in", tuple(sorted(attribute.members[each] for each in group)))


def _moved(
    condition: Condition, attribute: Attribute, true: Flags, bought: Flags, outside: tuple[int, int]
) -> Condition:
    """The limit in two significant figures that makes the outcomes likeliest."""
    assert attribute.numbers is not None
    here = true & attribute.known
    if not here.any():
        return condition
    order = np.argsort(attribute.numbers[here], kind="stable")
    numbers, buys = attribute.numbers[here][order], bought[here][order].astype(np.int64)
    limits = np.array(sorted({two_figures(each) for each in np.quantile(numbers, _LIMITS, method="higher").tolist()}))
    upto = np.concatenate([[0], buys.cumsum()])
    if condition.relation == "at_least":
        below = np.searchsorted(numbers, limits, side="left")
        inside, buyers_inside = len(numbers) - below, upto[-1] - upto[below]
    else:
        inside = np.searchsorted(numbers, limits, side="right")
        buyers_inside = upto[inside]
    gain = _gain(inside, buyers_inside, len(numbers) + outside[0], int(upto[-1]) + outside[1])
    gain[(inside == 0) | (inside == len(numbers))] = -np.inf
    if not np.isfinite(gain.max()):
        return condition
    return Condition(condition.name, condition.kind, condition.relation, limit=float(limits[int(gain.argmax())]))


def _gain(inside: Counts, buyers_inside: Counts, told: int, buyers_told: int) -> Floats:
    """Log-likelihood of two rates, one inside and one outside; minus infinity where those inside buy less."""
    n, k = np.asarray(inside, dtype=float), np.asarray(buyers_inside, dtype=float)
    m, j = told - n, buyers_told - k
    found = _log_likelihood(k, n) + _log_likelihood(j, m)
    return np.where(k * m > j * n, found, -np.inf)


def _log_likelihood(buyers: Floats, leads: Floats) -> Floats:
    share = buyers / np.maximum(leads, 1)
    return np.asarray(special.xlogy(buyers, share) + special.xlogy(leads - buyers, 1 - share))
