"""Handing deals off: the checklist opens by itself, is ticked line by line, and nothing goes incomplete."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from django.test import Client
from django.utils import timezone

from tandem.agreement.document import Handoff as Checklist
from tandem.agreement.document import HandoffItem
from tandem.agreement.samples import DOCUMENT, person, signed
from tandem.imports.samples import take
from tandem.intake.samples import lead
from tandem.journal.followers import follow
from tandem.journal.models import FactRow
from tandem.measures.verification import verify
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.selling.handoff_rules import checklists_at
from tandem.selling.handoffs import AlreadyHandedOff, ChecklistIncomplete, NotInTheChecklist, hand_off, tick
from tandem.selling.lead_card import card_of
from tandem.selling.lead_list import Reader
from tandem.selling.models import Handoff, HandoffTick
from tandem.selling.moving import move
from tandem.selling.tests.cast import signed_in
from tandem.selling.whose_lead import NotTheirLead
from tandem.voice.answers import WinAnswers

SINCE, CAME = date(2026, 3, 1), datetime(2026, 3, 2, 7, tzinfo=UTC)
NOW = CAME + timedelta(days=1)
SHOP = Checklist(
    key="shop", title="В цех", to="Цех", products=("окна",),
    items=(
        HandoffItem(key="contract", title="Договор подписан"), HandoffItem(key="sizes", title="Размеры проверены"),
        HandoffItem(key="gift", title="Подарок вложен", optional=True),
    ),
)  # fmt: skip
STOCK = Checklist(key="stock", title="На склад", stage="in_work", items=(HandoffItem(key="kept", title="Отложено"),))


@pytest.fixture
def version(db):
    return signed(msgspec.structs.replace(DOCUMENT, handoffs=(SHOP, STOCK)), since=SINCE)


@pytest.fixture
def won(version):
    taken = lead(created_at=CAME, seller="Алиса", stage="in_work", stage_at=CAME, product="Окна ")
    move(lead_id=taken, stage="won", by=person(Role.SALES_HEAD), now=NOW, said=WinAnswers(course="usual"))
    return taken


@pytest.fixture
def handoff(won):
    return Handoff.objects.get(lead=won, checklist="shop")


@pytest.fixture
def alice(won):
    return Person.objects.get(name="Алиса")


def test_which_checklists_open_follows_from_stage_and_product():
    document = msgspec.structs.replace(DOCUMENT, handoffs=(SHOP, STOCK))

    assert checklists_at(document, "won", ["Двери", " ОКНА"]) == (SHOP,)
    assert checklists_at(document, "won", ["Двери"]) == ()
    assert checklists_at(document, "in_work", []) == (STOCK,)
    assert checklists_at(document, "lost", ["окна"]) == ()


def test_a_deal_won_is_ticked_off_and_goes_and_everything_is_a_fact(handoff, alice):
    for item in ("contract", "sizes"):
        tick(handoff_id=handoff.pk, item=item, done=True, by=alice, now=NOW)
        # Sent again after the line broke.
        tick(handoff_id=handoff.pk, item=item, done=True, by=alice, now=NOW)
    hand_off(handoff_id=handoff.pk, by=alice, now=NOW)

    handoff.refresh_from_db()
    assert (handoff.handed_by, handoff.handed_at) == (alice, NOW)
    kinds = FactRow.objects.filter(lead_id=handoff.lead_id, kind__contains="hand").order_by("position")
    assert list(kinds.values_list("kind", flat=True)) == [
        "handoff_opened", "handoff_item_ticked", "handoff_item_ticked", "deal_handed_off"
    ]  # fmt: skip
    assert verify().differences == []


def test_nothing_goes_incomplete_and_the_refusal_names_what_lacks(handoff, alice):
    tick(handoff_id=handoff.pk, item="contract", done=True, by=alice, now=NOW)
    tick(handoff_id=handoff.pk, item="sizes", done=True, by=alice, now=NOW)
    tick(handoff_id=handoff.pk, item="contract", done=False, by=alice, now=NOW)

    with pytest.raises(ChecklistIncomplete) as refused:
        hand_off(handoff_id=handoff.pk, by=alice, now=NOW)
    assert "Договор подписан" in refused.value.text.ru
    assert "Размеры" not in refused.value.text.ru
    assert "Подарок" not in refused.value.text.ru
    assert HandoffTick.objects.get(item="contract").ticked_by is None
    assert verify().differences == []


def test_what_has_gone_is_neither_changed_nor_sent_again(handoff, alice):
    for item in ("contract", "sizes"):
        tick(handoff_id=handoff.pk, item=item, done=True, by=alice, now=NOW)
    hand_off(handoff_id=handoff.pk, by=alice, now=NOW)

    with pytest.raises(AlreadyHandedOff, match="Алиса"):
        hand_off(handoff_id=handoff.pk, by=person(Role.SALES_HEAD), now=NOW)
    with pytest.raises(AlreadyHandedOff):
        tick(handoff_id=handoff.pk, item="gift", done=True, by=alice, now=NOW)


def test_a_stranger_and_a_line_of_no_checklist_are_refused(handoff, alice):
    with pytest.raises(NotTheirLead):
        tick(handoff_id=handoff.pk, item="gift", done=True, by=person(Role.MARKETER), now=NOW)
    with pytest.raises(NotInTheChecklist):
        tick(handoff_id=handoff.pk, item="kept", done=True, by=alice, now=NOW)
    assert not HandoffTick.objects.exists()


def test_a_checklist_opens_once_however_often_the_stage_is_reached(version):
    taken = lead(created_at=CAME, seller="Алиса", product="Двери")
    move(lead_id=taken, stage="in_work", by=person(Role.SALES_HEAD), now=NOW)
    assert list(Handoff.objects.filter(lead=taken).values_list("checklist", flat=True)) == ["stock"]
    move(lead_id=taken, stage="won", by=person(Role.SALES_HEAD), now=NOW, said=WinAnswers(course="usual"))
    assert Handoff.objects.filter(lead=taken).count() == 1


def test_what_an_import_says_was_sold_just_now_is_to_be_handed_off_and_what_was_long_ago_is_not(version):
    now = timezone.now()
    for key, days in (("new", 3), ("old", 40)):
        row = {"id": key, "created_at": now - timedelta(days=60), "seller": "Алиса", "product": "Окна"}
        phone = f"+7912345678{days % 10}"
        take("lead", [row | {"phone": phone, "stage": "won", "stage_at": now - timedelta(days=days)}])
    follow(now=timezone.now)
    follow(now=timezone.now)

    opened = Handoff.objects.select_related("lead").get()
    assert (now - opened.opened_at).days == 3
    assert verify().differences == []


def test_the_seller_ticks_and_hands_off_on_the_page_of_the_deal_and_the_head_sees_it_go(handoff, alice):
    head = signed_in("head", "Роман", "sales_head")
    waiting = head.get("/deals/handoffs/").text
    assert f"/deals/{handoff.lead_id}/" in waiting
    assert "Договор подписан" in waiting

    # An import names sellers; who signs in is said by hand.
    Person.objects.filter(pk=alice.pk).update(is_active=True, language="en")
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(Person.objects.get(pk=alice.pk))
    page = browser.get(f"/deals/{handoff.lead_id}/").text
    assert page.count('role="checkbox"') == 3
    refused = browser.post(f"/deals/handoffs/{handoff.pk}/handed/", follow=True).text
    assert "Missing: Договор подписан; Размеры проверены." in refused
    for item in ("contract", "sizes"):
        browser.post(f"/deals/handoffs/{handoff.pk}/tick/", {"tick": f"done:{item}"})
    piece = browser.post(f"/deals/handoffs/{handoff.pk}/handed/", headers={"hx-request": "true"}).text
    assert piece.lstrip().startswith('<div id="handoffs">')
    assert "Handed off by Алиса" in re.sub(r"\s+", " ", piece)
    assert f"/deals/{handoff.lead_id}/" not in head.get("/deals/handoffs/").text
    assert f"/deals/{handoff.lead_id}/" in head.get("/deals/handoffs/?state=handed").text
    assert "В цех" in head.get("/deals/handoffs.csv?state=handed").text
    card = card_of(handoff.lead_id, reader=Reader(None, contacts=True))
    assert card is not None
    told = [each.sentence.ru for each in card.journey]
    assert "Сделка передана (Цех): В цех" in told


def test_a_colleague_finds_neither_the_deal_nor_its_checklist(handoff):
    bob = signed_in("bob", "Борис", "seller")

    assert bob.get(f"/deals/{handoff.lead_id}/").status_code == 404
    assert bob.post(f"/deals/handoffs/{handoff.pk}/tick/", {"tick": "done:gift"}).status_code == 404
    assert bob.post("/deals/handoffs/999/handed/").status_code == 404
    assert f"/deals/{handoff.lead_id}/" not in bob.get("/deals/handoffs/").text


def test_a_hand_off_that_waits_is_among_what_must_not_be_overlooked(handoff, alice):
    head = signed_in("head", "Глава", "sales_head")
    assert "1 deal waits to be handed off" in head.get("/").content.decode()
    other = signed_in("bob", "Борис", "seller")
    assert "to be handed off" not in other.get("/").content.decode()

    for item in ("contract", "sizes"):
        tick(handoff_id=handoff.pk, item=item, done=True, by=alice, now=NOW)
    hand_off(handoff_id=handoff.pk, by=alice, now=NOW)
    assert "to be handed off" not in head.get("/").content.decode()
