"""A day of change is found within its own interval, and none is made up."""

import numpy as np

from tandem.diagnosis.rules.change_date import change_day


def test_the_day_is_found_and_its_interval_holds_it():
    found_in_interval = 0
    for seed in range(40):
        random = np.random.default_rng(seed)
        of = random.poisson(20, 90).astype(float)
        share = np.where(np.arange(90) < 55, 0.40, 0.18)
        found = change_day(random.binomial(of.astype(int), share).astype(float), of)

        assert found is not None
        assert abs(found.day - 55) <= 7
        found_in_interval += found.low <= 55 <= found.high
    assert found_in_interval >= 32


def test_a_series_without_a_change_rarely_has_a_day():
    told = 0
    for seed in range(40):
        random = np.random.default_rng(seed)
        of = random.poisson(20, 90).astype(float)
        told += change_day(random.binomial(of.astype(int), 0.3).astype(float), of) is not None
    assert told <= 8


def test_too_few_days_have_no_day():
    assert change_day(np.ones(8), np.ones(8)) is None
