"""Fact against plan: nothing is left over, whatever the plan names, and what does not vary is not called chance."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.diagnosis.rules.plan_split import COUNTS, UNPLANNED, split_plan

DAYS = 28
WEEKEND = np.array([day % 7 >= 5 for day in range(DAYS)], dtype=np.int64)
count = st.integers(0, 40)
months = st.lists(count, min_size=DAYS, max_size=DAYS).map(lambda each: np.array(each, dtype=float))


def by_day(**totals):
    return {key: np.full(DAYS, total / DAYS) for key, total in totals.items()}


@settings(max_examples=50, deadline=None)
@given(
    planned=st.dictionaries(st.sampled_from(COUNTS), st.floats(0, 5000), max_size=3), revenue=st.floats(0, 1e7),
    daily=st.fixed_dictionaries(dict.fromkeys(COUNTS, months)), paid=months,
)  # fmt: skip
def test_the_bars_make_up_the_difference_whatever_is_planned(planned, revenue, daily, paid):
    bars = split_plan(planned, revenue, daily, paid * 1000, WEEKEND)

    assert sum(bar.amount for bar in bars) == pytest.approx(paid.sum() * 1000 - revenue, rel=1e-9, abs=1e-3)
    assert all(bar.low <= bar.amount <= bar.high for bar in bars)
    assert len({bar.key for bar in bars}) == len(bars)


def test_three_factors_have_the_known_shapley_values():
    daily = by_day(leads=1200, target_leads=0, deals_won=96)

    bars = split_plan({"leads": 1000, "deals_won": 100}, 5000, daily, np.full(DAYS, 5280 / DAYS), WEEKEND)

    assert [bar.key for bar in bars] == ["traffic", "lead_to_sale", "check"]
    assert [bar.amount for bar in bars] == pytest.approx([2830 / 3, -3470 / 3, 1480 / 3])
    assert [(round(bar.plan, 4), round(bar.fact, 4)) for bar in bars] == [(1000, 1200), (0.1, 0.08), (50, 55)]


def test_what_the_plan_is_silent_of_is_one_line():
    daily = by_day(leads=100, target_leads=50, deals_won=10)

    keys = [
        [bar.key for bar in split_plan(planned, 9000, daily, np.full(DAYS, 300.0), WEEKEND)]
        for planned in ({}, {"leads": 120}, {"deals_won": 12}, {"leads": 120, "target_leads": 60})
    ]

    assert keys == [[UNPLANNED], ["traffic", UNPLANNED], ["deals", "check"], ["traffic", "target", UNPLANNED]]
