"""Copies of requests, deals that stand, payments that come later and clicks that are missing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from tandem.diagnosis.rules.clicks_told import untold_clicks
from tandem.diagnosis.rules.decomposition_history import NEVER, Span
from tandem.diagnosis.rules.faults import FaultKey, blocked, faults
from tandem.diagnosis.rules.twice import Closing, asked_twice, in_time
from tandem.diagnosis.tests.test_faults import BARS, FINE, keys

BEFORE, AFTER, UNTIL = Span(0, 55), Span(56, 111), 111


def test_a_second_request_of_the_same_person_within_a_day_is_a_copy_and_a_later_one_is_none():
    client = np.array([1, 2, 1, 1, 2, 3])
    came = np.array([0.0, 1.0, 0.5, 40.0, 25.0, 0.0])

    assert asked_twice(client, came).tolist() == [False, False, True, False, True, False]


def test_copies_leave_everything_that_counts_requests_without_a_verdict():
    found = faults(replace(FINE, twice=(0.01, 0.2)))

    assert [fault.key for fault in found] == [FaultKey.ASKED_TWICE]
    assert {"traffic", "target", "processed", "won", "lead_rate"} <= blocked(found, BARS)
    assert "check" not in blocked(found, BARS)


def test_copies_that_were_always_there_change_nothing():
    assert keys(replace(FINE, twice=(0.2, 0.22))) == []


def days(longer: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Ten deals a day that take from one to eight days, and ``longer`` days more in the later period."""
    day = np.repeat(np.arange(112), 10)
    took = 1 + np.arange(len(day)) % 8 + np.where(day >= AFTER.first, longer, 0)
    end = np.where(day + took <= UNTIL, day + took, NEVER)
    return day, end


def test_deals_that_take_as_long_as_before_do_not_stand_though_the_newest_are_open():
    day, end = days(0)
    held = in_time(day, end, BEFORE, AFTER, UNTIL, fewest=100)

    assert held is not None
    assert held.closed[0] == pytest.approx(held.closed[1], abs=0.02)
    assert keys(replace(FINE, closing=held)) == []


def test_deals_that_stand_leave_their_stages_without_a_verdict_and_no_check():
    day, end = days(6)
    held = in_time(day, end, BEFORE, AFTER, UNTIL, fewest=100)
    found = faults(replace(FINE, closing=held))

    assert [fault.key for fault in found] == [FaultKey.STANDING]
    assert blocked(found, BARS) == {"qualified", "won"}


def test_few_deals_say_nothing_of_how_long_they_take():
    day, end = days(6)

    assert in_time(day[:50], end[:50], BEFORE, AFTER, UNTIL, fewest=100) is None


def test_payments_that_come_later_are_said_and_block_nothing():
    found = faults(replace(FINE, paying=Closing(3, (200, 200), (0.95, 0.2))))

    assert [fault.key for fault in found] == [FaultKey.PAID_LATER]
    assert blocked(found, BARS) == frozenset()


def clicks(*, missing=slice(0, 0), leads_go_on=True):
    """Two channels of 90 days with ten clicks and one lead a day each; the first lacks the clicks of some days."""
    clicked, leads = np.full((90, 2), 10.0), np.ones((90, 2))
    clicked[missing, 0] = 0
    if not leads_go_on:
        leads[missing, 0] = 0
    return clicked, leads


def test_a_cabinet_whose_export_ends_early_is_found_by_the_requests_that_went_on():
    found = untold_clicks(*clicks(missing=slice(70, 90)))

    assert found is not None
    assert (found.channels, found.first, found.last) == ((0,), 70, 89)


def test_a_campaign_that_was_stopped_lacks_no_clicks():
    assert untold_clicks(*clicks(missing=slice(70, 90), leads_go_on=False)) is None
    assert untold_clicks(*clicks()) is None


def test_a_channel_that_never_had_clicks_lacks_none():
    assert untold_clicks(*clicks(missing=slice(0, 90))) is None


def test_missing_clicks_of_a_channel_are_said_with_their_days():
    (found,) = faults(replace(FINE, clicks_missing=(1010, 1020)))

    assert (found.key, found.first, found.last) == (FaultKey.SPEND_HOLE, 1010, 1020)
