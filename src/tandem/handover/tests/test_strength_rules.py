"""How strong sellers are: set against what such leads bring, and pulled towards one where little is known."""

from __future__ import annotations

import numpy as np
import pytest

from tandem.handover.strength_rules import LEAST, MOST, strengths_of


def test_whoever_was_dealt_the_worse_leads_is_not_the_worse_seller():
    leads = {(1, "A"): 400, (1, "C"): 100, (2, "A"): 100, (2, "C"): 400}
    sales = {(1, "A"): 160, (1, "C"): 10, (2, "A"): 40, (2, "C"): 40}
    assert {seller: told.ratio for seller, told in strengths_of(leads, sales).items()} == {1: 1.0, 2: 1.0}


def test_sellers_who_only_differ_by_chance_are_mostly_one():
    rng = np.random.default_rng(7)
    alike = 0
    for _ in range(200):
        leads = {(seller, "A"): 300.0 for seller in range(8)}
        sales = {place: float(rng.binomial(300, 0.06)) for place in leads}
        found = [told.ratio for told in strengths_of(leads, sales).values()]
        alike += max(found) - min(found) < 0.25
    assert alike > 160


def test_a_true_difference_is_seen_and_a_few_leads_are_pulled_towards_one():
    leads = {(1, "A"): 1000.0, (2, "A"): 1000.0, (3, "A"): 10.0}
    sales = {(1, "A"): 150.0, (2, "A"): 50.0, (3, "A"): 3.0}
    found = strengths_of(leads, sales)
    assert found[1].ratio == pytest.approx(1.48, abs=0.05)
    assert found[2].ratio == pytest.approx(0.52, abs=0.05)
    # Three of ten: thrice the mean by itself.
    assert 1.0 < found[3].ratio < 2.0
    assert found[3].n == 10


def test_nobody_is_reckoned_with_as_worse_or_better_than_the_bounds():
    found = strengths_of({(1, "A"): 5000.0, (2, "A"): 5000.0}, {(1, "A"): 1000.0, (2, "A"): 10.0})
    assert found[2].ratio == LEAST
    assert LEAST <= found[1].ratio <= MOST


def test_no_sales_at_all_tell_nothing():
    assert [told.ratio for told in strengths_of({(1, ""): 50.0, (2, ""): 60.0}, {}).values()] == [1.0, 1.0]
