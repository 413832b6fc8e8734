"""From leads as a company's tables hold them to the two periods that are compared: one way for every caller. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tandem.diagnosis.rules.decomposition_leads import (
    HUGE,
    RETURNING,
    UNKNOWN,
    Chances,
    Judged,
    Leads,
    chances,
    counted,
    wait_steps,
)
from tandem.diagnosis.rules.decomposition_links import ratio
from tandem.diagnosis.rules.decomposition_seen import followed_until, stands_for
from tandem.diagnosis.rules.decomposition_speed import Speed, fit_speed
from tandem.diagnosis.rules.decomposition_split import Paid, Periods
from tandem.diagnosis.rules.huge import huge_deals

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]

NEVER = -1
#: Ages beyond which nothing more is expected of a lead.
_OLDEST = 400
#: A channel with fewer leads in both periods together is one of the small ones.
FEWEST_OF_CHANNEL = 30


@dataclass(frozen=True, slots=True)
class History:
    """One row a lead, of both periods and of the time before: days are whole numbers on one scale, ``NEVER`` for none.

    ``came`` is the moment of the request in hours since any one moment, not by those days: only what lies between two
    requests is read of it. ``channel``
    and ``seller`` are places in the caller's lists. ``reached_on`` has a row for each stage, the first of them taking
    up and the last the sale; ``handed`` and ``answered`` are hours from the request, not a number where unknown.
    ``paid`` is all money so far, ``cash`` what of it came within the lead's own period, ``paid_on`` the day of the
    first payment, ``agreed`` the sum of the deal. ``returning`` are leads of those who had bought before.
    """

    day: Ints
    came: Floats
    client: Ints
    channel: Ints
    seller: Ints
    judged: Ints
    reached_on: Ints
    lost_on: Ints
    handed: Floats
    answered: Floats
    paid: Floats
    cash: Floats
    paid_on: Ints
    agreed: Floats
    list_price: Floats
    deal_price: Floats
    returning: NDArray[np.bool_]

    def only(self, which: NDArray[np.bool_] | Ints) -> History:
        """Some rows of it."""
        changed = {name: getattr(self, name)[..., which] for name in self.__slots__}
        return replace(self, **changed)


@dataclass(frozen=True, slots=True)
class Span:
    """First and last day, both included."""

    first: int
    last: int

    @property
    def days(self) -> int:
        return self.last - self.first + 1

    def holds(self, days: Ints) -> NDArray[np.bool_]:
        return np.asarray((days >= self.first) & (days <= self.last))


@dataclass(frozen=True, slots=True)
class Prepared:
    """The periods, and which of the caller's channels stands at each place: −1 for all small ones together.

    ``rows`` are the places of the periods' leads in the history, in the order of ``periods.leads``; ``huge`` those of
    them that outweigh the rest.
    """

    periods: Periods
    channels: Ints
    rows: Ints
    huge: Ints


def prepare(
    history: History,
    *,
    before: Span,
    after: Span,
    until: int,
    stages: tuple[str, ...],
    clicks: Floats,
    paid: tuple[Paid, Paid],
    sellers: int,
    first_weekday: int,
    judged_alike: bool = True,
) -> Prepared:
    """``clicks`` have the shape ``(days of both periods, the caller's channels)``, the earlier period first.

    ``until`` is the last day anything is known of; ``first_weekday`` the weekday of day 0, Monday 0.
    """
    known = chances(_fates(history, until, len(stages)))
    speed = _speed(history, known, until)
    rows = np.flatnonzero(before.holds(history.day) | after.holds(history.day))
    of = history.only(rows)
    side = after.holds(of.day)
    places, channels = _places(of.channel[~of.returning], clicks.shape[1])
    due = _due(history, until)[rows]
    huge = huge_deals(np.where(of.returning, 0.0, of.paid + due), side)
    number = len(channels) + 2
    channel = places[of.channel]
    channel = np.where(of.returning, number + RETURNING, channel)
    channel = np.where(huge, number + HUGE, channel)
    cluster = _clusters(of, side, before, after)
    pooled = np.zeros((clicks.shape[0], number))
    np.add.at(pooled.T, places, clicks.T)
    weekday = (of.day + first_weekday) % 7
    handed_for, answered_for = (
        _stand_for(each, history, rows, side * 7 + weekday) for each in (history.handed, history.answered)
    )
    leads = Leads(
        after=side, cluster=cluster, channel=channel, seller=of.seller, judged=of.judged,
        age=np.minimum(until - of.day, _OLDEST), leads=np.ones(len(rows)),
        reached=(of.reached_on != NEVER).astype(np.float64),
        awaited=((of.reached_on == NEVER) & (of.lost_on == NEVER)).astype(np.float64),
        money=of.paid, due=due, cash=of.cash, handed=_steps(of.handed), answered=_steps(_own_wait(of)),
        handed_for=handed_for, answered_for=answered_for,
        list_price=of.list_price, deal_price=of.deal_price, channels=number, sellers=sellers,
        clusters=before.days + after.days,
    )  # fmt: skip
    days = np.concatenate([np.arange(each.first, each.last + 1) for each in (before, after)])
    weekend = ((days + first_weekday) % 7 >= 5).astype(np.int64)
    periods = Periods(
        leads=leads,
        chances=known,
        clicks=pooled,
        after_of=np.arange(len(days)) >= before.days,
        strata=weekend,
        stages=stages,
        speed=speed,
        paid=paid,
        paid_strata=(weekend[: before.days], weekend[before.days :]),
        judged_alike=judged_alike,
        calendar=_calendar(of.day, (days + first_weekday) % 7, before, after),
    )
    return Prepared(periods, channels, rows, rows[huge])


def _calendar(day: Ints, weekday: Ints, before: Span, after: Span) -> tuple[float, float]:
    """Leads that the days of either period were to bring by their weekdays alone, at the mean of both periods."""
    place = np.where(before.holds(day), day - before.first, day - after.first + before.days)
    counts = np.bincount(place, minlength=len(weekday)).astype(np.float64)
    usual = np.array([counts[weekday == each].mean() if (weekday == each).any() else 0.0 for each in range(7)])
    told = usual[weekday]
    return max(float(told[: before.days].sum()), 1e-9), max(float(told[before.days :].sum()), 1e-9)


def _clusters(of: History, side: NDArray[np.bool_], before: Span, after: Span) -> Ints:
    """The day of the person's first lead of the period, as a place among the days of both."""
    place = np.where(side, of.day - after.first + before.days, of.day - before.first)
    keys, person = np.unique(of.client * 2 + side, return_inverse=True)
    first = np.full(len(keys), np.iinfo(np.int64).max)
    np.minimum.at(first, person, place)
    return np.asarray(first[person], dtype=np.int64)


def _places(channel: Ints, channels: int) -> tuple[Ints, Ints]:
    """The new place of each of the caller's channels, and which channel stands where."""
    counts = np.bincount(channel, minlength=channels)
    large = np.flatnonzero(counts >= FEWEST_OF_CHANNEL)
    places = np.full(channels, len(large), dtype=np.int64)
    places[large] = np.arange(len(large))
    return places, np.concatenate([large, [-1]])


def _own_wait(of: History) -> Floats:
    """Hours from the hand-over to the first contact; who was contacted before it did not wait at all."""
    return np.maximum(of.answered - np.nan_to_num(of.handed), 0.0)


def _stand_for(hours: Floats, history: History, rows: Ints, strata: Ints) -> Floats:
    """For how many leads each known wait of ``rows`` stands; who came on a weekday waits as others of that weekday."""
    day, lost = history.day[rows], history.lost_on[rows]
    gone = np.where(lost == NEVER, np.inf, (lost - day) * 24.0)
    return stands_for(hours[rows], followed_until(hours, history.came)[rows], gone, strata)


def _steps(hours: Floats) -> Floats:
    return np.where(np.isnan(hours), UNKNOWN, wait_steps(np.nan_to_num(hours)))


def _fates(history: History, until: int, stages: int) -> NDArray[np.int64]:
    """Leads by stage, judgement, fate and age, as ``chances`` wants them."""
    counts = np.zeros((stages, len(Judged), 3, _OLDEST + 1), dtype=np.int64)
    for stage, reached in enumerate(history.reached_on):
        fate = np.where(reached != NEVER, 0, np.where(history.lost_on != NEVER, 1, 2))
        end = np.where(fate == 0, reached, np.where(fate == 1, history.lost_on, until))
        age = np.clip(end - history.day, 0, _OLDEST)
        place = (history.judged * 3 + fate) * (_OLDEST + 1) + age
        counts[stage] = np.bincount(place, minlength=counts[stage].size).reshape(counts[stage].shape)
    return counts


def _due(history: History, until: int) -> Floats:
    """What buyers who have paid nothing so far are expected to pay yet, by the age of their purchase."""
    bought = history.reached_on[-1]
    unpaid = (bought != NEVER) & (history.paid == 0) & (history.agreed > 0)
    due = np.zeros(len(history.day))
    sold = np.flatnonzero(bought != NEVER)
    if not unpaid.any() or not (history.paid_on != NEVER).any():
        return due
    counts = np.zeros((1, 1, 3, _OLDEST + 1), dtype=np.int64)
    paid = history.paid_on[sold] != NEVER
    end = np.where(paid, history.paid_on[sold], until)
    age = np.clip(end - bought[sold], 0, _OLDEST)
    np.add.at(counts[0, 0], (np.where(paid, 0, 2), age), 1)
    later = chances(counts).later[0, 0]
    at = np.flatnonzero(unpaid)
    due[at] = history.agreed[at] * later[np.clip(until - bought[at], 0, _OLDEST)]
    return due


def _speed(history: History, known: Chances, until: int) -> Speed | None:
    """What waiting does, by leads that were contacted; channel and judgement are held alike.

    A young lead counts by the part of its sales that is to be expected by now, by days since the contact: who waited
    long had less time to buy. So the leads after a change of waits, which tell most of it, need not be waited for.
    """
    told = ~np.isnan(history.answered) & ~history.returning
    if not told.any():
        return None
    judged, hours = history.judged[told], history.answered[told]
    age = np.clip(until - history.day[told] - (hours / 24).astype(np.int64), 0, _OLDEST)
    by_now = known.by_now[-1]
    ripe = ratio(by_now, by_now[:, -1:])[judged, age]
    stratum = history.channel[told] * len(Judged) + judged
    sold = (history.reached_on[-1, told] != NEVER).astype(np.float64)
    steps, size = wait_steps(hours), int(stratum.max()) + 1
    leads, sales = (counted(stratum, steps, each, size).T for each in (np.nan_to_num(ripe), sold))
    return fit_speed(leads, sales)
