"""What is said of a mean check: nothing that no check could be, and nothing that a few alike rows cannot tell."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest

from tandem.measures.catalogue import measure
from tandem.measures.values import Part, Spread, Value, compose


def mean_check(*sums: float) -> Value:
    """The average check of sales that are paid by these sums, one each."""
    powers = [sum(each**power for each in sums) for power in (1, 2, 3)]
    parts = {
        "revenue_paid": Value(Decimal(str(powers[0])), n=len(sums), spread=Spread(len(sums), *powers)),
        "deals_won": Value(len(sums), n=len(sums)),
    }
    return compose(measure("average_check"), lambda key: Part(measure(key), parts[key]))


def test_two_sums_leave_much_open_but_nothing_below_nought():
    found = mean_check(30_000, 133_000)

    assert found.low == 0
    assert found.high is not None
    assert found.high > 133_000


def test_where_more_was_given_back_than_paid_the_limit_may_be_below_nought():
    found = mean_check(-30_000, 10_000, -20_000)

    assert found.low is not None
    assert found.low < -30_000


@pytest.mark.parametrize(("count", "known"), [(2, False), (9, False), (10, True)])
def test_a_few_sums_alike_say_nothing_of_how_they_spread(count, known):
    found = mean_check(*[191_200.0] * count)

    assert (found.low, found.high) == ((191_200.0, 191_200.0) if known else (-math.inf, math.inf))
