"""The ledger of losses: each rouble once, whatever the order of the rows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.basics.intervals import Estimate, wilson
from tandem.diagnosis.rules.losses import (
    NONE,
    OF_LEADS,
    Campaigns,
    Hours,
    Known,
    Leads,
    Line,
    assigned,
    losses,
)
from tandem.diagnosis.tests.curves import around

CASES = ((30, 100), (5, 100))
KNOWN = Known(tuple(wilson(*each) for each in CASES), CASES, around(0.3, 0.05), 0.05)
ROW = st.tuples(
    st.integers(0, 1), st.floats(100, 100_000), st.floats(0, 500), st.booleans(), st.booleans(), st.booleans(),
    st.floats(0, 5_000),
)  # fmt: skip
ROWS = st.lists(ROW, min_size=1, max_size=40)
HOURS = st.none() | st.builds(
    Hours, st.floats(0, 50_000), st.floats(0, 50_000), st.floats(0, 50_000),
    st.floats(5, 60).map(lambda norm: Estimate(norm, norm * 0.8, norm * 1.3, 50)),
)  # fmt: skip


def _leads(rows, agreed=0.0):
    columns = list(zip(*rows, strict=True))
    kinds = (np.int64, float, float, bool, bool, bool, float)
    chance, check, waited, won, non_target, untaken, given = (
        np.array(column, dtype=kind) for column, kind in zip(columns, kinds, strict=True)
    )
    return Leads(chance, check, waited, won, non_target, untaken, given, agreed)


CAMPAIGNS = Campaigns(np.array([1000.0, 500.0]), np.array([0.4, 0.4]), (wilson(20, 100), wilson(60, 100)))


def test_each_lead_has_one_reason_the_first_that_holds():
    row = (0, 1000.0, 5.0, False, True, True, 0.0)
    rows = [
        row,
        (0, 1000.0, 5.0, False, False, True, 0.0),
        (0, 1000.0, 5.0, False, False, False, 0.0),
        (0, 1000.0, 5.0, True, True, True, 10.0),
        (0, 1000.0, 5.0, True, False, False, 0.0),
        (0, 1000.0, 0.0, False, False, False, 0.0),
    ]
    lines = [None if each == NONE else OF_LEADS[each] for each in assigned(_leads(rows))]
    assert lines == [Line.AUDIENCE, Line.UNTAKEN, Line.LATE, Line.DISCOUNT, None, None]


def test_known_amounts():
    rows = [(0, 1000.0, 0.0, False, False, True, 0.0), (1, 2000.0, 9.0, False, False, False, 0.0)]
    found = losses(_leads(rows), KNOWN, campaigns=CAMPAIGNS, hours=None)
    assert found.lines[Line.UNTAKEN].amount == pytest.approx(300)
    stays = 10**-0.3
    assert found.lines[Line.LATE].amount == pytest.approx(2000 * 0.05 * (1 - stays) / (1 - 0.05 * stays), rel=0.01)
    # A fifth instead of two fifths of a thousand roubles; the other campaign is better than planned.
    assert found.lines[Line.AUDIENCE].amount == pytest.approx(200)
    assert found.lines[Line.UNTAKEN].low < 300 < found.lines[Line.UNTAKEN].high


def test_an_hour_late_after_a_day_costs_little_of_what_is_still_there():
    row = [(1, 2000.0, 1.0, False, False, False, 0.0)]
    at_once, after_a_day = (
        losses(_leads(row, agreed), KNOWN, campaigns=None, hours=None).lines[Line.LATE] for agreed in (0.0, 24.0)
    )
    stays = (26 / 25) ** -0.3
    assert after_a_day.amount == pytest.approx(2000 * 0.05 * (1 - stays) / (1 - 0.05 * stays), rel=0.03)
    assert after_a_day.amount < at_once.amount / 10


def test_missing_hours_explain_leads_that_were_left_and_take_nothing_beyond_them():
    rows = [(0, 1000.0, 0.0, False, False, True, 0.0)] * 10
    norm = Estimate(20.0, 20.0, 20.0, 100)
    plenty = losses(_leads(rows), KNOWN, campaigns=None, hours=Hours(0.0, 100.0, 100.0, norm))
    assert plenty.lines[Line.UNTAKEN].amount == pytest.approx(3000)
    # Eighty minutes are missing, four leads of ten; thirty of them went into chores and twenty into interruptions.
    short = losses(_leads(rows), KNOWN, campaigns=None, hours=Hours(80.0, 30.0, 20.0, norm))
    amounts = {line: each.amount for line, each in short.lines.items()}
    assert amounts[Line.UNTAKEN] == pytest.approx(1800)
    assert (amounts[Line.CHORES], amounts[Line.INTERRUPTIONS], amounts[Line.OVERLOAD]) == pytest.approx((450, 300, 450))
    all_of_it = losses(_leads(rows), KNOWN, campaigns=None, hours=Hours(9e9, 0.0, 0.0, norm))
    assert all_of_it.lines[Line.OVERLOAD].amount == pytest.approx(3000)
    assert all_of_it.lines[Line.UNTAKEN].amount == pytest.approx(0)


@settings(deadline=None, max_examples=60)
@given(ROWS, HOURS)
def test_the_lines_are_the_whole_and_never_more_than_there_was(rows, hours):
    found = losses(_leads(rows), KNOWN, campaigns=CAMPAIGNS, hours=hours)
    amounts = [each.amount for each in found.lines.values()]
    assert min(amounts) >= 0
    assert sum(amounts) == pytest.approx(found.total.amount)
    assert found.total.amount <= found.most * (1 + 1e-9)
    assert sum(each.leads for each in found.lines.values()) <= len(rows)
    assert all(each.low <= each.amount <= each.high for each in (*found.lines.values(), found.total))


@settings(deadline=None, max_examples=30)
@given(ROWS.flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(rows))), HOURS)
def test_the_order_of_rows_changes_nothing(pair, hours):
    first, second = (losses(_leads(rows), KNOWN, campaigns=CAMPAIGNS, hours=hours) for rows in pair)
    for line in Line:
        assert first.lines[line].amount == pytest.approx(second.lines[line].amount)
        assert first.lines[line].low == pytest.approx(second.lines[line].low)
        assert first.lines[line].leads == second.lines[line].leads
