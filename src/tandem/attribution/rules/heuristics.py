"""Credit by a rule of thumb: each conversion is shared among the touches of its own path.

All take ``Paths`` over k channels and give credits (2, k): conversions and money of each channel. What a path brought
is shared out whole, so that credits add up to what all paths brought.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from tandem.attribution.rules.paths import Numbers, Paths

#: First, between and last, of a path of three touches and more.
FIRST, BETWEEN, LAST = 0.4, 0.2, 0.4
#: Days after which a touch counts half.
HALF_LIFE = 7.0


def first_touch(paths: Paths) -> Numbers:
    """All to where the journey began."""
    return _to_one(paths, paths.first)


def last_touch(paths: Paths) -> Numbers:
    """All to where it ended."""
    return _to_one(paths, paths.last)


def last_non_direct(paths: Paths) -> Numbers:
    """All to the last touch that tells where the client came from; to the direct one where no touch does."""
    last = paths.last
    if paths.direct is None or not (last == paths.direct).any():
        return _to_one(paths, last)
    told = np.where(paths.codes != paths.direct, np.arange(len(paths.codes)), -1)
    newest = np.maximum.reduceat(told, paths.starts[:-1])
    return _to_one(paths, np.where(newest >= 0, paths.codes[newest], last))


def linear(paths: Paths) -> Numbers:
    """To every touch the same."""
    return _by_weight(paths, np.ones(len(paths.codes)), paths.lengths.astype(np.float64))


def position(paths: Paths) -> Numbers:
    """40 % to the first touch, 40 % to the last, 20 % to those between; half each where there are two."""
    lengths = paths.lengths
    weights = np.repeat(BETWEEN / np.maximum(lengths - 2, 1), lengths)
    ends = np.where(lengths > 2, FIRST, 0.5)
    weights[paths.starts[:-1]] = ends
    weights[paths.starts[1:] - 1] = np.where(lengths > 2, LAST, np.where(lengths == 2, 0.5, 1.0))
    return _by_weight(paths, weights, np.ones(len(lengths)))


def time_decay(paths: Paths, *, half_life: float = HALF_LIFE) -> Numbers:
    """2^(−Δ/h) to each touch, Δ days before the end. Where no days are known all touches count as of one day."""
    if paths.days is None:
        return linear(paths)
    # From the last touch on, not from the end: the shares are the same, and the last never vanishes.
    since = paths.days - np.repeat(paths.days[paths.starts[1:] - 1], paths.lengths)
    weights = np.exp2(since / -half_life)
    return _by_weight(paths, weights, np.add.reduceat(weights, paths.starts[:-1]) if len(weights) else weights)


def _to_one(paths: Paths, chosen: NDArray[np.int32]) -> Numbers:
    return np.stack([np.bincount(chosen, weights=each, minlength=len(paths.channels)) for each in paths.gains])


def _by_weight(paths: Paths, weights: Numbers, sums: Numbers) -> Numbers:
    """Gains of each path shared in proportion to ``weights`` of its touches, which add up to ``sums``."""
    shape = (len(sums), len(paths.channels))
    shares = sparse.csr_array((weights, paths.codes, paths.starts), shape=shape)
    found: Numbers = (shares.T @ (paths.gains / sums).T).T
    return found
