"""What each change does to what the leads of a company bring, draw by draw. Pure.

Roubles of a channel are moved by how many leads its spend brings, by who they are, by how many are taken up and by what
waiting leaves of their chance. A change of nothing gives back the very same numbers.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tandem.diagnosis.rules.decomposition_leads import Judged
from tandem.diagnosis.rules.what_if_changes import MONTH, Changes
from tandem.diagnosis.rules.what_if_company import Company, Team
from tandem.workload.rules import load_of

type Floats = NDArray[np.float64]

#: Leads of all channels by which what a lead of one channel is worth is steadied.
_PULL = 30.0
#: Hours after which a lead that waits in the queue is as good as never taken up: no queue is thought longer.
_LONGEST = 24.0


def revenue(company: Company, changes: Changes) -> Floats:
    """Roubles that a month of leads brings, by draw; row 0 is the figure itself."""
    volume = _volume(company, changes)
    count = company.leads.sum(axis=2)
    more = (count * volume).sum(axis=1) / np.maximum(count.sum(axis=1), 1e-9)
    # Without leads there is no more of them either.
    more = np.where(count.sum(axis=1) > 0, more, 1.0)
    taken, longer = _carried(company, changes.sellers, more)
    left = _left(company, changes.within, longer)
    moved = (_aimed(company, changes) * volume[..., None] * left).sum(axis=(1, 2))
    return np.asarray((moved * taken + company.apart) * (MONTH / company.days))


def _volume(company: Company, changes: Changes) -> Floats:
    """Leads of each channel against now, ``(draws, channels)``: spend to the power of γ."""
    times = np.ones(company.leads.shape[1])
    for channel, spend in company.spend.items():
        more = changes.more_spend(channel)
        if more:
            times[channel] = max(spend.now + more, 0.0) / spend.now
    return np.asarray(times**company.gammas)


def _aimed(company: Company, changes: Changes) -> Floats:
    """Roubles by channel and judgement where target shares rise: ``(draws, channels, judgements)``.

    A lead that becomes a target lead brings what target leads of its channel bring, pulled towards those of all, and
    no less than others do. Leads nobody judged are taken for the same mixture.
    """
    worth, leads = company.worth, company.leads
    points = np.array([changes.points(channel) for channel in range(leads.shape[1])])
    if not points.any():
        return worth
    target, other = leads[..., Judged.TARGET], leads[..., Judged.NON_TARGET]
    judged = target + other
    usual = target.sum(axis=1, keepdims=True) / np.maximum(judged.sum(axis=1, keepdims=True), 1e-9)
    share = np.where(judged > 0, target / np.maximum(judged, 1e-9), usual)
    rise = np.clip(share + points, 0.0, 1.0) - share
    of_other = _each(worth[..., Judged.NON_TARGET], other)
    of_target = np.maximum(_each(worth[..., Judged.TARGET], target), of_other)
    gain = rise * (of_target - of_other)
    mixed = share * of_target + (1 - share) * of_other
    found = worth.copy()
    found[..., Judged.TARGET] = np.maximum(worth[..., Judged.TARGET] + judged * gain, 0.0)
    grown = 1 + np.divide(gain, mixed, out=np.zeros_like(gain), where=mixed > 0)
    found[..., Judged.NOT_YET] = worth[..., Judged.NOT_YET] * np.maximum(grown, 0.0)
    return found


def _each(worth: Floats, leads: Floats) -> Floats:
    """What one lead is worth by channel."""
    usual = worth.sum(axis=1, keepdims=True) / np.maximum(leads.sum(axis=1, keepdims=True), 1e-9)
    return np.asarray((worth + _PULL * usual) / (leads + _PULL))


def _carried(company: Company, sellers: int, more: Floats) -> tuple[Floats, Floats]:
    """How many times the part of leads taken up, and hours that each waits longer: ``(draws,)`` both.

    Hours of the team serve the first ``capacity ÷ demand`` of the leads; nobody can be taken up who is not left now.
    The mean wait of one queue is Erlang's, told by the clock; it explains no more than leads really wait.
    """
    team, minutes = company.team, company.minutes
    if team is None or minutes is None:
        return np.ones_like(more), np.zeros_like(more)
    now = [_queue(team, team.sellers, 1.0, each) for each in minutes]
    then = [_queue(team, team.sellers + sellers, times, each) for times, each in zip(more, minutes, strict=True)]
    (served, waited), (serves, waits) = (np.array(each, dtype=np.float64).T for each in (now, then))
    most = 1 / max(1 - company.untaken, 1e-9)
    taken = np.minimum(serves / np.maximum(served, 1e-9), np.maximum(most, 1.0))
    explained = np.minimum(1.0, company.mean_wait / np.maximum(waited, 1e-9))
    return taken, explained * (waits - waited)


def _queue(team: Team, sellers: int, more: float, minutes: float) -> tuple[float, float]:
    """The part of the leads that the team's hours serve, and the mean wait in the queue in hours by the clock."""
    load = load_of(leads_a_day=team.leads_a_day * more, minutes_a_lead=minutes, sellers=sellers, day=team.day)
    served = min(1.0, load.capacity / load.demand) if load.demand > 0 else 1.0
    if load.wait is None or team.day.useful <= 0:
        return served, _LONGEST
    return served, min(load.wait / team.day.useful * 24 * team.calendar, _LONGEST)


def _left(company: Company, within: float | None, longer: Floats) -> Floats:
    """What waiting leaves of the roubles, against now: ``(draws, channels, judgements)``; 1 where no wait is known.

    Only leads whose wait is known are moved; each wait is longer by ``longer`` and ends at ``within``.
    """
    if company.fading is None or (within is None and not longer.any()):
        return np.ones_like(company.worth)
    waits = np.maximum(company.waits + longer[:, None], 0.0)
    if within is not None:
        waits = np.minimum(waits, within)
    fading = company.fading[:, None]
    now = np.exp(-fading * np.log1p(company.waits))
    then = np.exp(-fading * np.log1p(waits))
    before = (company.answered * now[:, None, None]).sum(axis=-1)
    after = (company.answered * then[:, None, None]).sum(axis=-1)
    ratio = np.divide(after, before, out=np.ones_like(before), where=before > 0)
    return np.asarray(1 + company.told * (ratio - 1))


def queue_now(company: Company, sellers: int = 0) -> tuple[float, float]:
    """By the figures themselves: the part of the leads the hours serve and the hours of waiting in the queue."""
    if company.team is None or company.minutes is None:
        return 1.0, 0.0
    return _queue(company.team, company.team.sellers + sellers, 1.0, float(company.minutes[0]))
