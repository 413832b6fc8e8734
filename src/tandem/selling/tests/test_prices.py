"""A deal below the list price is asked for, approved by whom the agreement names, and noted by marketing."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import msgspec
import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tandem.agreement.document import Decision, Document, Seat
from tandem.agreement.samples import person, signed
from tandem.intake.samples import lead
from tandem.journal.models import FactRow
from tandem.measures.verification import verify
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.qualification.samples import agreement
from tandem.selling.lead_card import card_of
from tandem.selling.lead_list import Reader
from tandem.selling.models import PriceException
from tandem.selling.price_rules import WITHOUT_RULE, approvers, discount, takes_note
from tandem.selling.pricing import (
    AlreadyAsked,
    NoException,
    NotTheirDeal,
    NotTheirsToApprove,
    NotWaiting,
    ReasonMissing,
    answer_price,
    ask_price,
    note_price,
)
from tandem.selling.tests.cast import signed_in

CAME, NOW = datetime(2026, 3, 2, 7, tzinfo=UTC), datetime(2026, 3, 4, 9, tzinfo=UTC)
RULE = Decision(key="discount", title="Скидка", words="Даёт собственник.", decides="owner", matter="price")


@pytest.fixture
def rule(db):
    return signed(msgspec.structs.replace(agreement(target="true"), decisions=(RULE,)), since=date(2026, 3, 1))


def ask(lead_id, approver, *, by=None, list_price="100000", deal_price="90000", reason="Повторный заказ"):
    return ask_price(
        lead_id=lead_id, list_price=Decimal(list_price), deal_price=Decimal(deal_price), reason=reason,
        approver_id=approver.pk, by=by or person(Role.SALES_HEAD), now=NOW,
    )  # fmt: skip


def _browser(role):
    Person.objects.filter(pk=person(role).pk).update(language="en")
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(person(role))
    return browser


def _text(browser, address):
    answer = browser.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_who_approves_is_whom_the_rule_lets_decide_or_who_sits_there():
    empty = Document(seats=(Seat(side="sales", role="analyst", reason="нет РОПа"),))
    by_head = msgspec.structs.replace(RULE, decides="sales_head")

    assert approvers(Document(), None) == WITHOUT_RULE
    assert approvers(Document(), RULE) == {Role.OWNER}
    assert approvers(empty, by_head) == {Role.SALES_HEAD, Role.ANALYST}
    assert takes_note(Document(seats=(Seat(side="marketing", role="owner", reason="нет"),))) == {
        Role.MARKETING_HEAD, Role.OWNER,
    }  # fmt: skip


@given(st.decimals("0.01", "1e9", places=2), st.decimals(0, 1, places=4))
def test_the_discount_is_the_share_taken_off(list_price, share):
    assert discount(list_price, list_price * (1 - share)) == pytest.approx(share, abs=Decimal("1e-20"))


def test_it_is_asked_for_answered_and_noted_each_as_a_fact_of_the_leads_version(rule):
    taken = lead(created_at=CAME)
    asked = ask(taken, person(Role.OWNER))
    answer_price(exception_id=asked.pk, approved=True, by=person(Role.OWNER), now=NOW)
    note_price(exception_id=asked.pk, by=person(Role.MARKETING_HEAD), now=NOW)

    facts = FactRow.objects.filter(subject="price_exception").order_by("position")
    assert [(row.kind, row.version, row.lead_id) for row in facts] == [
        ("price_exception_asked", rule, taken),
        ("price_exception_answered", rule, taken),
        ("price_exception_noted", rule, taken),
    ]
    assert verify().differences == []
    card = card_of(taken, reader=Reader(None, contacts=True))
    assert card is not None
    told = [each.sentence.ru for each in card.journey]
    assert told[-3:] == [
        "Цена ниже прайса: 90\u202f000\u202f₽ вместо 100\u202f000\u202f₽", "Цена согласована",
        "Маркетинг знает о цене",
    ]  # fmt: skip


def test_only_whom_the_agreement_names_approves(rule):
    taken, head = lead(created_at=CAME), person(Role.SALES_HEAD)

    with pytest.raises(NotTheirsToApprove, match="owner"):
        ask(taken, head)
    asked = ask(taken, person(Role.OWNER))
    with pytest.raises(NotWaiting):
        answer_price(exception_id=asked.pk, approved=True, by=head, now=NOW)
    with pytest.raises(NotWaiting):
        note_price(exception_id=asked.pk, by=person(Role.MARKETING_HEAD), now=NOW)


def test_a_second_answer_and_a_second_note_are_told_what_was_decided_and_when(rule):
    taken, owner, marketing = lead(created_at=CAME), person(Role.OWNER), person(Role.MARKETING_HEAD)
    asked = ask(taken, owner)
    with pytest.raises(NotWaiting) as others:
        answer_price(exception_id=asked.pk, approved=True, by=person(Role.SALES_HEAD), now=NOW)
    assert str(owner) in others.value.text.ru

    answer_price(exception_id=asked.pk, approved=True, by=owner, now=NOW)
    with pytest.raises(NotWaiting) as twice:
        answer_price(exception_id=asked.pk, approved=False, by=owner, now=NOW)
    assert "цена согласована, сегодня" in twice.value.text.ru
    assert "approved, today" in twice.value.text.en
    assert PriceException.objects.get().approved is True

    note_price(exception_id=asked.pk, by=marketing, now=NOW)
    with pytest.raises(NotWaiting, match="already: today"):
        note_price(exception_id=asked.pk, by=marketing, now=NOW)
    assert FactRow.objects.filter(kind="price_exception_noted").count() == 1


def test_a_head_of_sales_who_decides_approves_by_asking(db):
    taken, head = lead(created_at=CAME), person(Role.SALES_HEAD)

    assert PriceException.objects.get(pk=ask(taken, head).pk).approved is True


def test_a_rule_that_is_not_about_this_lead_does_not_decide_on_it(db):
    narrow = msgspec.structs.replace(RULE, clause="grade = 'A'")
    signed(msgspec.structs.replace(agreement(target="true"), decisions=(narrow,)), since=date(2026, 3, 1))

    ask(lead(created_at=CAME, grade="D"), person(Role.SALES_HEAD))
    with pytest.raises(NotTheirsToApprove):
        ask(lead(created_at=CAME, grade="A"), person(Role.SALES_HEAD))


@pytest.mark.parametrize(("list_price", "deal_price"), [("100", "100"), ("100", "101"), ("100", "-1"), ("0", "0")])
def test_a_price_that_is_no_exception_is_refused(rule, list_price, deal_price):
    with pytest.raises(NoException):
        ask(lead(created_at=CAME), person(Role.OWNER), list_price=list_price, deal_price=deal_price)


def test_a_reason_is_wanted_the_deal_must_be_ones_own_and_one_answer_at_a_time(rule):
    taken, owner = lead(created_at=CAME, seller="Алиса"), person(Role.OWNER)
    alice, bob = Person.objects.get(name="Алиса"), Person.objects.create_user("bob", name="Борис", role="seller")

    with pytest.raises(ReasonMissing):
        ask(taken, owner, reason=" ")
    with pytest.raises(NotTheirDeal):
        ask(taken, owner, by=bob)
    ask(taken, owner, by=alice)
    with pytest.raises(AlreadyAsked):
        ask(taken, owner, by=alice)


def test_the_pages_ask_answer_and_note(rule):
    owner, head, marketing = (_browser(role) for role in (Role.OWNER, Role.SALES_HEAD, Role.MARKETING_HEAD))
    taken = lead(created_at=CAME)
    assert "Ask for a price below the list" in _text(head, f"/leads/{taken}/")
    assert "Ask for a price below the list" not in _text(marketing, f"/leads/{taken}/")

    sent = {"list_price": "100000", "deal_price": "90000", "reason": "Повторный", "approver": person(Role.OWNER).pk}
    assert head.post(f"/leads/{taken}/price-exceptions/", sent).status_code == 302
    assert marketing.get(f"/leads/{taken}/price-exceptions/").status_code == 403
    assert "1 price below the list waits for your answer." in _text(owner, "/")

    pk = PriceException.objects.get().pk
    owner.post(f"/watched/prices/{pk}/answer/", {"approved": "yes"})
    assert "1 deal was sold below the list price: take note." in _text(marketing, "/")
    assert "approved, not seen by marketing yet" in _text(marketing, "/watched/prices/")
    marketing.post(f"/watched/prices/{pk}/notice/")
    assert "take note" not in _text(marketing, "/")
    assert "−10" in _text(head, "/watched/prices/")
    rows = head.get("/watched/prices.csv").content.decode("utf-8-sig").splitlines()
    assert len(rows) == 2
    assert "90000" in rows[1]


def test_a_wrong_form_says_what_is_wrong(rule):
    head, taken = _browser(Role.SALES_HEAD), lead(created_at=CAME)
    sent = {"list_price": "100", "deal_price": "200", "reason": "x", "approver": person(Role.OWNER).pk}

    answer = head.post(f"/leads/{taken}/price-exceptions/", sent)

    assert answer.status_code == 200
    assert "must be below the list or promo price" in answer.content.decode()


def test_a_seller_sees_prices_of_own_leads_only(rule):
    alice = signed_in("alice", "Алиса", "seller")
    mine, others = lead(created_at=CAME, seller="Алиса"), lead(created_at=CAME, seller="Борис")
    for each in (mine, others):
        ask(each, person(Role.OWNER))

    shown = _text(alice, "/watched/prices/")

    assert f"№ {mine}" in shown
    assert f"№ {others}" not in shown
