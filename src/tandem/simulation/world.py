"""One year of the made-up company, whole."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

import numpy as np

from tandem.simulation.arrivals import DAYS, Requests, arrive
from tandem.simulation.cast import light_contour
from tandem.simulation.company import Company
from tandem.simulation.marketing import Plan, Spend, advertise, plan
from tandem.simulation.money import Ledger, settle
from tandem.simulation.rules import DAY
from tandem.simulation.sales import Pipeline, sell
from tandem.simulation.stages import Stage
from tandem.simulation.truth import Truth, plant

HORIZON: Final = DAYS * DAY - 1
"""The last second of the year; nothing later is known to anybody."""

LEAST_LEADS: Final = 200
"""A smaller year has no deals to tell a story with."""

_HUGE: Final = 6_400_000.0


@dataclass(frozen=True, slots=True)
class World:
    """A company, what was planted, and what happened. Row numbers of `requests` and `pipeline` agree."""

    seed: int
    company: Company
    truth: Truth
    requests: Requests
    pipeline: Pipeline
    ledger: Ledger
    spend: Spend
    plans: tuple[Plan, ...]

    def moment(self, seconds: int) -> datetime:
        """Local time of an instant of the world, without a zone, as exports write it."""
        return datetime.combine(self.truth.start, time()) + timedelta(seconds=seconds)

    def day(self, seconds: int) -> date:
        """Local day of an instant of the world."""
        return self.truth.start + timedelta(days=seconds // DAY)


def generate(seed: int, ending: date, leads: int = 20_000) -> World:
    """The year that ends with `ending`, with about `leads` requests. The same seed gives the same year.

    Raises ValueError when fewer than LEAST_LEADS are asked for.
    """
    if leads < LEAST_LEADS:
        raise ValueError(f"A year needs at least {LEAST_LEADS} leads, not {leads}.")
    company = light_contour()
    truth = plant(company, seed=seed, ending=ending)
    # Each part draws from a stream of its own, so that a change in one leaves the others as they were.
    asking, selling, paying, advertising = np.random.default_rng(seed).spawn(4)
    requests = arrive(company, truth, leads=leads, rng=asking)
    pipeline = _with_one_huge_deal(requests, sell(company, truth, requests, rng=selling), truth)
    return World(
        seed=seed,
        company=company,
        truth=truth,
        requests=requests,
        pipeline=pipeline,
        ledger=settle(company, requests, pipeline, horizon=HORIZON, rng=paying),
        spend=advertise(company, truth, leads=leads, rng=advertising),
        plans=plan(company, truth, leads=leads),
    )


def _with_one_huge_deal(requests: Requests, pipeline: Pipeline, truth: Truth) -> Pipeline:
    """The business deal won nearest to the day of the distractor is of another size than all the rest."""
    wanted = (truth.distractors[-1].on - truth.start).days * DAY
    won = pipeline.reached[:, Stage.WON]
    business = np.flatnonzero((requests.segment == 3) & (won <= HORIZON))
    if not len(business):
        return pipeline
    amount = pipeline.amount.copy()
    amount[business[np.argmin(np.abs(won[business] - wanted))]] = _HUGE
    return dataclasses.replace(pipeline, amount=amount)
