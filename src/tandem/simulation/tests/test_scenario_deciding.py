"""Whoever decides decides alike: the house through its actions, and its rules in memory."""

import random
from dataclasses import dataclass

import pytest
from django.utils import timezone

from tandem.handover.dealing_receipts import read as read_receipt
from tandem.handover.models import Assignment, Dealing, Reckoned
from tandem.handover.reckoning import _forget
from tandem.intake.models import Lead
from tandem.qualification.models import Qualification
from tandem.simulation.scenario.acting import Acting
from tandem.simulation.scenario.driving import What, drive
from tandem.simulation.scenario.reading import read
from tandem.simulation.scenario.rehearsing import Rehearsal
from tandem.simulation.scenario.settling_in import LivedAlready, settle_in
from tandem.simulation.scenario.world import live

#: Enough for several days, a weekend, and every kind of decision; `bench.simulation` does the same with 2,000.
LEADS = 150

SCENARIO = """
[scenario]
title = { ru = "Все виды решений", en = "Every kind of decision" }
start = 2026-03-02
weeks = 2

[arrivals]
leads_a_day = 40
repeat_share = 0.2

[more_campaigns]
count = 4

[[product]]
name = "Окна"
share = 3

[[product]]
name = "Двери"

[[seller]]
name = "Анна"
products = ["Окна"]

[[seller]]
name = "Пётр"
opens = 11
closes = 20

[[seller]]
name = "Ольга"

[[seller]]
name = "Илья"
products = ["Двери"]

[[absence]]
seller = "Ольга"
first_day = 2
last_day = 3
"""


@dataclass
class Both:
    world: object
    acting: Acting
    acted: object
    rehearsal: Rehearsal
    rehearsed: object


@pytest.fixture
def both(db):
    world = live("both", read(SCENARIO), seed=5)
    settled = settle_in(world)
    chance = random.Random(3)
    reckoned = {("strength", str(pk)): chance.uniform(0.7, 1.4) for pk in settled.sellers}
    Reckoned.objects.bulk_create(
        Reckoned(what=what, key=key, value=value, n=100, reckoned_at=timezone.now())
        for (what, key), value in reckoned.items()
    )
    _forget()
    acting = Acting(world, settled)
    acted = drive(world, acting, most=LEADS)
    rehearsal = Rehearsal(world, seller_ids=settled.sellers, lead_id=acting.lead_ids.__getitem__, reckoned=reckoned)
    yield Both(world, acting, acted, rehearsal, drive(world, rehearsal, most=LEADS))
    _forget()


def test_grade_target_and_seller_are_the_same_by_actions_and_in_memory(both):
    assert both.acted.sellers == both.rehearsed.sellers
    assert (both.acted.calls, both.acted.sales) == (both.rehearsed.calls, both.rehearsed.sales)
    assert both.acted.requests == LEADS

    assert both.acting.decided == both.rehearsal.decided
    assert {each.grade for each in both.acting.decided.values()} == {None, "A", "B", "C", "D"}
    receipts = [read_receipt(text) for text in Dealing.objects.values_list("receipt", flat=True)]
    assert len({given.why for receipt in receipts for given in receipt.given}) > 3
    # It was all by the house's own actions, and the same world is not lived twice.
    assert Lead.objects.count() == LEADS
    assert Qualification.objects.count() > 0
    assert Assignment.objects.filter(taken_at__isnull=False).exists()
    with pytest.raises(LivedAlready):
        settle_in(both.world)


def test_what_is_lived_in_memory_comes_out_again():
    world = live("both", read(SCENARIO), seed=5)
    one, other = (drive(world, Rehearsal(world)) for _ in range(2))

    assert one == other
    assert one.sales > 0
    # Whoever came on the last evening waits for a morning that the world does not have.
    assert set(one.sellers.values()) - {None} == {0, 1, 2, 3}


def test_sellers_get_what_they_are_for_and_nothing_while_away():
    world = live("both", read(SCENARIO), seed=6)
    done = drive(world, Rehearsal(world))

    for row, seller in done.sellers.items():
        if seller in (0, 3):
            assert world.asked.product[row] == (0 if seller == 0 else 1) or _returns(world, row)


def _returns(world, row):
    """Whoever has asked before goes back to the seller they know, whatever that one is for."""
    return (world.asked.client == world.asked.client[row]).sum() > 1


def test_more_sellers_sell_more_to_the_same_people():
    few = live("few", read(SCENARIO.replace("leads_a_day = 40", "leads_a_day = 120")), seed=7)
    text = SCENARIO.replace("leads_a_day = 40", "leads_a_day = 120") + "[more_sellers]\ncount = 12\n"
    many = live("many", read(text), seed=7)

    talks = [drive(world, Rehearsal(world)).talks / len(world.asked) for world in (few, many)]
    assert talks[1] > talks[0]


def test_deeds_come_in_the_order_of_time():
    world, told = live("both", read(SCENARIO), seed=8), []

    class Watching(Rehearsal):
        def tell(self, deeds, now):
            told.extend(deeds)

    drive(world, Watching(world), most=100)
    talked = {deed.row: deed.at for deed in told if deed.what is What.TALK}
    won = {deed.row: deed.at for deed in told if deed.what is What.WON}
    assert [deed.at for deed in told] == sorted(deed.at for deed in told)
    assert all(talked[row] < at for row, at in won.items())
