"""Deals on the board and as a list: what each holds, who sees which, and moving them by hand."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from tandem.agreement.samples import person, signed
from tandem.basics.refusals import Refusal
from tandem.handover.actions import answer_return, return_lead
from tandem.imports.samples import take
from tandem.intake.samples import lead
from tandem.measures.store import store
from tandem.measures.verification import verify
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.selling import win_chance
from tandem.selling.deal_board import board_of
from tandem.selling.deal_filters import read_deal_filters
from tandem.selling.deal_lines import expect, set_line
from tandem.selling.deal_words import more_of
from tandem.selling.list_prices import set_list_price
from tandem.selling.models import Deal
from tandem.selling.moving import MovedMeanwhile, move
from tandem.selling.next_steps import plan_step
from tandem.selling.pricing import answer_price, ask_price
from tandem.selling.samples import cost
from tandem.selling.tests.cast import signed_in
from tandem.selling.win_chance import history
from tandem.selling.win_chance_rules import ALL, FEWEST_OWN
from tandem.voice.answers import WinAnswers

SINCE, CAME = date(2026, 3, 1), datetime(2026, 3, 2, 7, tzinfo=UTC)
DAY = timedelta(days=1)


def at_stage(stage, amount=None, seller="Алиса", **said):
    values = {"created_at": CAME, "seller": seller, "stage": stage, "stage_at": CAME} | said
    return lead(**values | ({} if amount is None else {"amount": Decimal(amount)}))


def board(reader, query=""):
    filters = read_deal_filters(QueryDict(query), today=timezone.localdate(), sorts=frozenset())
    return board_of(store.read(), filters, person=reader, now=timezone.now(), today=timezone.localdate(), limit=2)


def columns(found):
    return {each.key: (each.total.deals, each.total.amount, len(each.cards)) for each in found.columns}


def browser(role):
    Person.objects.filter(pk=person(role).pk).update(language="en")
    found = Client(headers={"accept-language": "en"})
    found.force_login(person(role))
    return found


@pytest.fixture
def version(db):
    return signed(since=SINCE)


def test_a_column_is_an_open_stage_with_its_sum_and_shows_the_first_of_it(version):
    small, large, unknown = at_stage("in_work", "100"), at_stage("in_work", "900"), at_stage("in_work")
    at_stage("won", "5000")
    at_stage("lost")
    head = person(Role.SALES_HEAD)
    plan_step(lead_id=small, what="Позвонить", due_on=SINCE, by=head, today=SINCE, now=timezone.now())
    found = board(head)

    assert columns(found) == {"new": (0, 0, 0), "in_work": (3, 1000, 2)}
    # The overdue step comes first, then the larger amount; what has no amount comes last.
    assert [card.row.lead_id for card in found.columns[1].cards] == [small, large]
    assert [card.is_overdue for card in found.columns[1].cards] == [True, False]
    assert found.columns[1].more == 1
    assert found.total.unpriced == 1
    assert unknown not in {card.row.lead_id for card in found.columns[1].cards}


def test_what_went_back_to_marketing_for_good_is_no_open_deal_any_more(version):
    # From before the agreement: it goes back for any reason.
    early = datetime(2026, 2, 2, 7, tzinfo=UTC)
    stays, gone = at_stage("in_work", 100), at_stage("in_work", 5000, created_at=early)
    head = person(Role.SALES_HEAD)
    assert columns(board(head))["in_work"][:2] == (2, 5100)
    returned = return_lead(lead_id=gone, reason="dup", comment="", by=head, now=timezone.now())
    answer_return(return_id=returned.pk, accepted=True, by=person(Role.MARKETING_HEAD), now=timezone.now())

    assert columns(board(head))["in_work"][:2] == (1, 100)
    assert f"/deals/{stays}/" in browser(Role.SALES_HEAD).get("/deals/list/").content.decode()


def test_a_seller_sees_their_own_deals_and_moves_them_and_marketing_moves_none(version):
    own, other = at_stage("in_work", "100"), at_stage("in_work", "900", seller="Борис")
    alice = Person.objects.get(name="Алиса")

    assert [card.row.lead_id for card in board(alice).columns[1].cards] == [own]
    assert [stage.key for stage in board(alice).columns[1].cards[0].moves] == ["won", "lost"]
    (theirs, ours) = board(person(Role.MARKETER)).columns[1].cards
    assert (theirs.row.lead_id, theirs.moves, ours.moves, ours.row.client_name) == (other, (), (), "")


def test_deals_are_narrowed_by_seller_product_month_and_words(version):
    windows = at_stage("in_work", "100", product="Окна", client_name="Гордеев Иван", client_id="C1")
    doors = at_stage("in_work", "900", product="Двери", seller="Борис", client_name="Лукин Лев", client_id="C2")
    head = person(Role.SALES_HEAD)
    soon = timezone.localdate() + DAY
    expect(lead_id=windows, on=soon, by=head, today=soon - DAY, now=timezone.now())

    def found(query):
        return [card.row.lead_id for each in board(head, query).columns for card in each.cards]

    assert found("product=Двери") == [doors]
    assert found(f"seller={Person.objects.get(name='Борис').pk}") == [doors]
    assert found(f"month={soon:%Y-%m}") == [windows]
    assert found("month=-") == [doors]
    assert found("search=Гордеев") == [windows]
    assert found("month=2026-13&seller=x&stage=nowhere&product=") == []
    assert found("month=2026-13&seller=x") == [doors, windows]


def test_a_deal_below_the_list_says_how_far_and_whether_that_is_approved(version):
    taken, head, today = at_stage("in_work", product="Окна"), person(Role.SALES_HEAD), timezone.localdate()
    set_list_price(
        product="Окна", price=Decimal(1000), since=SINCE, until=None, unit_cost=None, by=person(Role.MARKETER),
        now=timezone.now(),
    )  # fmt: skip
    set_line(
        lead_id=taken, product="Окна", quantity=Decimal(1), deal_price=Decimal(900), by=head, today=today,
        now=timezone.now(),
    )  # fmt: skip

    def mark():
        return board(head).columns[1].cards[0].mark.ru

    owner = person(Role.OWNER)
    assert mark() == "−10 % не согласовано"
    asked = ask_price(
        lead_id=taken, list_price=Decimal(1000), deal_price=Decimal(900), reason="Второй", approver_id=owner.pk,
        by=head, now=timezone.now(),
    )  # fmt: skip
    assert mark() == "−10 % ждёт ответа"
    answer_price(exception_id=asked.pk, approved=True, by=owner, now=timezone.now())
    assert mark() == "−10 % согласовано"


def test_a_card_is_moved_by_its_button_and_comes_back_in_its_new_column(version):
    fresh = at_stage("new")
    head = browser(Role.SALES_HEAD)
    page = head.get("/deals/").text
    assert f'value="{fresh}:new:in_work"' in page
    assert f'value="{fresh}:new:won"' not in page

    piece = head.post("/deals/move/", {"move": f"{fresh}:new:in_work"}, headers={"hx-request": "true"}).text
    assert piece.lstrip().startswith('<div class="board" id="board">')
    assert f'value="{fresh}:in_work:won"' in piece
    # Sent again after the line broke: what was wanted is done, and nobody is told off.
    again = head.post("/deals/move/", {"move": f"{fresh}:new:in_work"}, headers={"hx-request": "true"}).text
    assert "message--error" not in again


def test_a_move_that_is_not_allowed_or_comes_late_is_refused_in_words(version):
    fresh = at_stage("new")
    head = browser(Role.SALES_HEAD)

    refused = head.post("/deals/move/", {"move": f"{fresh}:new:nowhere"}, follow=True).text
    assert "Possible: В работе, Отказ" in refused
    move(lead_id=fresh, stage="in_work", by=person(Role.SALES_HEAD), now=timezone.now())
    late = head.post("/deals/move/", {"move": f"{fresh}:new:won"}, follow=True)
    assert late.redirect_chain[-1][0].endswith(f"/leads/{fresh}/outcome/won/")
    for wrong in ("", "x", "999999:new:in_work", f"{fresh}", "::", "9" * 40 + ":a:b"):
        assert head.post("/deals/move/", {"move": wrong}, follow=True).status_code == 200
    assert Deal.objects.get(pk=fresh).stage == "in_work"


def test_closing_asks_for_a_reason_first(version):
    taken = at_stage("in_work")
    head = browser(Role.SALES_HEAD)

    plain = head.post("/deals/move/", {"move": f"{taken}:in_work:lost"})
    assert plain["Location"] == f"/leads/{taken}/outcome/lost/"
    swapped = head.post("/deals/move/", {"move": f"{taken}:in_work:lost"}, headers={"hx-request": "true"})
    assert swapped["HX-Redirect"] == f"/leads/{taken}/outcome/lost/"
    assert Deal.objects.get(pk=taken).stage == "in_work"


def test_a_stranger_moves_nothing_on_the_board(version):
    taken = at_stage("in_work")
    bob = signed_in("bob", "Борис", "seller")
    for goal in ("lost", "won", "in_work"):
        refused = bob.post("/deals/move/", {"move": f"{taken}:in_work:{goal}"}, follow=True).text
        assert "moved by its own seller" in refused
    assert Deal.objects.get(pk=taken).stage == "in_work"


def test_the_list_is_ordered_and_its_file_runs_no_formula(version):
    at_stage("in_work", "100", client_name="=1+1", client_id="C1", product="Окна")
    at_stage("in_work", "900", client_name="Лукин Лев", client_id="C2", product="@двери")
    head = browser(Role.SALES_HEAD)

    def order(sort):
        return re.findall(r'<th scope="row"><a[^>]*>(.*?)</a>', head.get(f"/deals/list/?sort={sort}").text)

    assert order("-amount") == ["Лукин Лев", "=1+1"]
    assert order("amount") == ["=1+1", "Лукин Лев"]
    assert order("nonsense") == ["Лукин Лев", "=1+1"]
    assert head.get("/deals/list/?page=99&seller=-&month=x").status_code == 200
    lines = head.get("/deals/list.csv?sort=amount").text.splitlines()
    assert "'=1+1" in lines[1]
    assert "'@двери" in lines[2]
    assert head.get("/deals/list.xlsx").status_code == 200
    assert head.get("/deals/list.pdf").status_code == 404
    assert "Лукин" not in browser(Role.MARKETER).get("/deals/list.csv").text


def test_with_no_deal_every_page_says_what_to_do(db):
    head = browser(Role.SALES_HEAD)

    assert "No deal is open" in head.get("/deals/").text
    assert "No open deal fits" in head.get("/deals/list/?search=x").text
    assert "no hand-off checklist" in head.get("/deals/handoffs/").text
    assert "The price list is empty" in head.get("/deals/prices/").text
    assert head.get("/deals/999/").status_code == 404


def test_marketing_sets_a_price_on_its_page_and_sales_are_told_whose_it_is(version):
    said = {"product": "Окна", "price": "1000", "since": "2026-03-01"}

    assert "₽1,000" in browser(Role.MARKETER).post("/deals/prices/", said, follow=True).text
    assert "marketing&#x27;s" in browser(Role.SALES_HEAD).post("/deals/prices/", said | {"price": "1"}).text


def test_the_page_of_a_deal_takes_products_and_says_what_is_not_known(version):
    taken = lead(id="L7", created_at=CAME, seller="Алиса", stage="in_work", stage_at=CAME)
    cost(lead_id="L7", amount=Decimal(250))
    head = browser(Role.SALES_HEAD)

    page = head.post(
        f"/deals/{taken}/products/", {"product": "Монтаж", "quantity": "1.5", "deal_price": "400"}, follow=True
    ).text
    assert "₽600" in page
    assert "not known: the cost is known for 0 of 1 products" in page
    assert "₽250" in page
    assert "The chances are not known yet: 10 more deals" in page
    assert f'href="/leads/{taken}/"' in page
    assert f'href="/deals/{taken}/"' in head.get(f"/leads/{taken}/").text
    wrong = head.post(f"/deals/{taken}/products/", {"product": "x", "quantity": "0", "deal_price": ""}).text
    assert "errorlist" in wrong
    late = head.post(f"/deals/{taken}/expected/", {"expected_on": "yesterday"}, follow=True).text
    assert "That day is over" in late
    assert (
        browser(Role.MARKETER)
        .post(f"/deals/{taken}/products/", {"product": "x", "quantity": "1", "deal_price": "1"})
        .text.count("moved by its own seller")
    )


def test_an_amount_that_another_system_brings_stands_beside_what_the_products_come_to(version):
    said = {"id": "L8", "created_at": CAME, "seller": "Алиса", "stage": "in_work", "stage_at": CAME}
    taken, head = lead(**said), browser(Role.SALES_HEAD)
    head.post(f"/deals/{taken}/products/", {"product": "Монтаж", "quantity": "2", "deal_price": "400"})
    take("lead", [said | {"amount": Decimal(5000)}])

    page = head.get(f"/deals/{taken}/").text
    assert "₽5,000" in page
    assert "the products come to ₽800" in page
    assert verify().differences == []


def test_chances_come_of_deals_watched_from_their_beginning_or_of_all_by_age(db):
    """An export names the stage of an open lead and not those that a closed one went through."""
    now = timezone.now()
    rows = [
        {"id": f"W{n}", "created_at": now - 60 * DAY, "stage": "won" if n < 12 else "lost",
         "stage_at": now - 40 * DAY, "phone": f"+79120001{n:03}"}
        for n in range(48)
    ]  # fmt: skip
    rows += [{"id": f"O{n}", "created_at": now - 30 * DAY, "stage": "invoice", "stage_at": now - 9 * DAY,
              "phone": f"+79120002{n:03}"} for n in range(30)]  # fmt: skip
    take("lead", rows)
    told = history(store.read())

    assert told.by_place.keys() == {(ALL, step) for step in (0, 2, 5, 10, 20)}
    assert told.by_place[ALL, 0].raw.value == pytest.approx(0.25, abs=0.01)
    by_age = told.of("invoice", 9, 30)
    assert by_age is not None
    assert by_age.stage == ALL


def test_a_stage_whose_deals_were_watched_speaks_for_itself(version):
    head, now = person(Role.SALES_HEAD), timezone.now()
    ids = [at_stage("new", created_at=now - DAY, stage_at=now - DAY) for _ in range(FEWEST_OWN + 4)]
    for lead_id in ids:
        move(lead_id=lead_id, stage="in_work", by=head, now=now - DAY / 2)
    for lead_id in ids[:12]:
        move(lead_id=lead_id, stage="won", by=head, now=now, said=WinAnswers(course="usual"))
    told = history(store.read())

    own = told.of("in_work", 0, 1)
    assert own is not None
    assert (own.stage, own.raw.n, own.won, own.still_open) == ("in_work", FEWEST_OWN + 4, 12, 12)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_move_one_deal_at_once_one_wins_and_the_other_is_told_by_name():
    signed(since=SINCE)
    fresh = at_stage("new")
    people = [person(Role.SALES_HEAD), person(Role.SALES_HEAD, username="second")]
    ready = Barrier(2)

    def run(by):
        try:
            ready.wait()
            move(lead_id=fresh, stage="in_work", by=by, now=timezone.now(), seen="new")
        except Refusal as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(run, people)) == ["", MovedMeanwhile.__name__]
    assert Deal.objects.get(pk=fresh).stage == "in_work"


def test_of_very_many_leads_some_speak_and_the_page_says_so(version, monkeypatch):
    head, now = person(Role.SALES_HEAD), timezone.now()
    ids = [at_stage("new", created_at=now - DAY, stage_at=now - DAY) for _ in range(30)]
    for lead_id in ids[:15]:
        move(lead_id=lead_id, stage="in_work", by=head, now=now)
        move(lead_id=lead_id, stage="won", by=head, now=now, said=WinAnswers(course="usual"))
    monkeypatch.setattr(win_chance, "MOST_LEADS", 20)
    told = history(store.read())

    assert (told.every, told.wins) == (2, 15)
    assert told.by_place[ALL, 0].raw.n == 15
    chance = told.of("new", 1, 1)
    assert chance is not None
    assert "one in 2 was looked at" in " ".join(more_of(chance, told, "en"))
