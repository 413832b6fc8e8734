"""Decisions about who is who: which of two clients stays, and whom a merged client counts as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


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
