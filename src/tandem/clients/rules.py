"""Decisions about who is who: which of two clients stays, and whom a merged client counts as."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tandem.basics.intervals import wilson


@dataclass(frozen=True, slots=True, order=True)
class Standing:
    """A client as merging looks at it; the smaller of two is the older one."""

    registered_at: datetime
    client_id: int


def survivor(one: Standing, other: Standing) -> Standing:
    """The older of two: a client is new on the day it was first met, whichever card is the fuller.

    A younger client is always merged into an older one, so merges never go round in a circle.
    """
    return min(one, other)


def wholes(merged_into: Mapping[int, int]) -> dict[int, int]:
    """Merged client → the client it counts as, where the way over ``merged_into`` ends."""
    found: dict[int, int] = {}
    for client_id in merged_into:
        way = [client_id]
        while (above := merged_into.get(way[-1])) is not None and way[-1] not in found:
            way.append(above)
        end = found.get(way[-1], way[-1])
        found |= dict.fromkeys((each for each in way if each in merged_into), end)
    return found


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person said of a pair of this weight."""

    weight: float
    same: bool


@dataclass(frozen=True, slots=True)
class Threshold:
    """From this weight on (or down) people have always decided alike.

    ``at_least`` is the low end of the interval of the share that they would decide so.
    """

    weight: float
    decisions: int
    at_least: float


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What people's decisions show to be sure; None while too few of them show it."""

    same: Threshold | None
    different: Threshold | None
    #: How many decisions there are of each sort.
    said_same: int
    said_different: int


#: A share is sure when even the low end of its interval is this large: 25 decisions alike and none otherwise.
SURE = 0.9


def thresholds(decisions: Iterable[Decided]) -> Thresholds:
    """The widest ranges of weight in which people decided all pairs alike, if they decided enough of them.

    Never reaches below the lightest pair that people confirmed, nor above the heaviest that they rejected.
    """
    heaviest_first = sorted(decisions, key=lambda each: -each.weight)
    said_same = sum(each.same for each in heaviest_first)
    return Thresholds(
        _unbroken(heaviest_first, same=True),
        _unbroken(heaviest_first[::-1], same=False),
        said_same,
        len(heaviest_first) - said_same,
    )


def _unbroken(decisions: Sequence[Decided], *, same: bool) -> Threshold | None:
    """The run of decisions alike that the sequence begins with, when it is long enough to be sure."""
    broken_at = next((each.weight for each in decisions if each.same is not same), None)
    # A pair of the weight that broke the run could have come out the same way.
    run = [
        each
        for each in decisions
        if broken_at is None or (each.weight > broken_at if same else each.weight < broken_at)
    ]
    if not run:
        return None
    low = wilson(len(run), len(run)).low
    return Threshold(run[-1].weight, len(run), low) if low is not None and low >= SURE else None
