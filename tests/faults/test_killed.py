"""Whatever is killed under load: no acknowledged lead is lost, none doubled, and journal and state agree."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator

import pytest

from tests.faults.house import Cluster, House, house_of_its_own

#: ``make soak`` asks for 200.
ROUNDS = int(os.environ.get("TANDEM_FAULT_ROUNDS", "5"))


pytestmark = pytest.mark.xdist_group("houses")


@pytest.fixture
def house(request) -> Iterator[tuple[House, Cluster | None]]:
    """On the database the suite runs on, of its own kind and killed at will."""
    with house_of_its_own() as made:
        yield made


@pytest.mark.timeout(300 + 60 * ROUNDS)
def test_no_acknowledged_lead_is_lost_or_doubled(house):
    built, cluster = house
    built.start()
    for number in range(1, ROUNDS + 1):
        victim = random.choice(["server", "worker", "writer", *(["database"] * 2 if cluster else [])])
        with built.under_load():
            time.sleep(random.uniform(0.2, 1.2))
            if victim == "server":
                built.kill_server()
                built.start()
            elif victim == "worker":
                built.kill_a_worker()
            elif victim == "writer":
                built.kill_a_writer()
            else:
                cluster.kill()
                time.sleep(random.uniform(0.1, 0.8))
                cluster.start()
            time.sleep(0.3)
        built.wait_until_it_answers()
        if number % 5 == 0 or number == ROUNDS:
            assert_nothing_is_lost(built)
    assert len(built.sent.acknowledged) > 20 * ROUNDS
    built.tandem("verify")


def test_who_answers_goes_on_while_who_writes_is_replaced(house):
    built, _ = house
    built.start()
    with built.under_load():
        for _ in range(4):
            time.sleep(0.5)
            built.kill_a_writer()
        time.sleep(1)
    # Whoever was waiting was told that it is kept, from the spool.
    assert set(built.sent.statuses) == {202}
    assert not built.sent.open
    assert_nothing_is_lost(built)
    built.tandem("verify")


def assert_nothing_is_lost(built: House) -> None:
    found = built.settle()
    lost = set(built.sent.acknowledged.values()) - set(found["arrivals"])
    assert not lost, f"{len(lost)} acknowledged leads are lost"
    assert found["leads"] == found["distinct"] == len(found["arrivals"]), found
    assert found["without"] == 0
    assert not built.sent.open
