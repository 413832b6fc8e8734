"""A source that floods is told to wait, and nobody else is."""

from __future__ import annotations

from tandem.intake.pace import Pace


def test_a_burst_is_answered_and_a_flood_waits():
    pace = Pace()
    waits = [pace.wait("site", a_minute=60, now=100.0) for _ in range(20)]
    assert waits[:15] == [0] * 15
    assert all(wait >= 1 for wait in waits[15:])


def test_others_notice_nothing():
    pace = Pace()
    for _ in range(1_000):
        pace.wait("flood", a_minute=60, now=100.0)
    assert pace.wait("site", a_minute=60, now=100.0) == 0


def test_after_the_wait_the_next_one_is_answered():
    pace = Pace()
    while not (wait := pace.wait("site", a_minute=60, now=100.0)):
        pass
    assert pace.wait("site", a_minute=60, now=100.0 + wait) == 0


def test_a_slow_source_may_still_knock_once():
    pace = Pace()
    assert pace.wait("site", a_minute=1, now=0.0) == 0
    assert pace.wait("site", a_minute=1, now=1.0) > 50


def test_many_senders_are_forgotten_rather_than_kept_for_ever():
    pace = Pace(most=100)
    for number in range(1_000):
        pace.wait(f"sender {number}", a_minute=60, now=float(number))
    assert len(pace._buckets) <= 100
