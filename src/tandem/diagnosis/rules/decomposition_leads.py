"""Leads of two periods as arrays, and their sums by day and channel: what a decomposition is counted from. Pure.

A *cluster* is the day on which a person's first lead of the period came: leads of one day share its weather, and those
of one person share the person, so draws take or leave them together. Leads of a person who had bought before, and the
rare deal that outweighs the rest, stand apart from the channels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from tandem.basics.intervals import incidence_by_age, last_sound_age
from tandem.selling.win_chance_rules import chance

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]

#: Hours a client waited: the steps. A wait between two of them counts in both, the more in the nearer.
WAIT_HOURS = np.array(
    [0.04, 0.17, 0.37, 0.75, 1.45, 2.5, 3.7, 5.4, 7.7, 10.8, 15.3, 20.9, 29.7, 44.4, 66.2, 98.6, 160.0]
)
WAITS = len(WAIT_HOURS)
#: The step of a wait that nobody knows.
UNKNOWN = -1


class Judged(IntEnum):
    """What the agreement says of a lead."""

    TARGET = 0
    NON_TARGET = 1
    NOT_YET = 2


#: Channels from the end: those of people who had bought before, and of deals too large to be compared with any.
RETURNING, HUGE = -1, -2


@dataclass(frozen=True, slots=True)
class Leads:
    """Leads, or groups of like leads, as arrays of one length ``rows``.

    ``after`` is true of the later period; ``cluster`` a number of the day, ``channel`` and ``seller`` numbers of the
    place, the last two channels being those of ``HUGE`` and ``RETURNING``. ``age`` are days up to the last day anything
    is known of. ``reached`` and ``awaited`` have a row for each stage, the last of them the sale: leads that came so
    far, and those that still may. ``money`` is paid so far, ``due`` what buyers are expected to pay yet, ``cash`` what
    was paid within the period. ``handed`` and ``answered`` are the steps of hours until the hand-over and from there
    until the first contact, as ``wait_steps`` has them, or ``UNKNOWN``; ``handed_for`` and ``answered_for`` for how
    many leads each of them stands, as of young leads only quick waits are known. ``list_price`` and ``deal_price`` are
    sums over sales with both.
    """

    after: NDArray[np.bool_]
    cluster: Ints
    channel: Ints
    seller: Ints
    judged: Ints
    age: Ints
    leads: Floats
    reached: Floats
    awaited: Floats
    money: Floats
    due: Floats
    cash: Floats
    handed: Floats
    answered: Floats
    handed_for: Floats
    answered_for: Floats
    list_price: Floats
    deal_price: Floats
    channels: int
    sellers: int
    clusters: int


@dataclass(frozen=True, slots=True)
class Chances:
    """For each stage, judgement and age in days: ``later`` the chance to reach it yet, ``by_now`` to have reached it.

    Arrays of shape ``(stages, judgements, ages)``; a lead older than the last age has no chance left.
    """

    later: Floats
    by_now: Floats

    def at(self, table: Floats, leads: Leads) -> Floats:
        """The value of ``later`` or ``by_now`` for each row: shape ``(stages, rows)``."""
        age = np.minimum(leads.age, table.shape[2] - 1)
        return np.asarray(table[:, leads.judged, age])


#: Imagined sales by which an outcome so far is pulled towards what was to be expected.
_PULL = 5.0
#: Leads of one judgement below which all together speak for them.
FEWEST = 50


def chances(fates: NDArray[np.int64]) -> Chances:
    """From counts by age, shape ``(stages, judgements, 3, ages)``: leads that reached a stage, were lost, are open.

    Aalen and Johansen's curves: a lead that is young is no refusal. The chance of one that is open at an age is
    ``(W(∞) − W(a)) / (1 − W(a) − L(a))``, the rule that open deals are told by.
    """
    stages, judgements, _, ages = fates.shape
    later, by_now = np.zeros((stages, judgements, ages)), np.zeros((stages, judgements, ages))
    for stage in range(stages):
        together = _curves(fates[stage].sum(axis=0))
        for each in range(judgements):
            own = fates[stage, each]
            later[stage, each], by_now[stage, each] = _curves(own) if own.sum() >= FEWEST else together
    return Chances(later, by_now)


def _curves(counts: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """The chance to get there later, and to have got there, by age."""
    ages = counts.shape[1]
    if not counts.sum():
        return np.zeros(ages), np.zeros(ages)
    sound = last_sound_age(*counts)
    won, lost = incidence_by_age(*counts)
    ever = float(won[sound])
    later = np.array(
        [
            chance(won_now=float(won[age]), won_then=ever, lost_now=float(lost[age])) if age < sound else 0.0
            for age in range(ages)
        ]
    )
    return later, np.minimum(won, ever)


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums over leads: arrays whose last axis are channels; before it may stand clusters or draws.

    ``reached``, ``later`` and ``expected`` have the stages as their first axis, ``handed`` and ``answered`` the steps
    of hours: leads that came so far, those expected yet, and those that were to be expected by now.
    """

    leads: Floats
    judged: Floats
    target: Floats
    money: Floats
    due: Floats
    cash: Floats
    list_price: Floats
    deal_price: Floats
    clicks: Floats
    reached: Floats
    later: Floats
    expected: Floats
    handed: Floats
    answered: Floats

    def weighted(self, weights: Floats) -> Sums:
        """Sums over clusters weighted by ``weights`` of shape ``(draws, clusters)``."""
        return Sums(*(_product(weights, getattr(self, name)) for name in self.__slots__))

    @property
    def total(self) -> Sums:
        """Over all clusters, as one draw."""
        return self.weighted(np.ones((1, self.leads.shape[0])))


def _product(weights: Floats, values: Floats) -> Floats:
    """Over the cluster axis, which is the last but one."""
    return np.asarray(weights @ values)


@dataclass(frozen=True, slots=True)
class Sides:
    """Both periods by cluster: of each side the sums of its own clusters only, and of which stratum each cluster is."""

    before: Sums
    after: Sums
    strata_before: Ints
    strata_after: Ints
    stages: tuple[str, ...] = field(default=("won",))


def sums(leads: Leads, known: Chances, clicks: Floats) -> Sums:
    """Sums by cluster and channel of all rows; ``clicks`` have the shape ``(clusters, channels)``."""
    place = leads.cluster * leads.channels + leads.channel
    shape = (leads.clusters, leads.channels)

    def by_place(values: Floats) -> Floats:
        return np.bincount(place, weights=values, minlength=shape[0] * shape[1]).reshape(shape)

    def each(rows: Floats) -> Floats:
        return np.stack([by_place(row) for row in rows])

    def by_step(steps: Floats, stands_for: Floats) -> Floats:
        known = steps != UNKNOWN
        weights = leads.leads[known] * stands_for[known]
        return counted(place[known], steps[known], weights, shape[0] * shape[1]).reshape(WAITS, *shape)

    target, not_yet = leads.judged == Judged.TARGET, leads.judged == Judged.NOT_YET
    later = leads.awaited * known.at(known.later, leads)
    return Sums(
        leads=by_place(leads.leads),
        judged=by_place(np.where(not_yet, 0.0, leads.leads)),
        target=by_place(np.where(target, leads.leads, 0.0)),
        money=by_place(leads.money),
        due=by_place(leads.due),
        cash=by_place(leads.cash),
        list_price=by_place(leads.list_price),
        deal_price=by_place(leads.deal_price),
        clicks=clicks,
        reached=each(leads.reached),
        later=each(later),
        expected=each(leads.leads * known.at(known.by_now, leads)),
        handed=by_step(leads.handed, leads.handed_for),
        answered=by_step(leads.answered, leads.answered_for),
    )


def of_clusters(all_: Sums, which: Ints) -> Sums:
    """The sums of some clusters only."""
    return Sums(*(np.take(getattr(all_, name), which, axis=-2) for name in all_.__slots__))


def done_so_far(did: Floats, should: Floats) -> Floats:
    """How units of the last axis, channels or sellers, have done so far against what was to be expected by now.

    History's chances are those of all, and where a unit is worse its open leads are so too: else what is yet to come
    would hide half of a difference. Few cases are pulled towards how all units of the period have done, and those
    towards what was expected (a Poisson count with a gamma prior, both times of ``_PULL`` imagined cases).
    """
    together = (did.sum(axis=-1, keepdims=True) + _PULL) / (should.sum(axis=-1, keepdims=True) + _PULL)
    return np.asarray((did + _PULL * together) / (should + _PULL))


def wait_steps(hours: Sequence[float] | Floats) -> Floats:
    """The place of each wait among the steps, between two of them as the hours lie between theirs."""
    return np.asarray(np.interp(hours, WAIT_HOURS, np.arange(WAITS)), dtype=np.float64)


def counted(place: Ints, steps: Floats, weights: Floats, places: int) -> Floats:
    """Sums of weights by step and place, ``(WAITS, places)``; a wait between two steps is shared out to both.

    So sums keep the mean of the hours: a machine that holds every request for four hours is told as four, and not as
    the middle of the step they fall into.
    """
    low = np.minimum(steps.astype(np.int64), WAITS - 2)
    nearer = steps - low
    size = WAITS * places
    found = np.bincount(low * places + place, weights=weights * (1 - nearer), minlength=size)
    found += np.bincount((low + 1) * places + place, weights=weights * nearer, minlength=size)
    return found.reshape(WAITS, places)
