"""The order of a queue: first the lead whose waiting costs most for each of a seller's minutes it takes.

A lead answered after ``t`` hours keeps ``g(t) = lasting + (1 − lasting) · 2^(−t / half_life)`` of its chance. What a
further hour of waiting costs is ``chance · value · (−dg/dt)``; divided by the minutes the lead takes, it is the index
of a queue whose holding costs fall with time (the cμ rule: Cox and Smith 1961; for costs that change while one waits,
Van Mieghem 1995). The index orders; it is a forecast and not a bill.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]

_LN2 = log(2.0)
_SCALE = 2.0**64


@dataclass(frozen=True, slots=True)
class Waiting:
    """Leads that wait, column by column, one place a lead.

    ``chance`` is that of buying if answered at once, ``value`` the money a sale brings, ``hours`` how long it has
    waited, ``minutes``, ``half_life`` (hours) and ``lasting`` are what the agreement says of its grade. Whatever is
    not known is NaN. ``rank`` is the grade's place in the agreement, the best 0. ``place`` is the random place of a
    lead that was drawn, 0 to 1, and NaN of all others.
    """

    chance: Floats
    value: Floats
    hours: Floats
    minutes: Floats
    half_life: Floats
    lasting: Floats
    rank: NDArray[np.int64]
    place: Floats


def cost_of_waiting(waiting: Waiting) -> Floats:
    """Money that the next hour of waiting costs, for each lead; NaN where something is not known.

    Exact over the hour: the chance lost between ``hours`` and ``hours + 1``, not the slope at its beginning, which
    would overstate a chance that fades within minutes.
    """
    fading = 1 - waiting.lasting
    kept_now = np.exp2(-waiting.hours / waiting.half_life)
    kept_then = np.exp2(-(waiting.hours + 1) / waiting.half_life)
    return np.asarray(waiting.chance * waiting.value * fading * (kept_now - kept_then), dtype=np.float64)


def index_of(waiting: Waiting) -> Floats:
    """``cost_of_waiting`` for each of the seller's minutes."""
    return np.asarray(cost_of_waiting(waiting) / waiting.minutes, dtype=np.float64)


def order_of(waiting: Waiting, *, grade_first: bool) -> list[int]:
    """Places of the leads in the order in which they are to be taken.

    By the index, or by grade and then the index; a lead of which the index cannot be told comes after those of which
    it can, by grade and then the longer wait. Leads drawn at random stand where their draw says, whatever they are.
    """
    index = index_of(waiting)
    unknown = np.isnan(index)
    falling = np.where(unknown, 0.0, -index)
    keys = (
        (-waiting.hours, falling, unknown, waiting.rank)
        if grade_first
        else (-waiting.hours, np.where(unknown, waiting.rank, 0), falling, unknown)
    )
    drawn = ~np.isnan(waiting.place)
    ordered = [int(at) for at in np.lexsort(keys) if not drawn[at]]
    return _with_drawn(ordered, [int(at) for at in np.flatnonzero(drawn)], waiting.place)


def _with_drawn(ordered: list[int], drawn: list[int], place: Floats) -> list[int]:
    """The order with those drawn put in at the parts of its length that their draws say."""
    count = len(ordered) + len(drawn)
    wanted = sorted((min(int(place[at] * count), count - 1), at) for at in drawn)
    rest = iter(ordered)
    result: list[int] = []
    for here in range(count):
        due = wanted and (wanted[0][0] <= here or len(wanted) == count - here)
        result.append(wanted.pop(0)[1] if due else next(rest))
    return result


@dataclass(frozen=True, slots=True)
class Draw:
    """The random place of a lead, 0 to 1, and how probable it was to be given one."""

    place: float
    share: float


def draw_of(lead_id: int, *, share: float) -> Draw | None:
    """Whether a lead is put at a random place, and at which; None for the ``1 − share`` that are not.

    Two numbers made of the lead's id alone: nobody can choose them, they depend on nothing that is known of the lead,
    and whoever recomputes them later gets the same.
    """
    digest = hashlib.sha256(f"queue {lead_id}".encode()).digest()
    chosen, place = (int.from_bytes(digest[at : at + 8], "big") / _SCALE for at in (0, 8))
    return Draw(place, share) if chosen < share else None
