"""Moving a lead by hand: along the stages of its version, to won and lost with a word on why."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import msgspec
import pytest
from django.utils import timezone

from tandem.agreement.document import Decision
from tandem.agreement.rules import VERSION_ZERO
from tandem.agreement.samples import DOCUMENT, NOW, person, signed
from tandem.handover.models import Assignment
from tandem.imports.acted_on import NeededByOthers
from tandem.imports.undoing import undo
from tandem.intake.models import Lead
from tandem.intake.samples import lead
from tandem.journal.models import FactRow
from tandem.measures.store import store
from tandem.measures.verification import verify
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.qualification.samples import agreement
from tandem.selling.clearing import clear
from tandem.selling.closed_by_mistake import GoneOn, NotClosed, TooLateToReopen, reopen
from tandem.selling.models import Deal, Payment
from tandem.selling.moving import (
    MovedMeanwhile,
    NoSuchMove,
    NotClearedYet,
    ReviewMissing,
    move,
    review,
)
from tandem.selling.moving_rules import next_stages
from tandem.selling.next_steps import plan_step
from tandem.selling.tests.cast import signed_in
from tandem.selling.whose_lead import NotTheirLead
from tandem.voice.answers import LossAnswers, NoPrice, NotACompany, TooLong, UnknownCode, WinAnswers
from tandem.voice.models import Competitor, LossReview, WinReview

SINCE, CAME = date(2026, 3, 1), datetime(2026, 3, 2, 7, tzinfo=UTC)
LATER = CAME + timedelta(days=1)
WIN = WinAnswers(course="usual")
LOSS = LossAnswers(code="price")


@pytest.fixture
def version(db):
    return signed(since=SINCE)


@pytest.fixture
def taken(version):
    return lead(created_at=CAME, seller="Алиса", source="Яндекс", offer="Скидка")


@pytest.fixture
def alice(taken):
    return Person.objects.get(name="Алиса")


def _stages(lead_id):
    return list(FactRow.objects.filter(kind="lead_moved", lead_id=lead_id).order_by("position").values_list("payload"))


def test_a_lead_goes_where_its_version_lets_it_and_the_funnel_sees_it(taken, alice):
    move(lead_id=taken, stage="in_work", by=alice, now=LATER)
    move(lead_id=taken, stage="won", by=alice, now=LATER + timedelta(days=2), amount=Decimal("5000"), said=WIN)

    deal = Deal.objects.get(pk=taken)
    assert (deal.stage, deal.amount, deal.dated) == ("won", Decimal("5000.00"), True)
    fact = FactRow.objects.filter(kind="lead_moved").latest("position")
    assert (fact.actor_id, fact.source, fact.version) == (alice.pk, "pages", 1)
    (row,) = store.read().rows("SELECT stage, won_on, moved_at, win_course FROM leads")
    assert row == ("won", date(2026, 3, 5), LATER.replace(tzinfo=None), "usual")
    assert verify().differences == []


def test_a_move_the_agreement_does_not_know_is_refused_with_those_it_does(taken, alice):
    with pytest.raises(NoSuchMove, match="Possible: В работе, Отказ") as refused:
        move(lead_id=taken, stage="won", by=alice, now=LATER, said=WIN)
    assert "Можно: В работе, Отказ" in refused.value.text.ru
    with pytest.raises(NoSuchMove):
        move(lead_id=taken, stage="nowhere", by=alice, now=LATER)
    assert not Deal.objects.exists()
    assert not WinReview.objects.exists()


def test_a_won_lead_is_not_lost_any_more(taken, alice):
    move(lead_id=taken, stage="in_work", by=alice, now=LATER)
    move(lead_id=taken, stage="won", by=alice, now=LATER, said=WIN)

    with pytest.raises(NoSuchMove, match="closed"):
        move(lead_id=taken, stage="lost", by=alice, now=LATER, said=LOSS)
    assert not LossReview.objects.exists()


def test_before_the_agreement_a_lead_may_go_anywhere_but_back_to_the_start():
    zero = VERSION_ZERO

    assert [each.key for each in next_stages(zero, "in_work")] == ["qualified", "proposal", "invoice", "won", "lost"]
    assert next_stages(zero, "won") == ()


def test_without_a_word_on_why_nothing_is_won_or_lost(taken, alice):
    move(lead_id=taken, stage="in_work", by=alice, now=LATER)
    for stage, said in (("won", None), ("won", LOSS), ("lost", None), ("lost", WIN)):
        with pytest.raises(ReviewMissing):
            move(lead_id=taken, stage=stage, by=alice, now=LATER, said=said)
    assert Deal.objects.get(pk=taken).stage == "in_work"
    assert not WinReview.objects.exists()
    assert not LossReview.objects.exists()


def test_whoever_read_an_older_stage_is_told_that_it_was_moved(taken, alice):
    move(lead_id=taken, stage="in_work", by=alice, now=LATER, seen="new")
    with pytest.raises(MovedMeanwhile, match="В работе"):
        move(lead_id=taken, stage="lost", by=person(Role.SALES_HEAD), now=LATER, seen="new", said=LOSS)
    assert len(_stages(taken)) == 1


def test_another_seller_does_not_move_it_and_the_head_of_sales_does(taken):
    bob = Person.objects.create_user("bob", name="Борис", role="seller")
    for stranger in (bob, person(Role.MARKETER), person(Role.OWNER)):
        with pytest.raises(NotTheirLead):
            move(lead_id=taken, stage="in_work", by=stranger, now=LATER)
    move(lead_id=taken, stage="in_work", by=person(Role.SALES_HEAD), now=LATER)


def test_a_rule_that_wants_a_word_first_stops_the_move_until_it_is_given(db):
    losing = Decision(
        key="losing", title="Отказ по A", words="Показать РОПу.", clause="grade = 'A'", decides="sales_head",
        clear_with=("sales_head",), before="lost",
    )  # fmt: skip
    big = Decision(
        key="big", title="Крупная", words="Показать.", clause="amount >= 1000", decides="owner", clear_with=("owner",)
    )
    signed(msgspec.structs.replace(agreement(target="grade = 'A'"), decisions=(losing, big)), since=SINCE)
    taken = lead(grade="A", created_at=CAME, seller="Алиса", stage="in_work", stage_at=CAME)
    alice = Person.objects.get(name="Алиса")

    with pytest.raises(NotClearedYet, match="head of sales clears it first"):
        move(lead_id=taken, stage="lost", by=alice, now=LATER, said=LOSS)
    # The sum of the deal comes with the move and is what the rule is about.
    with pytest.raises(NotClearedYet, match="Крупная"):
        move(lead_id=taken, stage="won", by=alice, now=LATER, said=WIN, amount=Decimal(2000))
    assert (Deal.objects.get(pk=taken).amount, LossReview.objects.count()) == (None, 0)
    clear(lead_id=taken, rule="losing", by=person(Role.SALES_HEAD), now=LATER)
    move(lead_id=taken, stage="lost", by=alice, now=LATER, said=LOSS)
    assert verify().differences == []


def test_a_loss_keeps_its_reason_the_competitor_and_the_price(taken, alice):
    said = LossAnswers(
        code="competitor",
        competitor="  Окна  Плюс ",
        competitor_price=Decimal("80000"),
        words="«У них быстрее»",
    )
    move(lead_id=taken, stage="lost", by=alice, now=LATER, said=said)
    other = lead(created_at=CAME, seller="Алиса")
    move(lead_id=other, stage="lost", by=alice, now=LATER, said=LossAnswers(code="competitor", competitor="окна плюс"))

    assert Deal.objects.get(pk=taken).lost_reason == "Выбрали других"
    (company,) = Competitor.objects.all()
    assert company.name == "Окна Плюс"
    payload = FactRow.objects.filter(kind="loss_reviewed").earliest("position").payload
    assert str(company.pk) in payload
    assert "Окна" not in payload
    assert "быстрее" not in payload
    assert verify().differences == []


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        (LossAnswers(code="бред"), UnknownCode),
        (LossAnswers(code=""), UnknownCode),
        (LossAnswers(code="price", competitor_price=Decimal("-1")), NoPrice),
        (LossAnswers(code="price", competitor_price=Decimal("NaN")), NoPrice),
        (LossAnswers(code="price", competitor="ООО Ромашка +7 912 345-67-89"), NotACompany),
        (LossAnswers(code="price", competitor="a@example.com"), NotACompany),
        (LossAnswers(code="price", competitor="я" * 101), NotACompany),
        (LossAnswers(code="price", words="я" * 5000), TooLong),
    ],
)
def test_a_bad_answer_is_refused_by_name_and_the_lead_stays(taken, alice, said, refusal):
    with pytest.raises(refusal):
        move(lead_id=taken, stage="lost", by=alice, now=LATER, said=said)
    assert not Deal.objects.exists()
    assert not Competitor.objects.exists()


@pytest.mark.parametrize(
    "said",
    [
        WinAnswers(course=""), WinAnswers(course="great"), WinAnswers(course="easy", attracted=("magic",)),
        WinAnswers(course="easy", source_said="Телефон Анны"), WinAnswers(course="easy", offer_said="чего нет"),
    ],
)  # fmt: skip
def test_only_answers_of_the_lists_become_facts(taken, alice, said):
    move(lead_id=taken, stage="in_work", by=alice, now=LATER)
    with pytest.raises(UnknownCode):
        move(lead_id=taken, stage="won", by=alice, now=LATER, said=said)
    assert not WinReview.objects.exists()


def test_an_import_whose_leads_were_moved_by_hand_is_not_undone_from_under_them(taken, alice):
    move(lead_id=taken, stage="lost", by=alice, now=LATER, said=LOSS)
    batch = Lead.objects.get(pk=taken).batch_id
    assert batch is not None
    with pytest.raises(NeededByOthers):
        undo(import_id=batch, by_id=None, now=NOW)
    assert verify().differences == []


def test_a_reason_is_corrected_afterwards_and_the_list_of_leads_follows(taken, alice):
    move(lead_id=taken, stage="lost", by=alice, now=LATER, said=LOSS)
    review(lead_id=taken, said=LossAnswers(code="not_now"), by=alice, now=LATER + timedelta(days=1))

    (row,) = store.read().rows("SELECT refusal, lost_reason, lost_on FROM leads")
    assert row == ("not_now", "Не сейчас", date(2026, 3, 3))
    with pytest.raises(MovedMeanwhile):
        review(lead_id=taken, said=WIN, by=alice, now=LATER)
    assert verify().differences == []


def test_a_later_version_does_not_change_where_an_older_lead_may_go(taken, alice):
    stages = tuple(
        msgspec.structs.replace(each, moves=("won", "lost")) if each.key == "new" else each for each in DOCUMENT.stages
    )
    signed(msgspec.structs.replace(DOCUMENT, stages=stages), since=SINCE + timedelta(days=10))
    newer = lead(created_at=CAME + timedelta(days=20), seller="Алиса")

    with pytest.raises(NoSuchMove):
        move(lead_id=taken, stage="won", by=alice, now=LATER, said=WIN)
    move(lead_id=newer, stage="won", by=alice, now=CAME + timedelta(days=21), said=WIN)


# The pages


@pytest.fixture
def browser(taken):
    browser = signed_in("alice", "Алиса Вторая", "seller")
    Assignment.objects.filter(pk=taken).update(seller=Person.objects.get(username="alice"))
    return browser


def _text(browser, address):
    answer = browser.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_card_offers_the_next_stages_and_a_button_moves_the_lead(browser, taken):
    assert "Where next В работе" in _text(browser, f"/leads/{taken}/")

    browser.post(f"/leads/{taken}/stage/", {"stage": "in_work", "seen": "new"})

    page = browser.get(f"/leads/{taken}/").content.decode()
    assert f"/leads/{taken}/outcome/won/" in page
    assert Deal.objects.get(pk=taken).stage == "in_work"
    sent = browser.post(f"/leads/{taken}/stage/", {"stage": "won", "seen": "in_work"})
    assert sent["Location"] == f"/leads/{taken}/outcome/won/"


def test_a_review_is_not_asked_for_where_the_agreement_does_not_let_the_lead_go(browser, taken):
    sent = browser.get(f"/leads/{taken}/outcome/won/", follow=True)

    assert sent.redirect_chain == [(f"/leads/{taken}/", 302)]
    assert "The agreement does not let a lead go from" in sent.content.decode()


def test_a_step_that_was_due_before_the_closing_is_not_asked_for_any_more(browser, taken, alice):
    now = timezone.now()
    today = timezone.localdate(now)
    plan_step(lead_id=taken, what="Позвонить ещё раз", due_on=today, by=alice, today=today, now=now)
    assert "Позвонить ещё раз" in _text(browser, f"/leads/{taken}/")
    browser.post(f"/leads/{taken}/outcome/lost/", {"seen": "new", "code": "price"})
    assert "Позвонить ещё раз" not in _text(browser, f"/leads/{taken}/")
    later = today + timedelta(days=90)
    plan_step(lead_id=taken, what="Вернуть через квартал", due_on=later, by=alice, today=today, now=now)
    assert "Вернуть через квартал" in _text(browser, f"/leads/{taken}/")


def test_two_taps_record_a_loss_and_html_in_its_words_stays_text(browser, taken):
    address = f"/leads/{taken}/outcome/lost/"
    assert "Почему отказались" not in _text(browser, address)
    refused = browser.post(address, {"seen": "new"})
    assert refused.status_code == 200
    assert not Deal.objects.exists()

    browser.post(address, {"seen": "new", "code": "price", "words": "<script>alert(1)</script>"})

    page = browser.get(f"/leads/{taken}/").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert Deal.objects.get(pk=taken).stage == "lost"


def test_two_taps_record_a_win_and_what_was_not_said_is_called_so(browser, taken):
    browser.post(f"/leads/{taken}/stage/", {"stage": "in_work", "seen": "new"})
    browser.post(f"/leads/{taken}/outcome/won/", {"seen": "in_work", "course": "easy"})

    text = _text(browser, f"/leads/{taken}/")
    assert "What attracted not said" in text
    assert WinReview.objects.get(pk=taken).attracted == ""


def test_a_refused_review_gives_back_what_was_typed(browser, taken):
    typed = {"seen": "new", "code": "price", "words": "я" * 5000}
    page = browser.post(f"/leads/{taken}/outcome/lost/", typed).content.decode()
    assert "That is 5000 characters" in page
    assert "я" * 5000 in page


def test_a_seller_does_not_reach_the_leads_of_another(browser):
    others = lead(created_at=CAME, seller="Борис")
    for address in (f"/leads/{others}/stage/", f"/leads/{others}/outcome/lost/"):
        assert browser.post(address, {"stage": "lost", "code": "price"}).status_code == 404
    marketer = signed_in("marketer", "Мария", "marketer")
    assert marketer.post(f"/leads/{others}/stage/", {"stage": "in_work"}).status_code == 403


def test_marketing_reads_the_reason_on_the_card_and_not_the_raw_words(browser, taken):
    words = "Пётр с +7 912 345-67-89 недоволен"
    browser.post(f"/leads/{taken}/outcome/lost/", {"seen": "new", "code": "price", "words": words})
    marketer = signed_in("marketer", "Мария", "marketer")
    text = _text(marketer, f"/leads/{taken}/")
    assert "Дорого" in text
    assert "912 345" not in text


def test_a_closing_by_mistake_is_taken_back_to_the_stage_it_left(taken, alice):
    move(lead_id=taken, stage="in_work", by=alice, now=LATER)
    move(lead_id=taken, stage="lost", by=alice, now=LATER, said=LOSS)
    review(lead_id=taken, said=LOSS, by=alice, now=LATER)

    deal = reopen(lead_id=taken, by=alice, now=LATER + timedelta(hours=1))

    assert (deal.stage, deal.lost_reason) == ("in_work", "")
    assert store.read().rows("SELECT stage, lost_on, lost_reason FROM leads") == [("in_work", None, None)]
    assert verify().differences == []
    with pytest.raises(NotClosed):
        reopen(lead_id=taken, by=alice, now=LATER + timedelta(hours=1))
    # And on as if nothing had been.
    move(lead_id=taken, stage="won", by=alice, now=LATER + timedelta(hours=2), said=WIN)
    assert Deal.objects.get(pk=taken).stage == "won"


def test_after_a_day_the_head_takes_it_back_and_what_was_paid_stays_closed(taken, alice):
    head = person(Role.SALES_HEAD)
    move(lead_id=taken, stage="in_work", by=alice, now=LATER)
    move(lead_id=taken, stage="won", by=alice, now=LATER, said=WIN)
    two_days = LATER + timedelta(days=2)

    with pytest.raises(TooLateToReopen):
        reopen(lead_id=taken, by=alice, now=two_days)
    with pytest.raises(NotTheirLead):
        reopen(lead_id=taken, by=person(Role.SELLER, username="boris"), now=LATER)
    assert reopen(lead_id=taken, by=head, now=two_days).stage == "in_work"

    move(lead_id=taken, stage="won", by=alice, now=two_days, said=WIN)
    Payment.objects.create(lead_id=taken, paid_on=two_days.date(), amount=1000, currency="RUB", kind="payment")
    with pytest.raises(GoneOn):
        reopen(lead_id=taken, by=head, now=two_days)


def test_what_came_here_closed_is_not_opened_again(version):
    closed = lead(created_at=CAME, seller="Алиса", stage="lost", stage_at=CAME)

    with pytest.raises(NotClosed):
        reopen(lead_id=closed, by=Person.objects.get(name="Алиса"), now=CAME)


def test_the_card_and_the_day_offer_to_take_a_closing_back(version):
    browser = signed_in("anna", "Анна", Role.SELLER)
    number = lead(created_at=timezone.now() - timedelta(hours=1), seller="Анна")
    assert "Closed by mistake" not in browser.get(f"/leads/{number}/").content.decode()

    sent = browser.post(f"/day/{number}/lost/", {"code": "price", "token": "1"}, headers={"HX-Request": "true"})
    assert f'action="/leads/{number}/reopening/"' in sent.content.decode()
    assert "Closed by mistake: back to" in browser.get(f"/leads/{number}/").content.decode()

    assert browser.post(f"/leads/{number}/reopening/", {"next": "day"})["Location"] == f"/day/?lead={number}"
    assert "Closed by mistake" not in browser.get(f"/leads/{number}/").content.decode()
    assert Deal.objects.get(pk=number).stage == "new"
