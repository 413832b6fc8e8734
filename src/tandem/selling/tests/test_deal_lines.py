"""Products of a deal: what they come to, marketing's prices against the deal's, and what needs an approval."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import msgspec
import pytest

from tandem.agreement.document import Decision
from tandem.agreement.samples import DOCUMENT, person, signed
from tandem.intake.samples import lead
from tandem.journal.models import FactRow
from tandem.measures.store import store
from tandem.measures.verification import verify
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.selling.deal_lines import DealIsClosed, ExpectedInThePast, NoProduct, NoSuchLine, expect, set_line, take_off
from tandem.selling.deal_rules import Line, sums
from tandem.selling.list_prices import NoListPrice, NotTheirPrice, price_on, set_list_price
from tandem.selling.models import Deal, DealLine, ListPrice, PriceException
from tandem.selling.moving import PriceNotApproved, move
from tandem.selling.price_rules import covers
from tandem.selling.pricing import ask_price
from tandem.selling.tests.cast import signed_in
from tandem.selling.whose_lead import NotTheirLead
from tandem.voice.answers import LossAnswers, WinAnswers

SINCE, CAME, TODAY = date(2026, 3, 1), datetime(2026, 3, 2, 7, tzinfo=UTC), date(2026, 3, 3)
NOW = CAME + timedelta(days=1)
WIN = WinAnswers(course="usual")


@pytest.fixture
def taken(db):
    signed(since=SINCE)
    return lead(created_at=CAME, seller="Алиса", stage="in_work", stage_at=CAME, product="Окна")


@pytest.fixture
def alice(taken):
    return Person.objects.get(name="Алиса")


def put(lead_id, by, product="Окна", quantity="2", price="900", cost=None):
    return set_line(
        lead_id=lead_id, product=product, quantity=Decimal(quantity), deal_price=Decimal(price),
        unit_cost=None if cost is None else Decimal(cost), by=by, today=TODAY, now=NOW,
    )  # fmt: skip


def listed(product="Окна", price="1000", cost=None, since=SINCE, until=None, role=Role.MARKETER):
    return set_list_price(
        product=product, price=Decimal(price), since=since, until=until,
        unit_cost=None if cost is None else Decimal(cost), by=person(role), now=NOW,
    )  # fmt: skip


def test_a_margin_is_known_only_where_every_cost_is_and_a_discount_only_where_the_list_price_is():
    windows = Line("Окна", Decimal(2), Decimal(1000), Decimal(900), Decimal(600))
    sill = Line("Подоконник", Decimal("1.5"), None, Decimal(100), None)

    one, both = sums([windows]), sums([windows, sill])
    assert (one.amount, one.margin, one.discount, one.is_below_list) == (
        Decimal(1800),
        Decimal(600),
        Decimal("0.1"),
        True,
    )
    assert (both.amount, both.margin, both.costed, both.priced) == (Decimal(1950), None, 1, 1)
    assert both.discount == Decimal("0.1")
    assert sums([sill]).discount is None
    assert sums([]).margin is None
    assert Line("Даром", Decimal(1), Decimal(10), Decimal(12), Decimal(0)).discount == 0


def test_the_amount_of_a_deal_is_what_its_products_come_to_and_the_store_agrees(taken, alice):
    listed()
    put(taken, alice)
    put(taken, alice, product="Монтаж", quantity="1.5", price="400")
    assert Deal.objects.get(pk=taken).amount == Decimal("2400.00")

    line = put(taken, alice, product="  ОКНА ", price="950")
    assert DealLine.objects.filter(lead=taken).count() == 2
    assert (line.product, line.list_price) == ("Окна", Decimal(1000))
    take_off(lead_id=taken, line_id=line.pk, by=alice, now=NOW)
    take_off(lead_id=taken, line_id=line.pk, by=alice, now=NOW)

    deal = Deal.objects.get(pk=taken)
    assert (deal.amount, deal.stage, deal.stage_at) == (Decimal("600.00"), "in_work", CAME)
    assert FactRow.objects.filter(kind="deal_line_set").count() == 4
    assert store.read().rows("SELECT amount FROM leads") == [(Decimal("600.00"),)]
    assert verify().differences == []


def test_a_lead_nobody_has_moved_becomes_a_deal_by_its_first_product(taken):
    fresh = lead(created_at=CAME, seller="Алиса")
    put(fresh, Person.objects.get(name="Алиса"))

    assert Deal.objects.get(pk=fresh).stage == "new"
    assert verify().differences == []


def test_what_is_no_product_is_refused_in_words(taken, alice):
    for wrong in ({"product": " "}, {"quantity": "0"}, {"quantity": "-1"}, {"quantity": "NaN"}, {"price": "-1"},
                  {"price": "1.234"}, {"price": "Infinity"}, {"cost": "-5"}, {"quantity": "1e12"}):  # fmt: skip
        with pytest.raises(NoProduct):
            put(taken, alice, **wrong)
    with pytest.raises(NoSuchLine):
        take_off(lead_id=taken, line_id=999, by=alice, now=NOW)
    with pytest.raises(NotTheirLead):
        put(taken, person(Role.MARKETER))
    move(lead_id=taken, stage="lost", by=alice, now=NOW, said=LossAnswers(code="price"))
    with pytest.raises(DealIsClosed, match="Отказ"):
        put(taken, alice)
    assert not DealLine.objects.exists()


def test_the_price_list_is_marketings_and_a_promo_goes_before_it_while_it_lasts(taken):
    listed()
    listed(price="800", since=TODAY, until=TODAY)
    listed(price="1100", since=TODAY + timedelta(days=2), cost="700")

    prices = [price_on(SINCE + timedelta(days=n), "окна") for n in (0, 2, 3, 4)]
    assert [each and each.price for each in prices] == [1000, 800, 1000, 1100]
    assert price_on(TODAY, "Двери") is None
    for role in (Role.SELLER, Role.SALES_HEAD):
        with pytest.raises(NotTheirPrice):
            listed(price="1", role=role)
    for wrong in ({"price": "0"}, {"product": ""}, {"until": SINCE - timedelta(days=1)}, {"cost": "-1"}):
        with pytest.raises(NoListPrice):
            listed(**wrong)
    assert ListPrice.objects.count() == 3
    assert verify().differences == []


def test_the_same_price_sent_twice_is_set_once(taken):
    assert listed() == listed()


def test_a_deal_below_the_list_is_won_only_once_the_price_is_approved(taken, alice):
    listed()
    put(taken, alice)
    with pytest.raises(PriceNotApproved):
        move(lead_id=taken, stage="won", by=alice, now=NOW, said=WIN)
    head = person(Role.SALES_HEAD)
    asked = {
        "lead_id": taken,
        "list_price": Decimal(2000),
        "reason": "Второй заказ",
        "approver_id": head.pk,
        "now": NOW,
    }
    # Approved is a dearer price than the one it is sold for: that does not cover it.
    ask_price(**asked, deal_price=Decimal(1900), by=head)
    with pytest.raises(PriceNotApproved):
        move(lead_id=taken, stage="won", by=alice, now=NOW, said=WIN)
    ask_price(**asked, deal_price=Decimal(1800), by=head)
    move(lead_id=taken, stage="won", by=alice, now=NOW, said=WIN)


def test_what_was_approved_covers_neither_a_cheaper_deal_nor_a_deeper_discount():
    approved = (Decimal(2000), Decimal(1800))

    assert covers(approved, (Decimal(2000), Decimal(1800)))
    assert covers(approved, (Decimal(5000), Decimal(4600)))
    assert not covers(approved, (Decimal(1000), Decimal(900)))
    assert not covers(approved, (Decimal(10000), Decimal(2800)))


def test_whoever_asks_for_a_price_does_not_type_marketings(taken, alice):
    listed()
    put(taken, alice)
    head = signed_in("boss", "Роман", "sales_head")
    approver = person(Role.SALES_HEAD)
    head.post(
        f"/leads/{taken}/price-exceptions/",
        {"list_price": "99999", "deal_price": "1800", "reason": "Второй", "approver": approver.pk},
    )

    asked = PriceException.objects.get()
    assert (asked.list_price, asked.deal_price) == (Decimal(2000), Decimal(1800))


def test_at_or_above_the_list_and_where_the_agreement_allows_it_nobody_is_asked(db):
    rule = Decision(key="deep", title="Скидка", words="От 5000.", clause="amount >= 5000", decides="owner",
                    matter="price")  # fmt: skip
    signed(msgspec.structs.replace(DOCUMENT, decisions=(rule,)), since=SINCE)
    small, large, dear = (
        lead(created_at=CAME, seller="Алиса", stage="in_work", stage_at=CAME, product="Окна") for _ in range(3)
    )
    alice = Person.objects.get(name="Алиса")
    listed()
    put(small, alice)
    put(large, alice, quantity="10")
    put(dear, alice, price="1000")

    move(lead_id=small, stage="won", by=alice, now=NOW, said=WIN)
    move(lead_id=dear, stage="won", by=alice, now=NOW, said=WIN)
    with pytest.raises(PriceNotApproved):
        move(lead_id=large, stage="won", by=alice, now=NOW, said=WIN)


def test_an_expected_close_is_today_or_later_and_may_be_taken_back(taken, alice):
    said = {"lead_id": taken, "by": alice, "today": TODAY, "now": NOW}
    with pytest.raises(ExpectedInThePast):
        expect(**said, on=TODAY - timedelta(days=1))
    expect(**said, on=TODAY)
    expect(**said, on=TODAY)
    assert store.read().rows("SELECT expected_on FROM leads") == [(TODAY,)]
    expect(**said, on=None)
    assert FactRow.objects.filter(kind="close_expected").count() == 2
    assert verify().differences == []
