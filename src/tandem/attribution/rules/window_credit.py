"""Journeys in which a call is credited by chance: each becomes several, which together weigh what it weighed."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from tandem.attribution.rules.paths import Numbers, Paths

#: Touches of one journey that are credited by chance: a journey becomes all combinations of theirs.
MOST = 3


@dataclass(frozen=True, slots=True)
class Split[C: Hashable]:
    """``paths`` with those added that a chance made. ``origin`` (n): which journey each was before, ``parts`` (n): the
    part of it that each is. ``by_chance`` (2, k): conversions and money that rest on such touches, a journey's gains
    counted evenly over its touches."""

    paths: Paths[C]
    origin: NDArray[np.int64]
    parts: Numbers
    by_chance: Numbers


def split[C: Hashable](paths: Paths[C], chances: Mapping[int, Sequence[tuple[C, float]]]) -> Split[C]:
    """``chances``: by the place of a touch in ``paths.codes``, what else it may have been and with which chance.

    The chances of a touch add up to less than one; the rest of the journey keeps the touch as it was. So gains and
    journeys add up to what they were.
    """
    channels = list(paths.channels)
    codes: dict[C, int] = {channel: at for at, channel in enumerate(channels)}
    for channel, _ in (each for options in chances.values() for each in options):
        if channel not in codes:
            codes[channel] = len(channels)
            channels.append(channel)
    of_path: dict[int, list[int]] = {}
    for place in sorted(chances):
        of_path.setdefault(int(np.searchsorted(paths.starts, place, side="right")) - 1, []).append(place)
    parts = np.ones(len(paths.starts) - 1)
    added: list[tuple[int, float, NDArray[np.int32]]] = []
    for number, places in of_path.items():
        begin, end = int(paths.starts[number]), int(paths.starts[number + 1])
        options = [[(None, 1 - sum(p for _, p in chances[at])), *chances[at]] for at in places[-MOST:]]
        for combination in product(*options):
            part = math.prod(chance for _, chance in combination)
            if all(channel is None for channel, _ in combination):
                parts[number] = part
                continue
            way = paths.codes[begin:end].copy()
            for place, (instead, _) in zip(places[-MOST:], combination, strict=True):
                if instead is not None:
                    way[place - begin] = codes[instead]
            added.append((number, part, way))
    return _with(paths, channels, parts, added)


def _with[C: Hashable](
    paths: Paths[C], channels: list[C], parts: Numbers, added: list[tuple[int, float, NDArray[np.int32]]]
) -> Split[C]:
    numbers = np.array([number for number, _, _ in added], dtype=np.int64)
    origin = np.concatenate([np.arange(len(parts)), numbers])
    every = np.concatenate([parts, [part for _, part, _ in added]])
    lengths = np.concatenate([np.diff(paths.starts), [len(way) for _, _, way in added]]).astype(np.int64)
    slices = [slice(int(paths.starts[number]), int(paths.starts[number + 1])) for number, _, _ in added]
    gains = paths.gains[:, origin] * every
    by_chance = np.zeros((2, len(channels)))
    for at, ((_, _, way), where) in enumerate(zip(added, slices, strict=True), start=len(parts)):
        for code in way[way != paths.codes[where]]:
            by_chance[:, code] += gains[:, at] / len(way)
    made = replace(
        paths,
        channels=tuple(channels),
        codes=np.concatenate([paths.codes, *(way for _, _, way in added)]).astype(np.int32),
        starts=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        journeys=paths.journeys[origin] * every,
        gains=gains,
        days=None if paths.days is None else np.concatenate([paths.days, *(paths.days[where] for where in slices)]),
    )
    return Split(made, origin, every, by_chance)
