"""Leads find their seller: on arrival, at the start of a shift, all at once, by hand; and the receipt replays."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import msgspec
import pytest

from tandem.agreement.samples import person
from tandem.handover.dealing import deal_waiting, off_load, pass_on
from tandem.handover.dealing_rules import Why
from tandem.handover.facts import LeadAssigned
from tandem.handover.leaving import NobodyToTakeOver, hand_over
from tandem.handover.loads import loads_of
from tandem.handover.models import Assignment, Dealing, Held, LeftClient, RosterEntry, SellerLoad
from tandem.handover.replaying import decisions_of, replayed
from tandem.handover.roster import (
    NoSpecialty,
    NotADealer,
    NotASeller,
    SameSeller,
    assign,
    distribute,
    set_roster,
)
from tandem.handover.tests.cast import NIGHT, NOON, TERMS, arrives, distributes, seller
from tandem.intake.samples import lead
from tandem.journal.models import FactRow
from tandem.measures.verification import verify
from tandem.people.presence_rules import AbsenceKind
from tandem.people.rules import Role
from tandem.shifts.actions import set_absence

pytestmark = pytest.mark.django_db(transaction=True)


def owner_of(lead_id):
    return Assignment.objects.filter(pk=lead_id).values_list("seller__name", flat=True).first()


def assigned(lead_id) -> LeadAssigned:
    fact = FactRow.objects.get(kind="lead_assigned", subject_id=lead_id).fact
    assert isinstance(fact, LeadAssigned)
    return fact


def assert_loads_add_up(now=NOON):
    kept = {each.pk: each for each in SellerLoad.objects.all()}
    for again in loads_of(now=now):
        each = kept.pop(again.pk)
        names = ("waiting_leads", "waiting_minutes", "day_minutes", "month_leads")
        assert [getattr(each, name) for name in names] == [getattr(again, name) for name in names]
        assert each.month_value == pytest.approx(again.month_value)
    assert all(each.waiting_leads == 0 for each in kept.values())


def test_a_lead_from_a_door_goes_to_a_seller_who_is_there_and_is_for_it():
    distributes()
    seller("Окна", products=("Окна",))
    doors = seller("Двери", products=("двери",))
    seller("В отпуске")
    set_absence_of("В отпуске")
    lead_id = arrives(product="Двери", grade="A")
    stood = Assignment.objects.get(pk=lead_id)
    assert (stood.seller, stood.minutes, stood.assigned_at) == (doors, 30, NOON)
    fact = assigned(lead_id)
    assert (fact.seller_id, fact.why, fact.minutes, fact.dealing_id) == (doors.pk, "only", 30, stood.dealing_id)
    assert_loads_add_up()
    assert verify().clean


def set_absence_of(name):
    entry = RosterEntry.objects.get(seller__name=name)
    head = person(Role.SALES_HEAD)
    set_absence(
        person_id=entry.pk,
        since=date(2026, 3, 1),
        until=date(2026, 3, 20),
        kind=AbsenceKind.VACATION,
        by=head,
        now=NOON,
    )


def test_leads_are_shared_out_and_a_client_who_comes_again_goes_to_the_seller_they_know():
    distributes()
    for name in ("Анна", "Борис", "Вера"):
        seller(name)
    first = arrives(phone="+7 911 111-11-11", grade="A")
    owners = {owner_of(arrives(grade="A")) for _ in range(2)} | {owner_of(first)}
    assert owners == {"Анна", "Борис", "Вера"}
    again = arrives(phone="+7 911 111-11-11", grade="A", at=NOON + timedelta(hours=1))
    assert owner_of(again) == owner_of(first)
    assert assigned(again).why == Why.OWN
    assert_loads_add_up()


def test_at_night_a_lead_waits_and_is_given_out_when_the_shift_begins():
    distributes()
    seller("Анна")
    lead_id = arrives(at=NIGHT)
    assert owner_of(lead_id) is None
    assert Held.objects.get(pk=lead_id).why == "waits"
    assert deal_waiting(now=NIGHT + timedelta(hours=1)).given == 0
    morning = NIGHT + timedelta(hours=10, minutes=1)
    assert deal_waiting(now=morning).given == 1
    assert owner_of(lead_id) == "Анна"
    assert not Held.objects.exists()
    assert list(Dealing.objects.order_by("pk").values_list("occasion", flat=True))[-1] == "waiting"
    assert_loads_add_up(morning)


def test_a_lead_that_fits_nobody_is_held_and_said_to_be_so_until_somebody_fits():
    distributes()
    anna = seller("Анна", products=("Окна",))
    lead_id = arrives(product="Двери")
    assert Held.objects.get(pk=lead_id).why == "nobody"
    assert FactRow.objects.get(kind="lead_held").fact.told().ru == "Никому не подошёл: нужен человек"
    assert deal_waiting(now=NOON).given == 0
    facts = FactRow.objects.count()
    assert deal_waiting(now=NOON).held == 1
    assert FactRow.objects.count() == facts
    set_roster(
        seller_id=anna.pk,
        since=None,
        share=Decimal(1),
        until=None,
        specialties={"product": ["Окна", "Двери"]},
        by=person(Role.SALES_HEAD),
        now=NOON,
    )
    assert deal_waiting(now=NOON).given == 1
    assert owner_of(lead_id) == "Анна"


def test_without_a_calendar_in_the_agreement_nothing_is_dealt_out():
    distributes(msgspec.structs.replace(TERMS, calendar=""))
    seller("Анна")
    lead_id = arrives()
    assert owner_of(lead_id) is None
    assert not Held.objects.exists()


def test_a_seller_that_the_record_names_keeps_the_lead():
    distributes()
    seller("Анна")
    lead_id = arrives(seller="Глеб")
    assert owner_of(lead_id) == "Глеб"
    assert not Dealing.objects.exists()


def test_every_decision_comes_out_again_from_its_receipt():
    distributes()
    for at in range(6):
        seller(f"Продавец {at}", products=("Окна",) if at % 2 else ())
    leads = [arrives(product="Окна" if at % 3 else "Двери", grade="AB"[at % 2]) for at in range(12)]
    imported = [lead(grade="A") for _ in range(60)]
    distribute(lead_ids=imported, by=person(Role.SALES_HEAD), now=NOON)
    decisions = [each for dealing in Dealing.objects.all() for each in replayed(dealing)]
    assert {each.lead.lead_id for each in decisions} == {*leads, *imported}
    assert all(each.same for each in decisions)
    (one,) = decisions_of(leads[0])
    assert one.was.seller_id == Assignment.objects.get(pk=leads[0]).seller_id
    assert len(one.candidates) == 6
    assert_loads_add_up()


def test_what_an_import_brings_is_given_out_all_at_once_when_the_head_says_so():
    distributes()
    anna, boris = seller("Анна"), seller("Борис", share="0.5")
    leads = [lead() for _ in range(60)]
    assert owner_of(leads[0]) is None
    with pytest.raises(NotADealer):
        distribute(lead_ids=leads, by=anna, now=NOON)
    dealt = distribute(lead_ids=leads, by=person(Role.SALES_HEAD), now=NOON)
    assert (dealt.given, dealt.held) == (60, 0)
    assert Assignment.objects.filter(seller=anna).count() == 40
    assert Assignment.objects.filter(seller=boris).count() == 20
    assert distribute(lead_ids=leads, by=person(Role.SALES_HEAD), now=NOON).given == 0
    assert_loads_add_up()


def test_an_answered_lead_no_longer_weighs_on_its_seller():
    distributes()
    anna = seller("Анна")
    lead_id = arrives(grade="A")
    assert SellerLoad.objects.get(pk=anna.pk).waiting_minutes == 30
    assert off_load([lead_id], now=NOON) == 1
    assert off_load([lead_id], now=NOON) == 0
    load = SellerLoad.objects.get(pk=anna.pk)
    assert (load.waiting_leads, load.waiting_minutes, load.day_minutes) == (0, 0, 30)
    assert_loads_add_up()


def test_a_lead_that_is_not_answered_is_passed_on_once():
    distributes()
    anna = seller("Анна")
    lead_id = arrives()
    assert pass_on(lead_id, away_from=anna.pk, now=NOON) is None
    assert owner_of(lead_id) == "Анна"
    boris = seller("Борис")
    assert pass_on(lead_id, away_from=anna.pk, now=NOON) == boris.pk
    # Whoever comes second finds it gone.
    assert pass_on(lead_id, away_from=anna.pk, now=NOON) is None
    assert_loads_add_up()


def test_the_head_gives_a_lead_by_hand_to_a_seller_and_to_nobody_else():
    distributes()
    seller("Анна")
    boris = seller("Борис", products=("Окна",))
    lead_id = arrives(product="Двери")
    head = person(Role.SALES_HEAD)
    assign(lead_id=lead_id, seller_id=boris.pk, by=head, now=NOON)
    assert owner_of(lead_id) == "Борис"
    with pytest.raises(SameSeller):
        assign(lead_id=lead_id, seller_id=boris.pk, by=head, now=NOON)
    with pytest.raises(NotASeller):
        assign(lead_id=lead_id, seller_id=head.pk, by=head, now=NOON)
    with pytest.raises(NotADealer):
        assign(lead_id=lead_id, seller_id=boris.pk, by=boris, now=NOON)
    assert [each.was.why for each in decisions_of(lead_id)] == [Why.BY_HAND, Why.ONLY]
    assert all(each.same for each in decisions_of(lead_id))
    assert_loads_add_up()


def test_a_seller_who_leaves_hands_four_hundred_leads_over_and_the_clients_are_watched():
    distributes()
    anna = seller("Анна")
    own = [lead(seller="Анна") for _ in range(400)]
    head = person(Role.SALES_HEAD)
    with pytest.raises(NobodyToTakeOver):
        hand_over(seller_id=anna.pk, lead_ids=own, by=head, now=NOON)
    assert Assignment.objects.filter(seller=anna).count() == 400
    assert RosterEntry.objects.get(pk=anna.pk).until is None
    for name in ("Борис", "Вера", "Глеб", "Дина"):
        seller(name)
    dealt = hand_over(seller_id=anna.pk, lead_ids=own, by=head, now=NOON)
    assert dealt.given == 400
    assert not Assignment.objects.filter(seller=anna).exists()
    assert {Assignment.objects.filter(seller__name=name).count() for name in ("Борис", "Вера", "Глеб", "Дина")} == {100}
    assert LeftClient.objects.filter(left_by=anna).count() == 400
    assert owner_of(arrives()) != "Анна"
    assert_loads_add_up()
    assert verify().clean


def test_nobody_specialises_in_what_the_agreement_does_not_name():
    distributes()
    anna = seller("Анна")
    with pytest.raises(NoSpecialty):
        set_roster(
            seller_id=anna.pk,
            since=None,
            share=Decimal(1),
            until=None,
            specialties={"city": ["Омск"]},
            by=person(Role.SALES_HEAD),
            now=NOON,
        )


def test_a_newcomer_gets_less_at_first():
    distributes(msgspec.structs.replace(TERMS, newcomer_days=60, newcomer_share=Decimal("0.25"), ahead=Decimal("0.05")))
    seller("Анна")
    seller("Новичок", since=date(2026, 3, 4))
    for _ in range(20):
        arrives(grade="D")
    assert Assignment.objects.filter(seller__name="Новичок").count() in (4, 5)
