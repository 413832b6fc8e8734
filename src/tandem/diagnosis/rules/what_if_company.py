"""A company as the what-if knows it: what the leads of a period bring, by channel, and all that could be changed. Pure.

Everything has a row for the figures themselves, which is the first, and one for each draw after it: days drawn anew
with the leads of a person kept together, as in the split of revenue; what waiting does, what a lead takes and how leads
answer to spend from their standard errors. A change is applied to every row, so that its effect is paired.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tandem.attribution.rules.response import HIGHEST_GAMMA, LOWEST_GAMMA
from tandem.basics.intervals import Estimate, normal_quantile
from tandem.diagnosis.rules.decomposition_draws import day_weights
from tandem.diagnosis.rules.decomposition_factors import expected_worth
from tandem.diagnosis.rules.decomposition_history import History, Prepared
from tandem.diagnosis.rules.decomposition_leads import Judged, of_clusters, sums
from tandem.diagnosis.rules.decomposition_speed import Speed
from tandem.diagnosis.rules.what_if_labels import wrong_labels
from tandem.diagnosis.rules.what_if_line import Line, Shifts
from tandem.workload.rules import Day, Load, load_of

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]

DRAWS, _SEED = 500, 20_260_101
#: Waits are put together in steps of a tenth of a logarithm; each stands for its mean.
_STEP = 0.1
#: The last two channels: deals beyond all others and clients who had bought before. Nothing asked here moves them.
_APART = 2
_JUDGED = len(Judged)


@dataclass(frozen=True, slots=True)
class Spend:
    """What is spent on a channel in roubles a week: now, and the least and most of any week; leads are ∝ spend^γ.

    ``gamma`` comes with its standard ``error``.
    """

    now: float
    least: float
    most: float
    gamma: float
    error: float


@dataclass(frozen=True, slots=True)
class Team:
    """Who answers leads: their number, an average day of one, leads for each day somebody works, minutes of a lead.

    ``heavier`` are minutes that a target lead takes more than another; None where that is not known. ``spread`` is the
    standard deviation of a lead's minutes over their mean; 1, as Erlang takes it, where that is not known.
    """

    sellers: int
    day: Day
    leads_a_day: float
    minutes: Estimate
    shifts: Shifts
    heavier: Estimate | None = None
    spread: float = 1.0


@dataclass(frozen=True, slots=True)
class Company:
    """The fitted company. The first axis of every array is the draws, the figures themselves in row 0.

    ``worth`` and ``leads`` have the shape ``(draws, channels, judgements)``: roubles that leads of the period bring and
    their number; ``apart`` the roubles nothing moves, ``(draws,)``. ``answered`` are leads by hours until the first
    contact, ``(draws, channels, judgements, steps)``, ``waits`` the hours of a step; ``told`` the part of the leads
    taken up whose wait is known. ``untaken`` is the part of leads that nobody took up. ``speed`` are the curves of
    waiting and ``minutes`` those of a lead by draw, None where not known; ``heavier`` minutes of a target lead
    beyond those of another; ``wrong`` the part of leads that are no target leads and are called so; ``line`` are the
    leads as they came; ``gammas`` by draw and channel. ``sales`` and ``days`` are of the period.
    """

    worth: Floats
    leads: Floats
    apart: Floats
    answered: Floats
    told: Floats
    waits: Floats
    untaken: float
    speed: Speed | None
    team: Team | None
    minutes: Floats | None
    heavier: Floats
    wrong: Floats
    line: Line | None
    spend: Mapping[int, Spend]
    gammas: Floats
    sales: float
    days: int

    @property
    def judged(self) -> float:
        """The part of the leads that somebody judged."""
        counts = self.leads[0].sum(axis=0)
        return float(counts[[Judged.TARGET, Judged.NON_TARGET]].sum() / max(counts.sum(), 1e-9))

    @property
    def load(self) -> Load | None:
        """How full the team is, by the figures themselves."""
        if self.team is None or self.minutes is None:
            return None
        team, minutes = self.team, float(self.minutes[0])
        return load_of(leads_a_day=team.leads_a_day, minutes_a_lead=minutes, sellers=team.sellers, day=team.day)

    @property
    def mean_wait(self) -> float:
        """Hours until the first contact, on average; 0 where none is known."""
        by_step = self.answered[0].sum(axis=(0, 1))
        return float(by_step @ self.waits / max(by_step.sum(), 1e-9))


def fit(
    prepared: Prepared, history: History, came: Floats, *, speed: Speed | None, team: Team | None,
    spend: Mapping[int, Spend], nobody: int = -1, draws: int = DRAWS,
) -> Company:  # fmt: skip
    """The company of the later period of ``prepared``; ``spend`` by the places of its channels.

    ``came`` is when each lead of the history came, on the clock of the team's shifts, ``nobody`` the place among its
    sellers of leads without one.
    """
    random = np.random.default_rng(_SEED)
    periods, leads = prepared.periods, prepared.periods.leads
    groups = leads.channels * _JUDGED
    by_judgement = replace(leads, channel=leads.channel * _JUDGED + leads.judged, channels=groups)
    which = np.flatnonzero(periods.after_of)
    every = sums(by_judgement, periods.chances, np.zeros((leads.clusters, groups)))
    weights = np.concatenate([np.ones((1, len(which))), day_weights(periods.strata[which], draws, random)])
    drawn = of_clusters(every, which).weighted(weights)
    worth, _ever = expected_worth(drawn)
    step, waits = _steps(prepared, history)
    answered = _answered(prepared, step, len(waits), groups, weights)
    shape = (draws + 1, leads.channels, _JUDGED)
    ordinary, taken = drawn.leads[0, : -_APART * _JUDGED], drawn.reached[0, 0, : -_APART * _JUDGED]
    # The first stage says who was taken up, the second is beyond the judgement; the last is the sale.
    went_on = drawn.reached[min(1, len(drawn.reached) - 1), 0, : -_APART * _JUDGED]

    def by_kind(leads: Floats) -> Floats:
        return np.asarray(leads.reshape(-1, _JUDGED).sum(axis=0))

    counts = drawn.reached[0].reshape(shape)[:, :-_APART]
    return Company(
        worth=worth.reshape(shape)[:, :-_APART],
        leads=drawn.leads.reshape(shape)[:, :-_APART],
        apart=worth.reshape(shape)[:, -_APART:].sum(axis=(1, 2)),
        answered=answered,
        told=np.clip(answered.sum(axis=-1) / np.maximum(counts, 1e-9), 0.0, 1.0),
        waits=waits,
        untaken=max(1 - float(taken.sum() / max(ordinary.sum(), 1e-9)), 0.0),
        speed=speed,
        team=team,
        minutes=None if team is None else _around(*_mean_and_error(team.minutes), 1.0, draws, random),
        heavier=_heavier(team, draws, random),
        wrong=wrong_labels(by_kind(ordinary), by_kind(went_on), draws),
        line=None if team is None else _line(prepared, history, came, step, waits, team, nobody),
        spend=spend,
        gammas=_gammas(spend, leads.channels - _APART, draws, random),
        sales=float(drawn.reached[-1, 0].sum()),
        days=len(which),
    )


def _line(
    prepared: Prepared, history: History, came: Floats, step: Ints, waits: Floats, team: Team, nobody: int
) -> Line | None:
    """The leads of the period as they came, whose they became, and how their minutes scatter."""
    mine = prepared.periods.leads.after
    seller = history.seller[prepared.rows][mine]
    dealt = np.where(seller == nobody, -1, seller)
    return Line.of(
        team.shifts, came[prepared.rows][mine], step[mine], waits, seller=dealt, spread=team.spread
    )  # fmt: skip


def _steps(prepared: Prepared, history: History) -> tuple[Ints, Floats]:
    """The step of waits of each lead of both periods, −1 where no wait is known, and the hours of the steps."""
    hours = history.answered[prepared.rows]
    known = np.flatnonzero(prepared.periods.leads.after & ~np.isnan(hours))
    logs = np.log1p(np.maximum(hours[known], 0.0))
    steps, place = np.unique(np.rint(logs / _STEP).astype(np.int64), return_inverse=True)
    size = max(len(steps), 1)
    waits = np.expm1(
        np.bincount(place, weights=logs, minlength=size) / np.maximum(np.bincount(place, minlength=size), 1)
    )
    step = np.full(len(hours), -1, dtype=np.int64)
    step[known] = place
    return step, waits


def _answered(prepared: Prepared, step: Ints, size: int, groups: int, weights: Floats) -> Floats:
    """Leads by draw, channel, judgement and step of hours until the first contact."""
    leads, which = prepared.periods.leads, np.flatnonzero(prepared.periods.after_of)
    known = np.flatnonzero(step >= 0)
    group = leads.channel[known] * _JUDGED + leads.judged[known]
    place = (leads.cluster[known] * groups + group) * size + step[known]
    counts = np.bincount(place, minlength=leads.clusters * groups * size).reshape(leads.clusters, groups * size)
    found = weights @ counts[which].astype(np.float64)
    return np.asarray(found.reshape(len(weights), groups // _JUDGED, _JUDGED, size)[:, :-_APART])


def _gammas(spend: Mapping[int, Spend], channels: int, draws: int, random: np.random.Generator) -> Floats:
    found = np.zeros((draws + 1, channels))
    for at, each in sorted(spend.items()):
        found[:, at] = np.clip(
            _around(each.gamma, each.error, LOWEST_GAMMA, draws, random), LOWEST_GAMMA, HIGHEST_GAMMA
        )
    return found


def _heavier(team: Team | None, draws: int, random: np.random.Generator) -> Floats:
    """Minutes that a target lead takes more, by draw; nought where that is not known."""
    if team is None or team.heavier is None or team.heavier.value is None:
        return np.zeros(draws + 1)
    value, error = _mean_and_error(team.heavier)
    return _around(value, error, 0.0, draws, random)


def _mean_and_error(told: Estimate) -> tuple[float, float]:
    error = (told.high - told.low) / (2 * normal_quantile())
    return told.value or 1.0, error if np.isfinite(error) else 0.0


def _around(value: float, error: float, least: float, draws: int, random: np.random.Generator) -> Floats:
    return np.concatenate([[max(value, least)], np.maximum(random.normal(value, error, draws), least)])
