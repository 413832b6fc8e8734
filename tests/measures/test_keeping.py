"""What is kept between questions to one state of the store, and thrown away with it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from tandem.measures.currencies import currencies
from tandem.measures.horizon import horizon
from tandem.measures.store import Reading
from tests.measures.world import FIRST_DAY, World, at


def moved_on(reading: Reading, change: str) -> Reading:
    """The same base read again, one position later, after a change to its rows."""
    reading.cursor.execute(change)
    return replace(reading, freshness=replace(reading.freshness, position=reading.freshness.position + 1))


def two_leads() -> Reading:
    world = World()
    for day in (FIRST_DAY, FIRST_DAY + dt.timedelta(days=9)):
        world.add("leads", captured_on=day, captured_at=at(day))
    return world.reading()


def test_the_reach_of_the_data_is_looked_up_once_for_each_position():
    reading = two_leads()
    assert horizon(reading).until == dt.date(2026, 1, 10)

    reading.cursor.execute("DELETE FROM leads")

    assert horizon(reading).until == dt.date(2026, 1, 10)


def test_a_newer_fact_moves_the_reach_of_the_data():
    reading = two_leads()
    horizon(reading)

    reading = moved_on(reading, "UPDATE leads SET won_on = DATE '2026-01-20' WHERE lead_id = 1")

    assert horizon(reading).until == dt.date(2026, 1, 20)


def test_a_correction_moves_the_reach_of_the_data_back():
    reading = two_leads()
    horizon(reading)

    reading = moved_on(reading, "UPDATE leads SET captured_on = DATE '2026-01-02' WHERE lead_id = 2")

    assert horizon(reading).until == dt.date(2026, 1, 2)


def test_a_currency_met_for_the_first_time_is_named_at_once():
    reading = World().add("payments", paid_on=FIRST_DAY, amount=5, currency="RUB").reading()
    assert currencies(reading).others == ()

    reading = moved_on(reading, "UPDATE payments SET currency = 'USD'")

    assert currencies(reading).counted == "USD"
