"""Leads weigh on their seller however they came to them, as long as the seller still has to turn to the client."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import Q

from tandem.agreement.samples import person
from tandem.distribution.weighing import weigh_named
from tandem.handover.models import Assignment, Dealing, SellerLoad
from tandem.handover.replaying import replayed
from tandem.handover.roster import distribute
from tandem.handover.tests.cast import MINUTES, NOON, arrives, distributes, seller
from tandem.handover.tests.test_dealing import assert_loads_add_up, owner_of
from tandem.imports.models import Import
from tandem.imports.samples import take
from tandem.imports.undoing import undo
from tandem.intake.doors import Arriving
from tandem.intake.samples import source
from tandem.intake.taking_in import take_in
from tandem.journal.followers import follow
from tandem.measures.verification import verify
from tandem.people.models import Person
from tandem.people.rules import Role

pytestmark = pytest.mark.django_db(transaction=True)
AN_HOUR_AGO = NOON - timedelta(hours=1)


def weighs(who) -> tuple[int, int]:
    """Leads and minutes that wait for a seller."""
    load = SellerLoad.objects.filter(pk=who.pk).first()
    return (load.waiting_leads, load.waiting_minutes) if load else (0, 0)


def brings(count: int, *, name: str = "", system: str = "crm", **said) -> list[int]:
    rows = [
        {"id": f"N{at}", "client_id": f"C{at}", "created_at": AN_HOUR_AGO, "grade": "A", "seller": name} | said
        for at in range(count)
    ]
    return take("lead", rows, system=system, at=NOON)


def calls(count: int, *, days: int = 0, **said) -> None:
    rows = [
        {"id": f"K{at}", "kind": "call", "client_id": f"C{at}", "at": NOON - timedelta(minutes=20, days=days),
         "direction": "out", "answered": True, "duration": 60} | said
        for at in range(count)
    ]  # fmt: skip
    take("activity", rows, system="crm", at=NOON)
    follow(now=lambda: NOON)


def test_whoever_has_forty_open_leads_of_an_import_is_given_fewer_of_the_next_ones():
    distributes()
    anna, boris = seller("Анна"), seller("Борис")
    brings(40, name="Анна")
    assert weighs(anna) == (40, 40 * MINUTES["A"])
    free = brings(60, system="other")
    distribute(lead_ids=free, by=person(Role.SALES_HEAD), now=NOON)
    # Of a hundred leads alike each has fifty, within the band that loads may differ by.
    counts = [Assignment.objects.filter(seller=each).count() for each in (anna, boris)]
    assert sum(counts) == 100
    assert abs(counts[0] - counts[1]) <= 4
    assert all(each.same for dealing in Dealing.objects.all() for each in replayed(dealing))
    assert_loads_add_up()
    assert verify().clean


def test_a_lead_that_comes_in_goes_to_whoever_has_room_beside_what_came_with_its_seller():
    distributes()
    seller("Анна")
    boris = seller("Борис")
    # A full shift's worth, entered by hand or by a form that names the seller.
    for _ in range(9):
        arrives(grade="A", seller="Анна")
    assert {owner_of(arrives(grade="A")) for _ in range(4)} == {"Борис"}
    assert weighs(boris) == (4, 4 * MINUTES["A"])
    assert all(each.same for dealing in Dealing.objects.all() for each in replayed(dealing))
    assert_loads_add_up()


def test_what_is_closed_moved_on_or_called_already_weighs_nothing():
    distributes()
    anna = seller("Анна")
    brings(2, name="Анна")
    calls(1)
    assert weighs(anna) == (1, 30)
    calls(2, id="early", days=3)
    assert weighs(anna) == (1, 30)
    take("lead", [{"id": "W", "client_id": "CW", "created_at": AN_HOUR_AGO, "seller": "Анна", "stage": "won"}], at=NOON)
    assert weighs(anna) == (1, 30)
    brings(2, name="Анна", stage="in_work", stage_at=NOON - timedelta(minutes=5))
    follow(now=lambda: NOON)
    assert weighs(anna) == (0, 0)
    assert_loads_add_up()


def test_an_export_that_names_another_seller_moves_the_load_and_an_undone_one_takes_it_away():
    distributes()
    anna, boris = seller("Анна"), seller("Борис")
    brings(3, name="Анна")
    first = Import.objects.latest("pk").pk
    brings(3, name="Борис")
    second = Import.objects.latest("pk").pk
    assert (weighs(anna), weighs(boris)) == ((0, 0), (3, 90))
    undo(import_id=second, by_id=None, now=NOON)
    assert (weighs(anna), weighs(boris)) == ((3, 90), (0, 0))
    undo(import_id=first, by_id=None, now=NOON)
    assert (weighs(anna), weighs(boris)) == ((0, 0), (0, 0))
    assert verify().clean


def test_what_came_before_anything_was_dealt_out_is_weighed_by_the_hour():
    anna = Person.objects.create_user("anna", name="Анна", role=Role.SELLER)
    brings(2, name="Анна")
    assert weighs(anna) == (0, 0)
    distributes()
    assert weigh_named(Q(), now=NOON) == 2
    assert weigh_named(Q(), now=NOON) == 0
    # They came under no agreement, which names no minutes: by the version they are counted under.
    assert weighs(anna) == (2, 60)
    assert_loads_add_up()


def test_a_door_that_names_another_seller_moves_the_load():
    distributes()
    anna, boris = seller("Анна"), seller("Борис")
    opened = source()
    for key, name in (("1", "Анна"), ("2", "Борис")):
        said = {"phone": "+79123456789", "grade": "A", "seller": name}
        arriving = Arriving(source=opened.key, key=key, record="r1", received_at=NOON, cells=said)
        take_in([arriving], sources={opened.key: opened}, now=NOON)
    assert (weighs(anna), weighs(boris)) == ((0, 0), (1, 30))
    assert_loads_add_up()
