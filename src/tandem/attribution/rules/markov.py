"""Credit by what would be missing: the removal effect in a Markov chain of touches, solved exactly.

A journey is a walk over channels that ends in a conversion or in nothing. Taking a channel away ends every walk at its
first touch of it, in nothing; the share of conversions that is then lost is the channel's removal effect, and the
conversions are shared out in proportion to the effects (Anderl, Becker, von Wangenheim, Schumann 2016, "Mapping the
customer journey", IJRM 33). Nothing is simulated: walks end surely, so what they bring is a linear equation, and the
walks that meet a channel follow from the chain's fundamental matrix (Kemeny and Snell 1960).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, sparse
from scipy.sparse import linalg as sparse_linalg

from tandem.attribution.rules.paths import CONVERSIONS, MONEY, Numbers, Paths

#: Up to so many states the matrix is inverted as a whole, beyond as a sparse one, a channel at a time.
_DENSE = 2500
#: More states than this would take minutes.
MOST_STATES = 20_000
#: Keys up to here are counted in a table, larger ones by sorting.
_TABLE = 1 << 24


class TooManyStates(ValueError):
    """The chain remembers more than can be solved while somebody waits; take a coarser split or a shorter memory."""


@dataclass(frozen=True, slots=True)
class Removal:
    """``effects`` (2, k): the share of conversions and of money that goes with each channel. ``credits`` (2, k) add up
    to what all paths brought. ``states`` of the chain."""

    effects: Numbers
    credits: Numbers
    states: int


@dataclass(frozen=True, slots=True)
class _Chain:
    """``states`` (s): the channel each state stands on. ``moves``: the chance to go from state to state (s × s).
    ``begins`` (s): the chance that a walk begins there. ``ends`` (s, 2): what a visit brings by ending."""

    states: NDArray[np.int64]
    moves: sparse.csr_array
    begins: Numbers
    ends: Numbers


def markov(paths: Paths, *, order: int = 1) -> Removal:
    """Removal effects in a chain that remembers the last ``order`` channels.

    The same channel touched again at once is one touch: how often somebody reloads a page says nothing of the way.
    (For order 1 this changes nothing.) Paths without conversions count as journeys that ended in nothing.
    Refuses by ``TooManyStates`` a chain of more than ``MOST_STATES``.
    """
    channels = len(paths.channels)
    totals = paths.totals
    if not len(paths.codes) or not paths.journeys.sum():
        nothing = np.zeros((2, channels))
        return Removal(nothing, nothing, 0)
    chain = _chain(paths, order)
    effects = _effects(chain, channels)
    shared = np.stack([_shared(effects[CONVERSIONS], totals[CONVERSIONS]), _shared(effects[MONEY], totals[MONEY])])
    # Refunds can make a removal a gain of money; then the money goes as the conversions do.
    if (paths.gains[MONEY] < 0).any() or not effects[MONEY].any():
        effects = np.stack([effects[CONVERSIONS]] * 2)
        shared[MONEY] = _shared(effects[CONVERSIONS], totals[MONEY])
    return Removal(effects, shared, len(chain.states))


def _shared(effects: Numbers, total: float) -> Numbers:
    whole = effects.sum()
    return effects / whole * total if whole > 0 else np.zeros_like(effects)


def _chain(paths: Paths, order: int) -> _Chain:
    """Counts turned into chances."""
    channels = len(paths.channels)
    begins = np.zeros(len(paths.codes), dtype=bool)
    begins[paths.starts[:-1]] = True
    kept = begins.copy()
    kept[1:] |= paths.codes[1:] != paths.codes[:-1]
    codes, begins = paths.codes[kept].astype(np.int64), begins[kept]
    first = np.flatnonzero(begins)
    last = np.append(first[1:], len(codes)) - 1
    # A state is the newest ``order`` channels; it is built from the state one touch ago and one channel shorter.
    states, size = codes, channels
    for _ in range(order - 1):
        before = np.empty_like(states)
        before[1:] = states[:-1]
        before[first] = size
        states, size = _numbered(before * channels + codes, (size + 1) * channels)
    if size > MOST_STATES:
        raise TooManyStates(f"{size} states; {MOST_STATES} is the most")
    stands = np.zeros(size, dtype=np.int64)
    stands[states] = codes
    # Bare counts are three times as quick as weighted ones; journeys of clients, one by one, are all of weight one.
    weights = None if (paths.journeys == 1).all() else np.repeat(paths.journeys, np.diff(np.append(first, len(codes))))
    goes = np.ones(len(codes), dtype=bool)
    goes[last] = False
    here = np.flatnonzero(goes)
    pairs, counts = _counted(states[here] * size + states[here + 1], size * size, weights, here)
    visits = np.bincount(states, weights=weights, minlength=size).astype(np.float64)
    ends = np.stack([np.bincount(states[last], weights=each, minlength=size) for each in paths.gains], axis=1)
    seen = np.maximum(visits, np.finfo(np.float64).tiny)
    moves = sparse.csr_array((counts / seen[pairs // size], (pairs // size, pairs % size)), shape=(size, size))
    began = np.bincount(states[first], weights=paths.journeys, minlength=size)
    return _Chain(stands, moves, began / paths.journeys.sum(), ends / seen[:, None])


def _numbered(keys: NDArray[np.int64], size: int) -> tuple[NDArray[np.int64], int]:
    """Keys replaced by numbers from 0 without gaps, and how many there are."""
    if size > _TABLE:
        known, numbers = np.unique(keys, return_inverse=True)
        return numbers, len(known)
    seen = np.zeros(size, dtype=bool)
    seen[keys] = True
    return (np.cumsum(seen) - 1)[keys], int(seen.sum())


def _counted(
    keys: NDArray[np.int64], size: int, weights: Numbers | None, here: NDArray[np.int64]
) -> tuple[NDArray[np.int64], Numbers]:
    """Each different key and the weight of its occurrences."""
    weighed = None if weights is None else weights[here]
    if size > _TABLE:
        known, numbers = np.unique(keys, return_inverse=True)
        return known, np.bincount(numbers, weights=weighed, minlength=len(known)).astype(np.float64)
    counts = np.bincount(keys, weights=weighed, minlength=size)
    known = np.flatnonzero(counts)
    return known, counts[known].astype(np.float64)


def _effects(chain: _Chain, channels: int) -> Numbers:
    """With the states S of a channel: walks enter S first at f = y[S] · N[S, S]⁻¹, where N is the fundamental matrix
    and y the expected visits; what they bring from there on is lost."""
    size = len(chain.states)
    stays = sparse.eye_array(size, format="csc") - chain.moves.tocsc()
    of_channel = [np.flatnonzero(chain.states == channel) for channel in range(channels)]
    if size <= _DENSE:
        fundamental = linalg.inv(stays.toarray(), overwrite_a=True, check_finite=False)
        brings, visits = fundamental @ chain.ends, chain.begins @ fundamental
        blocks = (fundamental[np.ix_(mine, mine)] for mine in of_channel)
    else:
        solved = sparse_linalg.splu(stays)
        brings, visits = solved.solve(chain.ends), solved.solve(chain.begins, "T")
        blocks = (solved.solve(_units(size, mine))[mine] for mine in of_channel)
    whole = chain.begins @ brings
    lost = np.zeros((2, channels))
    for channel, (mine, block) in enumerate(zip(of_channel, blocks, strict=True)):
        if len(mine):
            lost[:, channel] = linalg.solve(block.T, visits[mine]) @ brings[mine]
    effects: Numbers = np.divide(lost, whole[:, None], out=np.zeros_like(lost), where=whole[:, None] != 0)
    # A channel that no conversion ever met is lost without loss, whatever the last digit says.
    return np.where(np.abs(effects) < 1e-12, 0.0, effects)


def _units(size: int, mine: NDArray[np.int64]) -> Numbers:
    units = np.zeros((size, len(mine)))
    units[mine, np.arange(len(mine))] = 1.0
    return units
