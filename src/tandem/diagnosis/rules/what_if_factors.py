"""What each change does to what the leads of a company bring, draw by draw. Pure.

Roubles of a channel are moved by how many leads its spend brings, by who they are, by how many are taken up and by what
waiting leaves of their chance. A change of nothing gives back the very same numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tandem.diagnosis.rules.decomposition_leads import Judged
from tandem.diagnosis.rules.what_if_changes import MONTH, Changes
from tandem.diagnosis.rules.what_if_company import Company
from tandem.diagnosis.rules.what_if_queue import Queue, queues

type Floats = NDArray[np.float64]

#: Leads of all channels by which what a lead of one channel is worth is steadied.
_PULL = 30.0


def revenue(company: Company, changes: Changes, waiting: Waiting | None = None) -> Floats:
    """Roubles that a month of leads brings, by draw; row 0 is the figure itself.

    ``waiting`` are the queues of these changes or of ones they are part of, where they are known already.
    """
    volume = _volume(company, changes)
    taken, longer = _carried(company, changes, waiting or waiting_of(company, changes))
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

    Labels err. With s the share they show and w the part of leads that are no target leads and are called so, s − w of
    the leads bring what is brought, and a point of labels is worth s ÷ (s − w) of what it seems to be (Rogan and Gladen
    1978). A channel is thought to err in half of its target leads at most.
    """
    worth, leads = company.worth, company.leads
    if not any(each.points for each in changes.aims):
        return worth
    target, other = leads[..., Judged.TARGET], leads[..., Judged.NON_TARGET]
    judged, share = target + other, _share(company)
    wrong = np.minimum(company.wrong[:, None], share / 2)
    rise = _rise(company, changes) * np.divide(share, share - wrong, out=np.ones_like(share), where=share > wrong)
    of_other = _each(worth[..., Judged.NON_TARGET], other)
    of_target = np.maximum(_each(worth[..., Judged.TARGET], target), of_other)
    gain = rise * (of_target - of_other)
    mixed = share * of_target + (1 - share) * of_other
    found = worth.copy()
    found[..., Judged.TARGET] = np.maximum(worth[..., Judged.TARGET] + judged * gain, 0.0)
    grown = 1 + np.divide(gain, mixed, out=np.zeros_like(gain), where=mixed > 0)
    found[..., Judged.NOT_YET] = worth[..., Judged.NOT_YET] * np.maximum(grown, 0.0)
    return found


def _share(company: Company) -> Floats:
    """The target share by channel as labels show it, ``(draws, channels)``; of all where nobody judged one."""
    target, other = company.leads[..., Judged.TARGET], company.leads[..., Judged.NON_TARGET]
    judged = target + other
    usual = target.sum(axis=1, keepdims=True) / np.maximum(judged.sum(axis=1, keepdims=True), 1e-9)
    return np.where(judged > 0, target / np.maximum(judged, 1e-9), usual)


def _rise(company: Company, changes: Changes) -> Floats:
    """By how much the share that labels show rises, ``(draws, channels)``."""
    share = _share(company)
    points = np.array([changes.points(channel) for channel in range(share.shape[1])])
    return np.asarray(np.clip(share + points, 0.0, 1.0) - share)


def _each(worth: Floats, leads: Floats) -> Floats:
    """What one lead is worth by channel."""
    usual = worth.sum(axis=1, keepdims=True) / np.maximum(leads.sum(axis=1, keepdims=True), 1e-9)
    return np.asarray((worth + _PULL * usual) / (leads + _PULL))


@dataclass(frozen=True, slots=True)
class Waiting:
    """The queue as it is and with the sellers changed; None where nothing moves it or nothing is known of it."""

    now: Queue | None = None
    changed: Queue | None = None


def waiting_of(company: Company, changes: Changes) -> Waiting:
    """The queues that changes, and any part of them, need."""
    team, minutes, line = company.team, company.minutes, company.line
    if team is None or minutes is None or line is None or not _queued(company, changes):
        return Waiting()
    # Any part of the changes may be asked for.
    every = np.concatenate(
        [
            minutes,
            *(_busier(company, part) for part in (changes, replace(changes, aims=()), replace(changes, moves=()))),
        ]
    )
    limits = (float(every.min()), float(every.max()))
    changed, usual = max(team.sellers + changes.sellers, 1), float(minutes[0])
    return Waiting(*queues(line, team.sellers, changed, limits, team.day.useful, usual))


def _more(company: Company, changes: Changes) -> Floats:
    """How many times as many leads come, ``(draws,)``."""
    count = company.leads.sum(axis=2)
    every = count.sum(axis=1)
    more = (count * _volume(company, changes)).sum(axis=1) / np.maximum(every, 1e-9)
    # Without leads there is no more of them either.
    return np.where(every > 0, more, 1.0)


def _queued(company: Company, changes: Changes) -> bool:
    """Whether changes move the queue."""
    return bool(changes.sellers or changes.moves or (changes.aims and company.heavier.any()))


def _busier(company: Company, changes: Changes) -> Floats:
    """Minutes of a lead as if no more of them came, ``(draws,)``."""
    if company.minutes is None:
        return np.zeros(len(company.apart))
    count = company.leads.sum(axis=2) * _volume(company, changes)
    rise = (count * _rise(company, changes)).sum(axis=1) / np.maximum(count.sum(axis=1), 1e-9)
    return np.asarray(np.maximum(company.minutes + company.heavier * rise, 1e-3) * _more(company, changes))


def _carried(company: Company, changes: Changes, waiting: Waiting) -> tuple[Floats, Floats]:
    """How many times the part of leads taken up ``(draws,)``, and hours that a step waits longer ``(draws, steps)``.

    More leads, and more target leads, are as if each took longer. Nobody can be taken up who is not left now, and a
    queue explains no more than leads really wait.
    """
    rows, minutes = len(company.apart), company.minutes
    if minutes is None or waiting.now is None or waiting.changed is None or not _queued(company, changes):
        return np.ones(rows), np.zeros((rows, len(company.waits)))
    taken, waits = waiting.now.at(minutes)
    then = waiting.changed if changes.sellers else waiting.now
    takes, waits_then = then.at(_busier(company, changes))
    most = 1 / max(1 - company.untaken, 1e-9)
    times = np.minimum(takes / np.maximum(taken, 1e-9), most)
    by_step = company.answered[0].sum(axis=(0, 1))
    in_queue = waits @ by_step / max(float(by_step.sum()), 1e-9)
    explained = np.minimum(1.0, company.mean_wait / np.maximum(in_queue, 1e-9))
    return times, explained[:, None] * (waits_then - waits)


def _left(company: Company, within: float | None, longer: Floats) -> Floats:
    """What waiting leaves of the roubles, against now: ``(draws, channels, judgements)``; 1 where no wait is known.

    Only leads whose wait is known are moved; each wait is longer by ``longer`` and ends at ``within``.
    """
    if company.speed is None or (within is None and not longer.any()):
        return np.ones_like(company.worth)
    waits = np.maximum(company.waits + longer, 0.0)
    if within is not None:
        waits = np.minimum(waits, within)
    draws = len(company.apart) - 1
    now = company.speed.by_draw(company.waits[None], draws)
    then = company.speed.by_draw(np.atleast_2d(waits), draws)
    before = (company.answered * now[:, None, None]).sum(axis=-1)
    after = (company.answered * then[:, None, None]).sum(axis=-1)
    ratio = np.divide(after, before, out=np.ones_like(before), where=before > 0)
    return np.asarray(1 + company.told * (ratio - 1))
