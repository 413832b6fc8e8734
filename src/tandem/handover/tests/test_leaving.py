"""What a leaving seller had goes to those whom it fits; the rest is named, with the reason, and put before a person."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tandem.agreement.samples import person
from tandem.handover.dealing import deal_waiting
from tandem.handover.facts import SellerHandedOver
from tandem.handover.leaving import hand_over
from tandem.handover.models import Assignment, Dealing, Held, LeftClient, RosterEntry
from tandem.handover.roster import assign
from tandem.handover.tests.cast import NOON, distributes, seller
from tandem.intake.samples import lead
from tandem.journal.models import FactRow
from tandem.measures.attention import needs_attention
from tandem.measures.store import store
from tandem.measures.verification import verify
from tandem.people.rules import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna():
    distributes()
    return seller("Анна")


def hers(product: str, **more) -> int:
    return lead(seller="Анна", product=product, **more)


def test_what_fits_is_handed_over_and_what_fits_nobody_waits_for_a_person(anna):
    boris = seller("Борис", products=("Окна",))
    windows, door = [hers("Окна") for _ in range(3)], hers("Двери")

    handed = hand_over(seller_id=anna.pk, lead_ids=[*windows, door], by=person(Role.SALES_HEAD), now=NOON)

    assert handed.given == 3
    assert set(Assignment.objects.filter(seller=boris).values_list("pk", flat=True)) == set(windows)
    assert {pk: why.ru for pk, why in handed.unfit.items()} == {door: "нет менеджера на продукт «Двери»"}
    # It is not lost: somebody is asked to decide, and until then it is known whose it was.
    assert list(Held.objects.values_list("pk", "why")) == [(door, "nobody")]
    assert Assignment.objects.get(pk=door).seller == anna
    assert FactRow.objects.get(kind="lead_held").lead_id == door
    assert FactRow.objects.get(kind="seller_handed_over").fact == SellerHandedOver(
        leads=3, dealing_id=Dealing.objects.get().pk
    )
    assert RosterEntry.objects.get(pk=anna.pk).until == NOON.date()
    assert LeftClient.objects.count() == 4
    assert verify().differences == []


def test_whom_the_agreement_names_is_alarmed(anna):
    seller("Борис", products=("Окна",))
    hand_over(seller_id=anna.pk, lead_ids=[hers("Окна"), hers("Двери")], by=person(Role.OWNER), now=NOON)

    lines = [each.sentence for each in needs_attention(person(Role.SALES_HEAD), store.read())]

    assert any("1" in str(each) and ("fits no seller" in str(each) or "не подошёл" in str(each)) for each in lines)


def test_handing_over_again_holds_a_lead_once(anna):
    seller("Борис", products=("Окна",))
    door = hers("Двери")

    for _ in range(2):
        hand_over(seller_id=anna.pk, lead_ids=[door], by=person(Role.SALES_HEAD), now=NOON)

    assert Held.objects.count() == 1
    assert FactRow.objects.filter(kind="lead_held").count() == 1


def test_it_goes_to_whoever_comes_whom_it_fits_and_to_whom_a_person_gives_it(anna):
    boris = seller("Борис", products=("Окна",))
    first, second = hers("Двери"), hers("Двери")
    hand_over(seller_id=anna.pk, lead_ids=[first, second], by=person(Role.SALES_HEAD), now=NOON)
    assert deal_waiting(now=NOON).given == 0

    assign(lead_id=first, seller_id=boris.pk, by=person(Role.SALES_HEAD), now=NOON)
    vera = seller("Вера", products=("Двери",))
    assert deal_waiting(now=NOON).given == 1

    assert Assignment.objects.get(pk=second).seller == vera
    assert not Held.objects.exists()
    assert verify().differences == []


def test_a_lead_from_before_the_agreement_goes_by_the_terms_in_force(anna):
    boris = seller("Борис")
    early = hers("Двери", created_at=datetime(2026, 2, 1, tzinfo=UTC))

    handed = hand_over(seller_id=anna.pk, lead_ids=[early], by=person(Role.SALES_HEAD), now=NOON)

    assert (handed.given, handed.unfit) == (1, {})
    assert Assignment.objects.get(pk=early).seller == boris
