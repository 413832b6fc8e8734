"""Many waiting leads to many sellers at once: the assignment of greatest expected value that is still fair.

Pure. A transportation problem (Hitchcock 1941; for unlike machines and costs see Ahuja, Magnanti and Orlin, "Network
Flows", 1993): leads that take the same minutes, ask for the same and are worth about the same are one kind, and a
linear programme says how many of each kind a seller gets. It maximises the value that sellers make come true, with the
load in minutes within ``LOAD_BAND`` of each one's fair part, and the value within what was agreed. Where skills do not
allow that, it is left by as little as possible. HiGHS solves it; the fractions of its solution are rounded so that
loads stay even, and leads of a kind are dealt from the most valuable down.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tandem.handover.dealing_rules import Asking, Candidate, Floats, Given, Presence, Terms, Why, fits

#: How far a load may be from its fair part, as a share, where skills allow; rounding adds about one lead.
LOAD_BAND = 0.03
#: Leads alike in all else are parted by value: a few into as many kinds as there are, many into a few kinds, which
#: changes the value by less than a thousandth and keeps the programme small.
_MOST_KINDS, _OF_MANY = 400, 4
#: What it costs to leave a band with all there is, in units of all the value: enough to be left only when it must, and
#: loads, which people feel, after value. Within its band a load is pulled to its middle where nothing else decides.
_OF_LOAD, _OF_VALUE, _OF_MIDDLE = 100.0, 10.0, 0.001
_INTEGER = 1e-6


@dataclass(frozen=True, slots=True)
class Spread:
    """Where the leads went; ``value`` is what is expected to come true, ``without_fairness`` what would be if value
    were not shared out fairly (loads still even). ``loads`` in minutes and their ``fair`` parts, candidate by
    candidate."""

    given: tuple[Given, ...]
    value: float
    without_fairness: float
    loads: tuple[float, ...]
    fair: tuple[float, ...]

    @property
    def lost_to_fairness(self) -> float:
        """The expected value that fairness costs."""
        return max(self.without_fairness - self.value, 0.0)


@dataclass(frozen=True, slots=True)
class _Kind:
    """Leads alike: their places, and the sellers they fit as a mask."""

    places: tuple[int, ...]
    minutes: float
    value: float
    mask: NDArray[np.bool_]


def spread(leads: Sequence[Asking], candidates: Sequence[Candidate], terms: Terms, *, seed: int) -> Spread:
    """Give all leads at once to the candidates that are not absent; their capacity weighs their parts.

    A lead that fits nobody is given to nobody.
    """
    weights = np.array([_weight(each) for each in candidates], dtype=np.float64)
    given: dict[int, Given] = {}
    loads = np.array([each.waiting for each in candidates], dtype=np.float64)
    values = np.array([each.value for each in candidates], dtype=np.float64)
    places = {each.seller_id: at for at, each in enumerate(candidates) if weights[at] > 0}
    rest = []
    for at, lead in enumerate(leads):
        own = places.get(lead.own) if terms.own_first and lead.own is not None and lead.own != lead.not_to else None
        if own is None:
            rest.append(at)
            continue
        given[at] = Given(lead.lead_id, candidates[own].seller_id, Why.OWN, 1)
        loads[own] += lead.minutes
        values[own] += lead.value
    kinds, nobodys = _kinds(leads, rest, candidates, weights > 0)
    given |= {at: Given(leads[at].lead_id, None, Why.NOBODY) for at in nobodys}
    strength = np.array([each.strength for each in candidates], dtype=np.float64)
    total = loads.sum() + sum(each.minutes * len(each.places) for each in kinds)
    fair = total * weights / weights.sum() if weights.sum() else np.zeros_like(weights)
    without = 0.0
    if kinds:
        counts = _solved(kinds, loads, values, weights, strength, terms)
        free = _solved(kinds, loads, values, weights, strength, None)
        without = _worth(kinds, free, strength)
        whole = _rounded(kinds, counts, loads, fair)
        given |= _dealt(leads, candidates, kinds, whole, seed=seed)
        loads = loads + sum(each.minutes * row for each, row in zip(kinds, whole, strict=True))
    strengths: dict[int | None, float] = {each.seller_id: each.strength for each in candidates}
    worth = [(one.why, leads[at].value * strengths.get(one.seller_id, 0.0)) for at, one in given.items()]
    return Spread(
        given=tuple(given[at] for at in range(len(leads))),
        value=float(sum(value for _, value in worth)),
        without_fairness=float(without + sum(value for why, value in worth if why is Why.OWN)),
        loads=tuple(float(one) for one in loads),
        fair=tuple(float(one) for one in fair),
    )


def _weight(candidate: Candidate) -> float:
    return 0.0 if candidate.presence is Presence.ABSENT else max(candidate.capacity, 0.0)


def _kinds(
    leads: Sequence[Asking], rest: Sequence[int], candidates: Sequence[Candidate], able: NDArray[np.bool_]
) -> tuple[list[_Kind], list[int]]:
    """The leads by kind, and those that fit nobody."""
    alike: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for at in rest:
        lead = leads[at]
        alike[lead.minutes, tuple(sorted(lead.needs.items())), lead.not_to].append(at)
    kinds: list[_Kind] = []
    nobodys: list[int] = []
    parts = max(min(_MOST_KINDS // max(len(alike), 1), _OF_MANY if len(rest) > _MOST_KINDS else len(rest)), 1)
    for group in alike.values():
        first = leads[group[0]]
        mask = able & np.array(
            [fits(each.skills, first.needs) and each.seller_id != first.not_to for each in candidates],
            dtype=np.bool_,
        )
        if not mask.any():
            nobodys += group
            continue
        ordered = sorted(group, key=lambda at: (-leads[at].value, leads[at].lead_id))
        for part in _by_value(ordered, leads, parts):
            mean = sum(leads[at].value for at in part) / len(part)
            kinds.append(_Kind(tuple(part), first.minutes, mean, mask))
    return kinds, nobodys


def _by_value(ordered: Sequence[int], leads: Sequence[Asking], most: int) -> list[list[int]]:
    """Leads from the most valuable down, in parts of about the same value; the same value is never parted."""
    parts: list[list[int]] = []
    size = -(-len(ordered) // most)
    for at in ordered:
        if not parts or (len(parts[-1]) >= size and leads[at].value != leads[parts[-1][-1]].value):
            parts.append([])
        parts[-1].append(at)
    return parts


def _solved(
    kinds: Sequence[_Kind], loads: Floats, values: Floats, weights: Floats, strength: Floats, terms: Terms | None
) -> Floats:
    """How many leads of each kind go to each seller, as fractions; ``terms`` None leaves value's fairness out."""
    # Here, since they take a second to load and not every process deals in bulk.
    from scipy.optimize import linprog
    from scipy.sparse import coo_array

    kind_of, seller_of = (np.array(part, dtype=np.int64) for part in zip(
        *((k, j) for k, kind in enumerate(kinds) for j in np.flatnonzero(kind.mask)), strict=True
    ))  # fmt: skip
    count, sellers = len(kind_of), len(weights)
    minutes, worth = (np.array([getattr(one, name) for one in kinds]) for name in ("minutes", "value"))
    sizes = np.array([len(one.places) for one in kinds], dtype=np.float64)
    bands = [(minutes, loads, LOAD_BAND, LOAD_BAND, _OF_LOAD), (minutes, loads, 0.0, 0.0, _OF_MIDDLE)]
    if terms is not None and worth.any():
        behind = 1 - terms.least_part if terms.least_part else terms.ahead
        bands.append((worth, values, behind, terms.ahead, _OF_VALUE))
    rows, columns, cells, bounds = [], [], [], []
    penalties: list[float] = []
    for number, (measure, base, below, above, penalty) in enumerate(bands):
        total = base.sum() + (measure * sizes).sum()
        scale = total or 1.0
        fair = total * weights / weights.sum()
        slack = count + number * sellers * 2
        for sign, offset, limit in ((1.0, 0, fair * (1 + above) - base), (-1.0, sellers, base - fair * (1 - below))):
            at = number * sellers * 2 + offset
            rows += [seller_of + at, np.arange(sellers) + at]
            columns += [np.arange(count), np.arange(sellers) + slack + offset]
            cells += [sign * measure[kind_of] / scale, -np.ones(sellers)]
            bounds.append(limit / scale)
        penalties += [penalty] * (2 * sellers)
    objective = np.concatenate([-(worth[kind_of] * strength[seller_of]) / ((worth * sizes).sum() or 1.0), penalties])
    width = count + len(penalties)
    above_ = coo_array(
        (np.concatenate(cells), (np.concatenate(rows), np.concatenate(columns))), shape=(len(penalties), width)
    )
    equal = coo_array((np.ones(count), (kind_of, np.arange(count))), shape=(len(kinds), width))
    found = linprog(
        objective, A_ub=above_.tocsr(), b_ub=np.concatenate(bounds), A_eq=equal.tocsr(), b_eq=sizes, method="highs-ipm"
    )
    if not found.success:  # Slacks make every such programme solvable.
        raise RuntimeError(found.message)
    result = np.zeros((len(kinds), sellers))
    result[kind_of, seller_of] = found.x[:count]
    return result


def _worth(kinds: Sequence[_Kind], counts: Floats, strength: Floats) -> float:
    return float(sum(kind.value * (row * strength).sum() for kind, row in zip(kinds, counts, strict=True)))


def _rounded(kinds: Sequence[_Kind], counts: Floats, loads: Floats, fair: Floats) -> NDArray[np.int64]:
    """Whole leads: fractions go to whoever of those with one is furthest below the fair load."""
    whole = np.floor(counts + _INTEGER).astype(np.int64)
    lacking = fair - loads - sum(kind.minutes * row for kind, row in zip(kinds, whole, strict=True))
    # The kinds that take longest first: the short ones even out what they leave.
    for at in sorted(range(len(kinds)), key=lambda one: -kinds[one].minutes):
        kind = kinds[at]
        fraction = (counts[at] - whole[at] > _INTEGER) & kind.mask
        for _ in range(len(kind.places) - int(whole[at].sum())):
            among = fraction if fraction.any() else kind.mask
            chosen = int(np.argmax(np.where(among, lacking, -np.inf)))
            whole[at, chosen] += 1
            lacking[chosen] -= kind.minutes
            fraction[chosen] = False
    return whole


def _dealt(
    leads: Sequence[Asking],
    candidates: Sequence[Candidate],
    kinds: Sequence[_Kind],
    whole: NDArray[np.int64],
    *,
    seed: int,
) -> dict[int, Given]:
    """Which lead of a kind goes to whom: the dearest first, to whoever has been given least of their part so far."""
    given: dict[int, Given] = {}
    chance = np.random.default_rng(seed)
    for kind, row in zip(kinds, whole, strict=True):
        among = int(np.count_nonzero(kind.mask))
        # One seller's leads of the kind are spread evenly over it, each beginning at a random place.
        turns = sorted(
            ((number + offset) / amount, int(j))
            for j in np.flatnonzero(row)
            if (amount := int(row[j])) and (offset := float(chance.random())) >= 0
            for number in range(amount)
        )
        for at, (_, j) in zip(kind.places, turns, strict=True):
            given[at] = Given(leads[at].lead_id, candidates[j].seller_id, Why.FAIR, among)
    return given
