"""Warned before quality falls, and not by chance."""

from __future__ import annotations

import pytest

from tandem.workload.load_rules import Fullness, Rise, fullness
from tandem.workload.rules import Load

STILL = Rise(100, 100)


@pytest.mark.parametrize(
    ("demand", "rise", "expected"),
    [
        (50, STILL, Fullness.EASY),
        (70, STILL, Fullness.EASY),
        (70, Rise(100, 140), Fullness.RISING),
        (70, Rise(5, 7), Fullness.EASY),
        (30, Rise(100, 140), Fullness.EASY),
        (86, STILL, Fullness.NEAR),
        (100, STILL, Fullness.OVER),
        (130, STILL, Fullness.OVER),
    ],
)
def test_how_full(demand, rise, expected):
    assert fullness(Load(demand, 100, None, None), rise) is expected


def test_without_anybody_at_work_nothing_is_claimed():
    assert fullness(Load(10, 0, None, None), STILL) is Fullness.UNKNOWN
