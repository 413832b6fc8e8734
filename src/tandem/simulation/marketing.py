"""What marketing spent per advertisement and day, and what both departments planned per month."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Final

import numpy as np

from tandem.simulation.arrivals import DAYS, foreseen
from tandem.simulation.company import MARKETING, SALES, Company
from tandem.simulation.rules import Floats, Ints
from tandem.simulation.truth import Truth

_PLANNED_WIN_RATE: Final = 0.070
_PLANNED_CHECK: Final = 205_000
_AMBITION: Final = 1.06


@dataclass(frozen=True, slots=True)
class Spend:
    """One row an advertisement and a day: indices of flow and creative, counts, roubles with kopecks."""

    day: Ints
    flow: Ints
    creative: Ints
    impressions: Ints
    clicks: Ints
    spend: Floats


@dataclass(frozen=True, slots=True)
class Plan:
    """A planned figure of one month; `seller` is empty for the department's own."""

    measure: str
    start: date
    end: date
    department: str
    seller: str
    value: int


def advertise(company: Company, truth: Truth, *, leads: int, rng: np.random.Generator) -> Spend:
    """A year of the ad cabinets. Money follows the demand that was expected, not the luck of the day.

    So the crowd of the wrong audience comes for the same money: it is cheap, which is why nobody looked.
    """
    expected = foreseen(company, truth, leads)
    parts: list[Spend] = []
    for number, flow in enumerate(company.flows):
        whole = sum(ad.weight for ad in flow.creatives)
        for creative, ad in enumerate(flow.creatives):
            asked = expected[number] * ad.weight / whole
            clicks = rng.poisson(asked / flow.landing_rate)
            parts.append(
                Spend(
                    day=np.arange(DAYS),
                    flow=np.full(DAYS, number),
                    creative=np.full(DAYS, creative),
                    impressions=np.maximum(rng.poisson(clicks / flow.click_rate), clicks),
                    clicks=clicks,
                    spend=np.round(asked * flow.cost_per_lead * rng.lognormal(0, 0.16, DAYS), 2),
                )
            )
    order = np.argsort(np.concatenate([part.day for part in parts]), kind="stable")
    return Spend(
        **{
            column.name: np.concatenate([getattr(part, column.name) for part in parts])[order]
            for column in fields(Spend)
        }
    )


def plan(company: Company, truth: Truth, *, leads: int) -> tuple[Plan, ...]:
    """Plans of the calendar months of the year, whole months even at its ends; nobody planned the story."""
    expected = foreseen(company, truth, leads)
    expected_target = expected * np.array([[flow.target_share] for flow in company.flows])
    cost = np.array([flow.cost_per_lead for flow in company.flows])
    weights = np.array([one.weight * one.skill for one in company.sellers])
    weights /= weights.sum()
    rows: list[Plan] = []
    for first, last in _months(truth.start, truth.ending):
        inside = slice(max((first - truth.start).days, 0), (last - truth.start).days + 1)
        # A month that sticks out of the year is planned as if all its days were like those inside.
        whole = ((last - first).days + 1) / expected[:, inside].shape[1]
        asked = expected[:, inside].sum(axis=1) * whole
        sales = asked.sum() * _PLANNED_WIN_RATE * _AMBITION
        figures = (
            ("leads", MARKETING, asked.sum() * _AMBITION, 10),
            ("target_leads", MARKETING, expected_target[:, inside].sum() * whole * _AMBITION, 10),
            ("spend", MARKETING, float((asked * cost).sum()), 10_000),
            ("processed", SALES, asked.sum() * _AMBITION, 10),
            ("deals_won", SALES, sales, 1),
            ("revenue_paid", SALES, sales * _PLANNED_CHECK, 100_000),
        )
        rows += [Plan(key, first, last, room, "", _rounded(value, step)) for key, room, value, step in figures]
        for one, weight in zip(company.sellers, weights.tolist(), strict=True):
            rows += [
                Plan(key, first, last, SALES, one.person.name, _rounded(value * weight, min(step, 10_000)))
                for key, room, value, step in figures
                if room == SALES
            ]
    return tuple(rows)


def _months(start: date, ending: date) -> list[tuple[date, date]]:
    months = []
    first = start.replace(day=1)
    while first <= ending:
        following = (first + timedelta(days=32)).replace(day=1)
        months.append((first, following - timedelta(days=1)))
        first = following
    return months


def _rounded(value: float, step: int) -> int:
    return max(1, round(value / step)) * step
