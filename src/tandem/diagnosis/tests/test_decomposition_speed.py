"""What waiting does is found whatever its shape and scale; where sales cannot tell it, the band is wide."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.diagnosis.rules.decomposition_leads import WAIT_HOURS, WAITS
from tandem.diagnosis.rules.decomposition_speed import CURVES, Speed, fit_speed
from tandem.diagnosis.tests.curves import around

#: Shapes with the hours they are known by.
SHAPES = {
    "level": lambda hours: np.ones_like(hours),
    "exponential of ten hours": lambda hours: np.exp(-hours / 10),
    "exponential of three days": lambda hours: np.exp(-hours / 72),
    "hyperbola of ten minutes": lambda hours: 1 / (1 + 6 * hours),
    "hyperbola of eight hours": lambda hours: 1 / (1 + hours / 8),
    "half-life of ten hours to a floor": lambda hours: 0.15 + 0.85 * 2 ** (-hours / 10),
    "level for hours, then down": lambda hours: 1 / (1 + (hours / 6) ** 2),
}
HOURS = np.array([0.25, 1.0, 3.0, 12.0, 24.0, 48.0])


def sold(shape, *, leads, seed, strata=6):
    """Leads and sales by stratum and step: levels of their own, one shape."""
    random = np.random.default_rng(seed)
    came = random.poisson(leads / strata / WAITS, (strata, WAITS)).astype(float)
    level = 0.25 * random.uniform(0.5, 1.5, strata)[:, None]
    return came, random.binomial(came.astype(int), level * shape(WAIT_HOURS)).astype(float)


def held(shape, *, leads, seeds):
    """The part of the hours, over many companies, at which the 90 % band holds what is left since the first step."""
    first = WAIT_HOURS[:1]
    found = []
    for seed in range(seeds):
        speed = fit_speed(*sold(shape, leads=leads, seed=seed))
        assert speed is not None
        since = speed.by_curve(HOURS[None]) / speed.by_curve(first[None])
        low, high = np.quantile(since, [0.05, 0.95], axis=0)
        true = shape(HOURS) / shape(first)
        found.append((low - 1e-9 <= true) & (true <= high + 1e-9))
    return float(np.mean(found))


@pytest.mark.parametrize("name", SHAPES)
def test_the_band_holds_what_was_planted_whatever_its_shape(name):
    assert held(SHAPES[name], leads=4_000, seeds=12) >= 0.8


@pytest.mark.parametrize("name", SHAPES)
def test_with_many_leads_the_usual_curve_is_the_one_that_was_planted(name):
    found = fit_speed(*sold(SHAPES[name], leads=100_000, seed=5))

    assert found is not None
    since = found.usual(HOURS) / found.usual(WAIT_HOURS[:1])
    assert since == pytest.approx(SHAPES[name](HOURS) / SHAPES[name](WAIT_HOURS[:1]), abs=0.06)


def test_a_scale_that_sales_cannot_tell_makes_a_wide_band():
    """Nobody was answered between the first minutes and two days: when in between it fell, nobody knows."""
    leads, sales = sold(SHAPES["half-life of ten hours to a floor"], leads=20_000, seed=2)
    known, gap = np.ones(WAITS), (WAIT_HOURS > 0.1) & (WAIT_HOURS < 44)
    known[gap] = 0.0

    whole, holed = fit_speed(leads, sales), fit_speed(leads * known, sales * known)

    assert whole is not None
    assert holed is not None
    widths = [float(np.ptp(np.quantile(each.by_curve(np.array([[8.0]])), [0.05, 0.95]))) for each in (whole, holed)]
    assert widths[1] > 2 * widths[0]


def test_where_later_leads_sell_better_the_usual_curve_is_level():
    found = fit_speed(*sold(lambda hours: 0.4 + 0.6 * hours / 160, leads=20_000, seed=3))

    assert found is not None
    assert not found.fades
    assert found.usual(HOURS) == pytest.approx(1.0)
    assert found.left() == pytest.approx(1.0)


def test_too_few_sales_tell_nothing():
    leads, sales = sold(SHAPES["level"], leads=4_000, seed=1)

    assert fit_speed(leads, sales * 0) is None
    assert fit_speed(leads[:0], sales[:0]) is None


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(0, 1), st.integers(200, 20_000))
def test_every_curve_is_one_at_once_and_never_rises(seed, holes, leads):
    """Also where steps are empty and sales are chance."""
    random = np.random.default_rng(seed)
    came, sales = sold(lambda hours: random.uniform(0.2, 1, len(hours)), leads=leads, seed=seed)
    empty = random.random(came.shape) < holes
    found = fit_speed(np.where(empty, 0.0, came), np.where(empty, 0.0, sales))
    if found is None:
        return

    hours = np.concatenate([[0.0], np.sort(random.uniform(0, 500, 30))])
    for curves in (found.by_curve(hours[None]), found.usual(hours)[None]):
        assert curves[:, 0] == pytest.approx(1.0)
        assert (np.diff(curves, axis=1) <= 1e-12).all()
        assert (curves > 0).all()


def test_the_usual_curve_stands_before_the_drawn_ones_each_at_its_own_hours():
    speed = around(0.3, 0.1)
    hours = np.random.default_rng(1).uniform(0, 50, (5, 3))

    found = speed.by_draw(hours, 4)

    assert found[0] == pytest.approx(speed.usual(hours[0]))
    assert found[1:] == pytest.approx(speed.first(4).by_curve(hours[1:]))
    assert len(speed.first(3 * CURVES).scale) == 3 * CURVES
    assert Speed.level().usual(HOURS) == pytest.approx(1.0)
