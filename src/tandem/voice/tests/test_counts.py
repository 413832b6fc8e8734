"""What is said, counted: codes from reviews, titles and aliases; silence is no answer."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import msgspec
import pytest

from tandem.agreement.document import BuyerCode
from tandem.agreement.samples import DOCUMENT, signed
from tandem.basics.periods import Period
from tandem.handover.models import Assignment
from tandem.intake.models import Lead
from tandem.intake.samples import lead
from tandem.measures.dimensions import UnknownDimension
from tandem.measures.store import store
from tandem.measures.verification import verify
from tandem.voice import codes
from tandem.voice.competitors import lost_to
from tandem.voice.counts import OTHER_WORDS, Scope, heard, heard_by
from tandem.voice.models import Competitor, LossReview, WinReview
from tandem.voice.queries import words_by
from tandem.voice.samples import CAME, lost, won

pytestmark = pytest.mark.django_db
MARCH = Scope(Period.month(CAME.date()))


def _heard(scope=MARCH):
    return heard(scope, store.read())


def test_a_reason_counts_under_the_code_whose_title_or_alias_it_is_in_any_spelling():
    for reason in ("Дорого", "цена", " ДОРОГО ", "Too expensive", "Выбрали конкурентов", "Собака съела смету", ""):
        lost(reason)

    said = _heard().lost
    assert (said.ended, said.said) == (7, 6)
    assert said.codes == {"price": 4, "competitor": 1, OTHER_WORDS: 1}


def test_what_was_not_said_is_neither_a_code_nor_an_empty_one():
    won(attracted="Скорость; Люди")
    won()
    won(attracted="чего нет в списке")

    said = _heard().won
    assert (said.ended, said.said, said.codes) == (3, 1, {"speed": 1, "people": 1})


def test_a_code_keeps_its_key_when_a_new_version_calls_it_otherwise():
    old = BuyerCode(key="price", title="Цена не та", aliases=("Дорого-дорого",))
    signed(msgspec.structs.replace(DOCUMENT, refusals=(old,)), since=CAME.date())
    renamed = BuyerCode(key="price", title="Кусается")
    signed(msgspec.structs.replace(DOCUMENT, refusals=(renamed,)), since=CAME.date() + timedelta(days=1))
    for reason in ("Цена не та", "дорого-дорого", "Кусается"):
        lost(reason)

    assert _heard().lost.codes == {"price": 3}
    assert codes.titles("refusals")["price"] == "Кусается"
    assert [code.key for code in codes.asked().refusals] == ["price"]


def test_leads_of_other_days_and_other_sellers_do_not_count():
    lost(seller="Алиса")
    lost(seller="Борис")
    lost(created_at=CAME + timedelta(days=60))

    alice = Assignment.objects.earliest("pk").seller_id
    assert _heard().lost.ended == 2
    assert _heard(Scope(MARCH.period, seller_id=alice)).lost.ended == 1


def test_members_are_counted_each_for_itself_and_the_nameless_too():
    lost(campaign="Окна осень")
    lost("Цена", campaign="Окна осень")
    won(campaign="Окна весна", attracted="Скорость")
    lost()

    found = heard_by("campaign", MARCH, store.read())
    assert [(member, each.lost.codes) for member, each in found.items()] == [
        ("Окна осень", {"price": 2}), ("Окна весна", {}), (None, {"price": 1}),
    ]  # fmt: skip
    with pytest.raises(UnknownDimension):
        heard_by("weather", MARCH, store.read())


def test_other_rooms_read_the_commonest_words_of_a_creative_with_their_n():
    for reason in ("Дорого", "Дорого", "Не сейчас", "неведомо"):
        lost(reason, creative="видео 2")
    won(creative="видео 2", attracted="Скорость")

    words = words_by("creative", top=1)["видео 2"]

    assert (words.bought, words.refused) == (1, 4)
    assert [(each.title, each.count, each.share.value) for each in words.refusals] == [("Дорого", 2, 0.5)]
    assert [each.key for each in words.attracted] == ["speed"]


def test_competitors_are_counted_with_their_price_beside_our_offer_to_the_same_client():
    for theirs, ours in ((90, 100), (80, 100), (95, 100), (70, 100), (99, None)):
        lost("Выбрал конкурентов", lost_to="Окна Рядом", lost_to_price=theirs, amount=ours)
    lost("Выбрал конкурентов", lost_to="ОКНА  рядом")
    lost("Дорого")

    found = lost_to(MARCH, store.read())

    (company,) = found.competitors
    assert (found.lost, found.named, company.lost, company.price.n, company.gap.n) == (7, 6, 6, 5, 4)
    assert company.price.value == 90
    assert (round(company.gap.value or 0, 3), company.gap.low) == (-0.15, None)


def test_an_import_brings_reviews_corrects_them_and_its_words_stay_out_of_the_journal():
    first = lost("Дорого", id="A", lost_to="Окна Рядом", lost_to_price=100, refusal_words="Дорого без монтажа")
    won(id="B", source="Яндекс", attracted="Скорость, Доверие", course="easy", source_said="посоветовали",
        buyer_words="Быстро", ideal="Тихо")  # fmt: skip
    lost("Дорого", id="A", lost_to="Пять створок", lost_to_price=90)

    review = LossReview.objects.get(pk=first)
    assert (str(review.competitor), review.words) == ("Пять створок", "Дорого без монтажа")
    assert review.competitor_price == Decimal(90)
    (win,) = WinReview.objects.all()
    assert (win.course, win.attracted, win.source_said) == ("easy", "speed,trust", ":recommended")
    facts = " ".join(store.read().rows("SELECT string_agg(attracted, ' ') FROM leads")[0])
    assert facts == "speed,trust"
    assert verify().differences == []


def test_a_source_no_lead_has_is_kept_as_another_one():
    won(source="VK", source_said="Сосед Пётр, 8 912 345-67-89")
    won(source="VK", source_said="VK")

    assert set(WinReview.objects.values_list("source_said", flat=True)) == {":other", "VK"}


def test_what_is_no_company_is_left_out_of_a_record_with_a_warning_and_the_lead_comes_in():
    taken = lost("Дорого", lost_to="Пётр +7 912 345-67-89", lost_to_price=5)

    assert not Competitor.objects.exists()
    assert LossReview.objects.get(pk=taken).competitor_price == 5


def test_a_lead_that_is_still_open_has_no_review_of_its_own_accord():
    lead(created_at=CAME, stage="in_work", stage_at=CAME)
    assert not LossReview.objects.exists()
    assert Lead.objects.count() == 1
    assert _heard().lost.ended == 0
