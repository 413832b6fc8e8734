"""Labels that err hide a part of a worse audience; leads called non-target that buy make a worse one cheaper."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tandem.diagnosis.rules.decomposition_leads import Judged, Leads
from tandem.diagnosis.rules.label_errors import share_of_nothing


def leads(*, target: int, others: int, sold: float, of_others: float) -> Leads:
    """Four groups of like leads: called target or not, bought or not."""
    counts = np.array([sold, target - sold, of_others, others - of_others])
    rows = len(counts)
    nothing, unknown = np.zeros(rows), np.full(rows, -1.0)
    return Leads(
        after=np.zeros(rows, dtype=np.bool_), cluster=np.zeros(rows, dtype=np.int64),
        channel=np.zeros(rows, dtype=np.int64), seller=np.zeros(rows, dtype=np.int64),
        judged=np.array([Judged.TARGET, Judged.TARGET, Judged.NON_TARGET, Judged.NON_TARGET], dtype=np.int64),
        age=np.full(rows, 100), leads=counts, reached=np.array([[counts[0], 0, counts[2], 0]]),
        awaited=np.zeros((1, rows)), money=nothing, due=nothing, cash=nothing, handed=unknown, answered=unknown,
        handed_for=nothing, answered_for=nothing,
        list_price=nothing, deal_price=nothing, channels=3, sellers=1, clusters=1,
    )  # fmt: skip


def test_where_no_lead_called_non_target_buys_labels_are_taken_as_they_are():
    assert share_of_nothing(leads(target=400, others=600, sold=80, of_others=0), 100) == pytest.approx(0)


def test_the_two_ends_are_labels_that_err_and_others_that_buy():
    """Of a thousand leads 400 are target, a quarter buys, and one label in ten is wrong: 90 sales and 10."""
    seen = leads(target=420, others=580, sold=90, of_others=10)

    found = share_of_nothing(seen, 1_000)

    # All of these sales are wrong labels: at a seen share of a tenth nobody is a target lead.
    assert found.max() == pytest.approx(0.1, abs=2e-3)
    # None is: 42 % bring 90 of 100 sales, and as much below nought as all others bring lies the zero.
    each, other = 90 / 420, 10 / 580
    assert found.min() == pytest.approx(-other / (each - other), abs=2e-3)
    assert found.min() < found[0] < found.max()


def test_labels_that_say_nothing_are_no_reason_to_fail():
    alike = share_of_nothing(leads(target=500, others=500, sold=40, of_others=90), 50)

    assert np.isfinite(alike).all()
    assert (alike < 1).all()
    empty = replace(leads(target=400, others=600, sold=80, of_others=9), judged=np.full(4, Judged.NOT_YET))
    assert share_of_nothing(empty, 50) == pytest.approx(0)
