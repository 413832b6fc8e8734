"""Who asks, when, and what they really are: a non-homogeneous Poisson process over flows and days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tandem.simulation.company import Company
from tandem.simulation.rules import DAY, Floats, Ints, demand, hour_weights, is_holiday
from tandem.simulation.truth import Truth

DAYS: Final = 365
_REPEAT_AFTER_DAYS: Final = 20


@dataclass(frozen=True, slots=True)
class Requests:
    """One row a request, in order of time; each column holds indices into the company's lists.

    `created` is seconds since the world began; `klass` 0..4 is the true class A..E; `duplicate` marks a
    person who asks again within hours about the same thing; `by_phone` those who call instead of writing.
    """

    created: Ints
    flow: Ints
    creative: Ints
    client: Ints
    product: Ints
    segment: Ints
    city: Ints
    klass: Ints
    by_phone: NDArray[np.bool_]
    duplicate: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.created)


def foreseen(company: Company, truth: Truth, leads: int) -> Floats:
    """Requests of each flow (row) on each day (column) as anybody would expect them: `leads` in all."""
    season = np.array([demand(truth.start + timedelta(days=number)) for number in range(DAYS)])
    shares = np.array([flow.share for flow in company.flows])
    return np.asarray(leads * np.outer(shares / shares.sum(), season / season.sum()), dtype=float)


def intensity(company: Company, truth: Truth, leads: int) -> Floats:
    """The same with the planted crowd of the wrong audience."""
    expected = foreseen(company, truth, leads)
    astray = [company.flow_index(name) for name in truth.audience.campaigns]
    expected[astray, (truth.audience.since - truth.start).days :] *= truth.audience.crowd
    return expected


def target_shares(company: Company, truth: Truth) -> Floats:
    """The true target share of each flow (row) on each day (column)."""
    shares = np.repeat(np.array([[flow.target_share] for flow in company.flows]), DAYS, axis=1)
    astray = [company.flow_index(name) for name in truth.audience.campaigns]
    shares[astray, (truth.audience.since - truth.start).days :] = truth.audience.share
    return shares


def arrive(company: Company, truth: Truth, *, leads: int, rng: np.random.Generator) -> Requests:
    """A year of requests."""
    counts = rng.poisson(intensity(company, truth, leads))
    flow = np.repeat(np.arange(len(company.flows)), counts.sum(axis=1))
    day = np.concatenate([np.repeat(np.arange(DAYS), row) for row in counts])
    created = day * DAY + _second_of_day(truth, day, rng)
    order = np.argsort(created, kind="stable")
    created, flow, day = created[order], flow[order], day[order]
    segment = _choose(np.array([one.segments for one in company.flows], dtype=float)[flow], len(flow), rng)
    wanted = np.array([one.products for one in company.flows])[flow]
    wanted *= np.array([one.products for one in company.segments])[segment]
    drafts = Requests(
        created=created,
        flow=flow,
        creative=_choose(_creative_weights(company)[flow], len(flow), rng),
        client=np.zeros(len(created), dtype=np.int64),
        product=_choose(wanted, len(flow), rng),
        segment=segment,
        city=_choose(np.array([[weight for _, weight in company.cities]], dtype=float), len(created), rng),
        klass=_classes(company, target_shares(company, truth)[flow, day], rng),
        by_phone=rng.random(len(created)) < np.array([one.by_phone for one in company.flows])[flow],
        duplicate=rng.random(len(created)) < company.habits.duplicate_share,
    )
    return _with_clients(drafts, company.habits.repeat_share, rng)


def _second_of_day(truth: Truth, day: Ints, rng: np.random.Generator) -> Ints:
    dates = [truth.start + timedelta(days=number) for number in range(DAYS)]
    weekend = np.array([date.weekday() >= 5 or is_holiday(date) for date in dates])[day]
    hour = np.where(
        weekend,
        rng.choice(24, size=len(day), p=hour_weights(weekend=True)),
        rng.choice(24, size=len(day), p=hour_weights(weekend=False)),
    )
    return np.asarray(hour * 3600 + rng.integers(0, 3600, size=len(day)), dtype=np.int64)


def _creative_weights(company: Company) -> Floats:
    """Weights of each flow's creatives, padded with zeros to the longest list."""
    widest = max(len(flow.creatives) for flow in company.flows)
    table = np.zeros((len(company.flows), widest))
    for number, flow in enumerate(company.flows):
        table[number, : max(len(flow.creatives), 1)] = [ad.weight for ad in flow.creatives] or [1.0]
    return table


def _choose(weights: Floats, rows: int, rng: np.random.Generator) -> Ints:
    edges = np.cumsum(weights / weights.sum(axis=1, keepdims=True), axis=1)[:, :-1]
    return np.asarray((rng.random((rows, 1)) >= edges).sum(axis=1), dtype=np.int64)


def _classes(company: Company, share: Floats, rng: np.random.Generator) -> Ints:
    habits = company.habits
    fitting = _choose(np.array([habits.class_of_target]), len(share), rng)
    rest = np.where(rng.random(len(share)) < habits.junk_of_rest, 4, 3)
    return np.where(rng.random(len(share)) < share, fitting, rest)


def _with_clients(drafts: Requests, repeat_share: float, rng: np.random.Generator) -> Requests:
    """Number the clients by first request; some requests belong to a client who has asked before."""
    rows = len(drafts)
    repeats = rng.random(rows) < repeat_share
    # Requests old enough to come back from stand before this position.
    settled = np.searchsorted(drafts.created, drafts.created - _REPEAT_AFTER_DAYS * DAY)
    draw = rng.random(rows)
    client, klass, duplicate = drafts.client.copy(), drafts.klass.copy(), drafts.duplicate.copy()
    flow, creative = drafts.flow.copy(), drafts.creative.copy()
    product, segment, city = drafts.product.copy(), drafts.segment.copy(), drafts.city.copy()
    clients = 0
    for row in range(rows):
        same_hours = row - 1 - int(draw[row] * 30)
        if duplicate[row] and same_hours >= 0 and not duplicate[same_hours]:
            earlier = same_hours
            for column in (flow, creative, klass):
                column[row] = column[earlier]
        elif repeats[row] and settled[row] > 0 and not duplicate[row]:
            earlier = int(draw[row] * settled[row])
        else:
            duplicate[row] = False
            client[row] = clients
            clients += 1
            continue
        for column in (client, segment, product, city):
            column[row] = column[earlier]
    return Requests(drafts.created, flow, creative, client, product, segment, city, klass, drafts.by_phone, duplicate)
