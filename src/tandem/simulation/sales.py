"""What sellers do with requests: calls until somebody answers, stages, the grade they write, the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from tandem.simulation.arrivals import Requests
from tandem.simulation.calls import Calls, Flags, ring
from tandem.simulation.company import Company
from tandem.simulation.roster import CALENDAR_DAYS, assign, make_roster, snapped
from tandem.simulation.rules import DAY, HOUR, NEVER, Floats, Ints, OpenHours, decay
from tandem.simulation.stages import Stage
from tandem.simulation.truth import Truth

ATTEMPTS: Final = 6

_GAPS: Final = (1.5, 5.0, 9.0, 12.0, 15.0)  # open hours between attempts
_QUALIFIED: Final = (0.96, 0.92, 0.72, 0.06, 0.0)
_PROPOSED: Final = (0.88, 0.78, 0.50, 0.30, 0.0)
_INVOICED: Final = (0.28, 0.20, 0.10, 0.0, 0.0)


_DUPLICATE, _UNREACHED = 1, 2


@dataclass(frozen=True, slots=True)
class Pipeline:
    """One row a request. `reached` holds when each stage up to WON was entered (NEVER if it was not).

    `grade` is 0..4 for A..E and -1 when nobody wrote one; `first_call` and `contact` may be NEVER.
    """

    seller: Ints
    first_call: Ints
    contact: Ints
    reached: Ints
    lost: Ints
    reason: Ints
    grade: Ints
    amount: Floats
    calls: Calls

    def stage(self, horizon: int) -> Ints:
        """The stage of each request at an instant."""
        reached = np.where(self.reached <= horizon, np.arange(Stage.LOST)[None, :], 0).max(axis=1)
        return np.where(self.lost <= horizon, Stage.LOST, reached)

    def stage_at(self, horizon: int) -> Ints:
        """When that stage was entered."""
        entered = np.where(self.reached <= horizon, self.reached, -1).max(axis=1)
        return np.where(self.lost <= horizon, self.lost, entered)


def sell(company: Company, truth: Truth, requests: Requests, *, rng: np.random.Generator) -> Pipeline:
    """Everything that happened to the requests until the end of the year."""
    roster = make_roster(company, truth)
    seller, picked_up = assign(company, roster, requests, rng)
    tries = _attempts(company, roster, requests, seller, picked_up, rng)
    answered = rng.random(tries.shape) < (
        np.array(company.habits.answers)[requests.klass][:, None] * 0.93 ** np.arange(ATTEMPTS)
    )
    called_in = requests.by_phone & (picked_up == requests.created) & (rng.random(len(seller)) < 0.82)
    contact = np.where(called_in, requests.created, _first(tries, answered))
    contact = np.where(requests.duplicate, NEVER, contact)
    first_touch = np.where(called_in, requests.created, tries[:, 0])

    reached, lost, reason, amount = _progress(company, requests, roster, seller, first_touch, contact, tries, rng)
    return Pipeline(
        seller=seller,
        first_call=first_touch,
        contact=contact,
        reached=reached,
        lost=lost,
        reason=reason,
        grade=_grades(company, requests, contact, rng),
        amount=amount,
        calls=ring(requests, roster, seller, tries, answered, contact, called_in, reached, lost, rng),
    )


def _attempts(
    company: Company,
    roster: list[OpenHours],
    requests: Requests,
    seller: Ints,
    picked_up: Ints,
    rng: np.random.Generator,
) -> Ints:
    """When each of the six calls would be made; a busy day makes everybody slower."""
    rows = len(requests)
    busy = np.bincount(picked_up // DAY, minlength=CALENDAR_DAYS).astype(float)
    load = np.sqrt(busy / busy[busy > 0].mean())[picked_up // DAY]
    pace = np.array([one.pace for one in company.sellers])[seller]
    wait = 60 * pace * load * rng.lognormal(0, 0.9, rows)
    wait += np.where(rng.random(rows) < 0.03, rng.uniform(4, 20, rows) * HOUR, 0)  # forgotten, then found
    gaps = HOUR * np.array(_GAPS) * rng.lognormal(0, 0.4, (rows, len(_GAPS)))
    tries = np.full((rows, ATTEMPTS), NEVER)
    for index, hours in enumerate(roster):
        mine = seller == index
        moment = hours.after(requests.created[mine], wait[mine].astype(np.int64))
        tries[mine, 0] = moment
        for number in range(len(_GAPS)):
            moment = hours.after(moment, gaps[mine, number].astype(np.int64))
            tries[mine, number + 1] = moment
    return tries


def _first(moments: Ints, happened: Flags) -> Ints:
    return np.where(happened.any(axis=1), moments[np.arange(len(moments)), happened.argmax(axis=1)], NEVER)


def _progress(
    company: Company,
    requests: Requests,
    roster: list[OpenHours],
    seller: Ints,
    first_touch: Ints,
    contact: Ints,
    tries: Ints,
    rng: np.random.Generator,
) -> tuple[Ints, Ints, Ints, Floats]:
    """Instants of the stages and of the loss, its reason, the sum offered (0 before a proposal)."""
    habits, rows, klass = company.habits, len(requests), requests.klass
    spoke = contact < NEVER
    hours_waited = np.where(spoke, contact - requests.created, 0) / HOUR
    left = decay(hours_waited, half_life=np.array(habits.half_life_hours)[klass], floor=habits.floor)
    skill = np.array([one.skill for one in company.sellers])[seller]
    wins = spoke & (rng.random(rows) < np.minimum(np.array(habits.win)[klass] * left * skill, 0.95))
    qualifies = wins | (spoke & (rng.random(rows) < np.array(_QUALIFIED)[klass]))
    proposes = wins | (qualifies & (rng.random(rows) < np.array(_PROPOSED)[klass]))
    invoiced = wins | (proposes & (rng.random(rows) < np.array(_INVOICED)[klass]))

    reached = np.full((rows, Stage.LOST), NEVER)
    reached[:, Stage.NEW] = requests.created
    reached[:, Stage.IN_WORK] = np.where(requests.duplicate, NEVER, first_touch)
    moment = np.where(spoke, contact, 0)
    steps = ((qualifies, 0.15, 1.0), (proposes, 2.5, 0.7), (invoiced, 3.5, 0.7), (wins, 3.0, 0.9))
    for stage, (happens, days, spread) in enumerate(steps, start=Stage.QUALIFIED):
        later = snapped(roster, seller, moment + (days * DAY * rng.lognormal(0, spread, rows)).astype(np.int64), rng)
        moment = np.where(happens, later, moment)
        reached[:, stage] = np.where(happens, moment, NEVER)

    fits = klass <= 2
    patience = np.where(fits, rng.exponential(12 * DAY, rows), 0.5 * HOUR * rng.lognormal(0, 1.2, rows))
    lost = snapped(roster, seller, moment + patience.astype(np.int64), rng)
    lost = np.where(spoke, lost, tries[:, -1] + DAY)
    # A forgotten deal is closed when the head of sales clears the board, six weeks to four months later.
    drawn = rng.random(rows) / habits.stalled_share
    lost = np.where(drawn < 1, lost + (6 + (12 * np.minimum(drawn, 1)).astype(np.int64)) * 7 * DAY, lost)
    lost = np.where(requests.duplicate, first_touch, lost)
    lost = np.where(wins, NEVER, np.minimum(lost, NEVER))

    reason = rng.choice([8, 9, 10, 11], size=rows, p=[0.34, 0.24, 0.24, 0.18])
    reason = np.where(fits & (hours_waited > 30) & (rng.random(rows) < 0.35), 12, reason)
    reason = np.where(klass == 3, rng.choice([3, 4, 5], size=rows, p=[0.4, 0.25, 0.35]), reason)
    reason = np.where(klass == 4, rng.choice([6, 7], size=rows), reason)
    reason = np.where(spoke, reason, _UNREACHED)
    reason = np.where(requests.duplicate, _DUPLICATE, reason)
    return reached, lost, reason, np.where(proposes, _prices(company, requests, rng), 0.0)


def _prices(company: Company, requests: Requests, rng: np.random.Generator) -> Floats:
    price = np.array([one.price for one in company.products])[requests.product]
    spread = np.array([one.spread for one in company.products])[requests.product]
    check = np.array([one.check for one in company.segments])[requests.segment]
    drawn = price * check * np.exp(spread * rng.standard_normal(len(price)) - spread**2 / 2)
    return np.asarray(np.round(drawn, -2), dtype=float)


def _grades(company: Company, requests: Requests, contact: Ints, rng: np.random.Generator) -> Ints:
    """What the seller writes after the talk: mostly right, else a neighbour, sometimes nothing."""
    rows = len(requests)
    right = rng.random(rows) < company.habits.label_accuracy
    slip = np.clip(requests.klass + rng.choice([-1, 1], size=rows), 0, 4)
    silent = (contact >= NEVER) | (rng.random(rows) < company.habits.label_missing)
    return np.where(silent, -1, np.where(right, requests.klass, slip))
