"""What if: the revenue of a month as it goes and with something changed, with bands, and which change carried it. Pure.

Bands are quantiles of draws. The difference is paired: both sides are reckoned of the same draw, so that its band is
narrower than the distance of the two. Each change gets its Shapley value over the others; they add up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from tandem.diagnosis.rules.decomposition import shapley_of
from tandem.diagnosis.rules.decomposition_draws import limits
from tandem.diagnosis.rules.what_if_changes import Asked, Changes, Refused, beyond_seen, possible
from tandem.diagnosis.rules.what_if_company import Company
from tandem.diagnosis.rules.what_if_factors import revenue, waiting_of

type Floats = NDArray[np.float64]

#: The part of revenue below which a seller more brings nothing worth telling.
_NOTHING = 0.001
#: Leads nobody took up that are worth a word.
_SOME_UNTAKEN = 0.02


class Note(StrEnum):
    """What has to be said beside the figures."""

    #: Sellers more bring nothing: no lead waits for want of one.
    NOBODY_WAITS = "nobody_waits"
    #: The hours there are do not serve the leads there are; nobody answers all of them sooner with the same hours.
    HOURS_SHORT = "hours_short"
    #: Leads nobody took up stay so.
    UNTAKEN = "untaken"
    #: No effect of waiting is to be seen in history.
    NO_EFFECT = "no_effect"
    #: Spend beyond what was ever seen, within the margin.
    BEYOND = "beyond"
    #: Nobody knows whether the sellers have hours for the leads that a larger budget brings.
    HOURS_UNKNOWN = "hours_unknown"


@dataclass(frozen=True, slots=True)
class Figure:
    """A sum with its 90 % band, which holds it."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Part:
    """What one change did of the difference."""

    kind: Asked
    figure: Figure


@dataclass(frozen=True, slots=True)
class Outcome:
    """A month now and then, their difference, and what of it each change carried: the parts add up to it.

    ``changes`` are those that were answered. ``sure`` says that the band of the difference leaves out zero.
    """

    now: Figure
    then: Figure
    change: Figure
    parts: tuple[Part, ...]
    changes: Changes
    refused: tuple[Refused, ...]
    notes: tuple[Note, ...]
    beyond: tuple[int, ...]
    sure: bool


def what_if(company: Company, changes: Changes) -> Outcome:
    """Answer as much of ``changes`` as the data can tell."""
    told, refused = possible(company, changes)
    kinds, waiting = told.kinds, waiting_of(company, told)
    known = {
        frozenset(some): revenue(company, told.only(frozenset(kinds[at] for at in some)), waiting)
        for size in range(len(kinds) + 1)
        for some in combinations(range(len(kinds)), size)
    }
    now, then = known[frozenset()], known[frozenset(range(len(kinds)))]
    change = _figure(then - now)
    carried = _carried(known, len(kinds))
    parts = tuple(Part(kind, _figure(carried[:, at])) for at, kind in enumerate(kinds))
    return Outcome(
        now=_figure(now),
        then=_figure(then),
        change=change,
        parts=parts,
        changes=told,
        refused=refused,
        notes=_notes(company, told, parts, float(now[0])),
        beyond=beyond_seen(company, told),
        sure=change.low > 0 or change.high < 0,
    )


def _carried(known: Mapping[frozenset[int], Floats], kinds: int) -> Floats:
    """What each kind did of the difference, ``(draws, kinds)``, by what comes of every set of them."""
    draws = len(known[frozenset()])

    def of(draw: int) -> list[float]:
        return shapley_of(lambda some: float(known[some][draw]), kinds)

    return np.array([of(draw) for draw in range(draws)], dtype=np.float64).reshape(draws, kinds)


def _figure(draws: Floats) -> Figure:
    (low,), (high,) = limits(draws[None, 1:])
    value = float(draws[0])
    return Figure(value, min(float(low), value), max(float(high), value))


def _notes(company: Company, told: Changes, parts: tuple[Part, ...], now: float) -> tuple[Note, ...]:
    of = {each.kind: each.figure.value for each in parts}
    full = company.load is not None and company.load.overloaded
    found = []
    if told.sellers > 0 and of[Asked.SELLERS] <= _NOTHING * now:
        found.append(Note.NOBODY_WAITS)
    if full and (told.within is not None or told.moves):
        found.append(Note.HOURS_SHORT)
    if told.within is not None and company.untaken > _SOME_UNTAKEN:
        found.append(Note.UNTAKEN)
    if told.within is not None and company.speed is not None and not company.speed.fades:
        found.append(Note.NO_EFFECT)
    if beyond_seen(company, told):
        found.append(Note.BEYOND)
    if told.moves and company.team is None:
        found.append(Note.HOURS_UNKNOWN)
    return tuple(found)
