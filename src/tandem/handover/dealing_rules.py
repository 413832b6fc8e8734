"""Who gets a lead: the rule by which leads are dealt to sellers one by one, as they come in.

Pure: no Django, no clock, no chance but the seed. The same deal with the same seed gives the same sellers, so that
whoever doubts a decision can have it made again from its receipt.

Fairness is counted in expected value and not in leads: over the month each seller is to be given the same value for
each minute they were there. The rule goes to whoever sells such leads best among those who are not ahead of their fair
part by more than was agreed, and to whoever lags behind the least part first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import msgspec
import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]
type Places = NDArray[np.intp]

#: Strengths closer than this are one.
_SAME = 1e-9


class Why(StrEnum):
    """Why a lead went where it went."""

    #: The client's own seller is there.
    OWN = "own"
    #: Nobody else is there whom it fits.
    ONLY = "only"
    #: The seller lags behind the least part everybody is promised.
    LEAST_PART = "least_part"
    #: The best seller of such leads among those who are not ahead.
    STRONGEST = "strongest"
    #: The one furthest behind their fair part, of equally strong ones.
    FAIR = "fair"
    #: Everybody has as much as they can handle: the one with the lightest load.
    OVERLOADED = "overloaded"
    #: Those whom it fits come later: it waits for them.
    WAITS = "waits"
    #: No seller fits.
    NOBODY = "nobody"
    #: They were free and took it from the common queue before its seller came to it.
    COMMON = "common"
    #: A person decided.
    BY_HAND = "by_hand"


class Common(StrEnum):
    """Who may take a lead that another was dealt and has not turned to yet."""

    NEVER = ""
    #: Whoever has none of their own left.
    IDLE = "idle"
    #: Whoever is free: the first of all is the next for everybody.
    FIRST = "first"


class Presence(StrEnum):
    """Whether a seller is there."""

    HERE = "here"
    OFF_SHIFT = "off_shift"
    ABSENT = "absent"


class Candidate(msgspec.Struct, frozen=True, array_like=True):
    """A seller to whom leads may be dealt; in a receipt it stands as a list, in the order of its fields.

    ``minutes`` they have been at work this month, part time and easing in counted; ``capacity`` is what of today's
    shift is for leads; ``waiting`` are the minutes of leads they were given and have not answered yet, ``today`` of
    all they were given today; ``value`` is what they were given this month, in money (or in leads, where a lead's
    value is not known). ``strength`` is how much of the expected value they make come true, 1 for the average.
    """

    seller_id: int
    presence: Presence
    minutes: float
    capacity: float
    waiting: float = 0.0
    today: float = 0.0
    value: float = 0.0
    strength: float = 1.0
    #: Field of a lead → the values they are for; a field that is not named: all.
    skills: Mapping[str, frozenset[str]] = {}


@dataclass(frozen=True, slots=True)
class Asking:
    """A lead that waits to be given to somebody: the minutes it takes, what it is worth, and what it asks for."""

    lead_id: int
    minutes: float
    value: float
    #: Field → value, of those that sellers specialise in and that are known of the lead.
    needs: Mapping[str, str]
    #: The seller the client knows.
    own: int | None = None
    #: Whom it is taken away from.
    not_to: int | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What the agreement says of dealing: ``least_part`` of the fair part for everybody, and how far one may be
    ``ahead`` of it, both as shares, and who may take what another was dealt (``common``)."""

    own_first: bool = True
    least_part: float = 0.0
    ahead: float = 0.1
    common: Common = Common.NEVER


@dataclass(frozen=True, slots=True)
class Given:
    """Whom a lead went to, why, and among how many candidates it was decided."""

    lead_id: int
    seller_id: int | None
    why: Why
    among: int = 0


@dataclass(frozen=True, slots=True)
class _Fitting:
    """Those whom a kind of leads fits, and of those who are there, in columns: what is dealt changes load and value."""

    #: Whether any of them comes at all.
    somebody: bool
    #: Where they stand among all candidates, and the other way round.
    places: Places
    at: Mapping[int, int]
    load: Floats
    value: Floats
    capacity: Floats
    strength: Floats
    #: Each one's part of the minutes of all who are there, and the least of it that everybody is promised.
    of_all: Floats
    least: Floats


class Deal:
    """Deals leads to candidates in turn; what a seller is given counts at once."""

    def __init__(self, candidates: Sequence[Candidate], terms: Terms, *, seed: int) -> None:
        """Lay the candidates out in columns."""
        self.candidates = tuple(candidates)
        self._terms, self._seed = terms, seed
        self._places = {each.seller_id: at for at, each in enumerate(self.candidates)}
        self._here = np.array([each.presence is Presence.HERE for each in self.candidates], dtype=np.bool_)
        self._comes = np.array([each.presence is not Presence.ABSENT for each in self.candidates], dtype=np.bool_)
        self._capacity = _column([each.capacity for each in self.candidates])
        self._waiting = [each.waiting for each in self.candidates]
        self._today = [each.today for each in self.candidates]
        self._load = np.maximum(_column(self._waiting), _column(self._today))
        self._value = _column([each.value for each in self.candidates])
        # Nobody of no promised part lags behind, unless more was taken from them than they were given.
        self._lags = bool(terms.least_part) or bool((self._value < 0).any())
        self._strength = _column([each.strength for each in self.candidates])
        self._minutes = _column([at_work(each) for each in self.candidates])
        self._fitting: dict[tuple[tuple[tuple[str, str], ...], int | None], _Fitting] = {}

    def give(self, lead: Asking) -> Given:
        """Decide on one lead."""
        own = self._places.get(lead.own) if lead.own is not None and self._terms.own_first else None
        if own is not None and self._here[own] and lead.own != lead.not_to:
            return self._take(lead, own, Why.OWN, 1)
        fitting = self._fits(lead)
        if not fitting.somebody:
            return Given(lead.lead_id, None, Why.NOBODY)
        if not len(fitting.places):
            return Given(lead.lead_id, None, Why.WAITS)
        at, why = self._choose(lead, fitting)
        return self._take(lead, int(fitting.places[at]), why, len(fitting.places))

    def _fits(self, lead: Asking) -> _Fitting:
        """Whom it fits: worked out once for all leads that ask for the same."""
        key = (tuple(sorted(lead.needs.items())), lead.not_to)
        known = self._fitting.get(key)
        if known is None:
            known = self._fitting[key] = self._laid_out(lead)
        return known

    def _laid_out(self, lead: Asking) -> _Fitting:
        # Many sellers share their specialties.
        told = {id(each.skills): each.skills for each in self.candidates}
        of_skills = {key: fits(skills, lead.needs) for key, skills in told.items()}
        fitting = np.array([of_skills[id(each.skills)] for each in self.candidates], dtype=np.bool_)
        if lead.not_to is not None and (other := self._places.get(lead.not_to)) is not None:
            fitting[other] = False
        places = np.flatnonzero(fitting & self._here)
        minutes = self._minutes[places]
        of_all = minutes / minutes.sum()
        return _Fitting(
            bool((fitting & self._comes).any()), places, {int(place): at for at, place in enumerate(places)},
            self._load[places], self._value[places], self._capacity[places], self._strength[places], of_all,
            self._terms.least_part * of_all,
        )  # fmt: skip

    def _choose(self, lead: Asking, fitting: _Fitting) -> tuple[int, Why]:
        """The place among those whom it fits and who are there, and why it is theirs."""
        load, value = fitting.load, fitting.value
        free = load + lead.minutes <= fitting.capacity
        if len(free) == 1:
            return 0, Why.ONLY if free[0] else Why.OVERLOADED
        total = np.add.reduce(value)
        part = (value + lead.value) / fitting.of_all
        if self._lags:
            # Before anything was given nobody lags behind.
            lagging = (free & (value < fitting.least * total - _SAME)).nonzero()[0]
            if len(lagging):
                return self._lowest(part, lagging, lead), Why.LEAST_PART
        in_band = (free & (part <= (total + lead.value) * (1 + self._terms.ahead))).nonzero()[0]
        if len(in_band):
            strength = fitting.strength[in_band]
            best = in_band[strength >= np.maximum.reduce(strength) - _SAME]
            return self._lowest(part, best, lead), Why.FAIR if len(best) == len(in_band) else Why.STRONGEST
        among = free.nonzero()[0]
        if len(among):
            return self._lowest(part, among, lead), Why.FAIR
        return self._lowest(load / np.maximum(fitting.capacity, 1.0), np.arange(len(free)), lead), Why.OVERLOADED

    def _lowest(self, measure: Floats, among: Places, lead: Asking) -> int:
        """The place with the lowest measure; of equal ones the seed decides."""
        if len(among) == 1:
            return int(among[0])
        measured = measure[among]
        least = np.minimum.reduce(measured)
        ties = among[measured <= least + abs(least) * _SAME]
        if len(ties) == 1:
            return int(ties[0])
        digest = hashlib.blake2b(f"{self._seed} {lead.lead_id}".encode(), digest_size=8).digest()
        return int(ties[int.from_bytes(digest) % len(ties)])

    def _take(self, lead: Asking, at: int, why: Why, among: int) -> Given:
        self._waiting[at] += lead.minutes
        self._today[at] += lead.minutes
        self._load[at] = max(self._waiting[at], self._today[at])
        self._value[at] += lead.value
        self._lags = self._lags or lead.value < 0
        for each in self._fitting.values():
            if (place := each.at.get(at)) is not None:
                each.load[place], each.value[place] = self._load[at], self._value[at]
        return Given(lead.lead_id, self.candidates[at].seller_id, why, among)


def deal(leads: Sequence[Asking], candidates: Sequence[Candidate], terms: Terms, *, seed: int) -> tuple[Given, ...]:
    """Deal leads in their order; what one is given counts for the next."""
    dealing = Deal(candidates, terms, seed=seed)
    return tuple(dealing.give(each) for each in leads)


def fits(skills: Mapping[str, frozenset[str]], needs: Mapping[str, str]) -> bool:
    """Whether a seller of these skills is for a lead that asks for this; letters may differ in size."""
    return all(value.casefold() in skills[field] for field, value in needs.items() if field in skills)


def at_work(candidate: Candidate) -> float:
    """The minutes by which somebody's fair part is measured.

    Whoever has just come back has been there for no minute yet, and still takes part.
    """
    return max(candidate.minutes, candidate.capacity, 1.0)


def easing(days: int, *, newcomer_days: int, first_share: float) -> float:
    """The part of a full load for somebody who began so many days ago: from ``first_share`` to 1 in equal steps."""
    if days >= newcomer_days:
        return 1.0
    return first_share + (1.0 - first_share) * max(days, 0) / newcomer_days


def _column(values: Sequence[float]) -> Floats:
    return np.array(values, dtype=np.float64)
