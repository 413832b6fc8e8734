"""Whether clicks of a channel were exported for all days on which it brought requests. Pure.

An export that ends early, or lacks the file of one cabinet, has days without a click on which requests came all the
same. Held against it, traffic falls and clicks turn into requests more often, and neither is true.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]

#: Days on end without a click that are a hole, and the requests that must have come on them.
_HOLE_DAYS, _LEADS = 4, 5
#: The part of a channel's days that have clicks where clicks are usual, and of its usual requests that came in a hole.
_USUAL, _AS_USUAL = 0.3, 0.5


@dataclass(frozen=True, slots=True)
class Untold:
    """The channels whose clicks are not told throughout, and the first and last day of the longest hole, by place."""

    channels: tuple[int, ...]
    first: int
    last: int


def untold_clicks(clicks: Floats, leads: Floats) -> Untold | None:
    """Both have the shape ``(days, channels)``; None where clicks are told of all days with requests."""
    channels: list[int] = []
    longest: tuple[int, int] | None = None
    for at in range(clicks.shape[1]):
        told = clicks[:, at] > 0
        if told.mean() < _USUAL:
            continue
        usual = float(leads[told, at].mean())
        for first, last in _runs(~told):
            came = float(leads[first : last + 1, at].sum())
            days = last - first + 1
            if days < _HOLE_DAYS or came < max(_LEADS, _AS_USUAL * usual * days):
                continue
            if at not in channels:
                channels.append(at)
            if longest is None or days > longest[1] - longest[0] + 1:
                longest = (first, last)
    return None if longest is None else Untold(tuple(channels), *longest)


def _runs(of: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """The first and last place of every run of true ones."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], of.astype(np.int8), [0]))))
    return [(int(first), int(last) - 1) for first, last in zip(edges[::2], edges[1::2], strict=True)]
