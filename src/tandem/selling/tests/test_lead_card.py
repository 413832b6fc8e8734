"""A lead's page and the search over everything."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tandem.agreement.samples import signed
from tandem.imports.models import Import
from tandem.imports.undoing import undo
from tandem.intake.models import Lead
from tandem.intake.samples import lead
from tandem.journal.followers import follow
from tandem.qualification.samples import agreement
from tandem.selling.lead_card import card_of
from tandem.selling.lead_list import Reader
from tandem.selling.models import Payment
from tandem.selling.samples import activity, invoice, payment, shipment
from tandem.selling.tests.cast import signed_in

EVERYBODY = Reader(None, contacts=True)


def _text(browser, lead_id, language="en"):
    page = browser.get(f"/leads/{lead_id}/", headers={"accept-language": language})
    assert page.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def _card(lead_id):
    card = card_of(lead_id, reader=EVERYBODY)
    assert card is not None
    return card


def _sentences(lead_id):
    return [each.sentence.ru for each in _card(lead_id).journey]


def test_another_sellers_lead_does_not_exist(cast):
    assert cast.alice.get(f"/leads/{cast.semyonov}/").status_code == 200
    assert cast.bob.get(f"/leads/{cast.semyonov}/").status_code == 404
    assert cast.bob.get("/leads/999999/").status_code == 404
    assert cast.head.get(f"/leads/{cast.semyonov}/").status_code == 200


def test_the_journey_reads_as_people_say_it(cast):
    assert _sentences(cast.semyonov) == [
        "Заявка принята: Яндекс, Окна осень",
        "Категория A: потребность, бюджет, срочно",
        "Лид передан менеджеру: Алиса",
        "Исходящий звонок, 2 мин 10 с · Алиса",
        "Продажа",
        "Оплата 86\u202f000\u202f₽",
    ]


def test_the_card_speaks_both_languages(cast):
    english = _text(cast.head, cast.semyonov)
    assert "Given to Алиса" in english
    assert "A: need, budget, urgent" in english
    assert "after 20 min" in english
    assert "Before the agreement" in english

    cast.head.cookies["django_language"] = "ru"
    cast.head.post("/language/", {"language": "ru"})
    russian = _text(cast.head, cast.semyonov, "ru")
    assert "Лид передан менеджеру: Алиса" in russian
    assert "через 20 мин" in russian
    assert "До регламента" in russian


def test_what_was_noted_of_a_call_is_for_those_who_talk_to_clients(cast):
    assert "Ждёт расчёт" in _text(cast.alice, cast.semyonov)
    assert "Ждёт расчёт" in _text(cast.head, cast.semyonov)
    for browser in (cast.marketer, signed_in("analyst", "Аня", "analyst")):
        page = _text(browser, cast.semyonov)
        assert "Outgoing call" in page
        assert "Ждёт расчёт" not in page


def test_no_key_of_the_machine_is_shown(cast):
    text = _text(cast.head, cast.ivanova)

    assert "In work" in text
    assert "in_work" not in text


def test_the_card_says_what_was_promised_and_answered(cast):
    page = cast.head.get(f"/leads/{cast.semyonov}/").content.decode()

    for said in ("Скидка 10 %", "видео 2", "Окна осень", "Сколько окон?", "=5"):
        assert said in page
    assert 'href="https://example.com/okna"' in page
    assert 'href="tel:+79123456789"' in page


def test_a_landing_page_that_is_no_web_address_is_no_link(cast):
    Lead.objects.filter(pk=cast.semyonov).update(landing_page="javascript:alert(1)")

    assert 'href="javascript' not in cast.head.get(f"/leads/{cast.semyonov}/").content.decode()


def test_a_lead_nobody_took_up_waits(cast):
    assert _card(cast.petrov).clock.waits_since == datetime(2026, 3, 4, 7, tzinfo=UTC)
    assert _card(cast.ivanova).clock.waits_since is None


def test_what_names_no_lead_belongs_to_the_request_before_it(cast):
    again = lead(client_id="C-S", created_at=datetime(2026, 5, 1, 9, tzinfo=UTC), seller="Борис")
    activity(client_id="C-S", at=datetime(2026, 5, 2, 9, tzinfo=UTC), direction="in", answered=False)
    shipment(client_id="C-S", shipped_on=date(2026, 5, 3), number="77", amount=Decimal("5000.50"))
    invoice(client_id="C-S", issued_on=date(2026, 3, 5), number="12", amount=Decimal("86000"))

    assert "Счёт № 12 на 86\u202f000\u202f₽" in _sentences(cast.semyonov)
    assert _sentences(again)[-2:] == ["Входящий звонок, без ответа", "Отгрузка № 77 на 5\u202f000,50\u202f₽"]
    assert "Входящий звонок, без ответа" not in _sentences(cast.semyonov)


def test_a_call_before_the_first_request_is_part_of_its_journey(cast):
    activity(client_id="C-S", at=datetime(2026, 3, 2, 6, 50, tzinfo=UTC), direction="in")

    assert _sentences(cast.semyonov)[0] == "Входящий звонок"


def test_a_client_shared_by_two_sellers_is_told_but_not_shown(cast):
    other = lead(client_id="C-S", created_at=datetime(2026, 5, 1, 9, tzinfo=UTC), seller="Борис", product="Двери")

    assert "1 more with a colleague" in _text(cast.alice, cast.semyonov)
    assert f"/leads/{other}/" not in cast.alice.get(f"/leads/{cast.semyonov}/").content.decode()
    assert f"/leads/{other}/" in cast.head.get(f"/leads/{cast.semyonov}/").content.decode()


def test_what_an_undone_import_brought_is_not_told(cast):
    payment(client_id="C-S", lead_id="CRM-501", amount=Decimal("777"))
    batch = Payment.objects.get(amount=777).batch_id
    assert batch is not None
    assert "Оплата 777\u202f₽" in _sentences(cast.semyonov)

    undo(import_id=batch, by_id=None, now=timezone.now())

    assert "Оплата 777\u202f₽" not in _sentences(cast.semyonov)


def test_a_stage_without_its_day_stands_last_and_says_so(cast):
    undated = lead(client_id="C-U", stage="won", created_at=datetime(2026, 3, 2, 7, tzinfo=UTC))
    activity(client_id="C-U", at=datetime(2026, 3, 5, 7, tzinfo=UTC))

    last = _card(undated).journey[-1]
    assert last.sentence.ru == "Продажа"
    assert last.day is None
    assert "day not known" in _text(cast.head, undated)


def test_the_import_is_named_with_the_number_the_lead_had_there(cast):
    batch = Lead.objects.get(pk=cast.semyonov).batch_id
    assert batch is not None
    run = Import.objects.get(pk=batch)

    text = _text(cast.head, cast.semyonov)
    assert f"№ {run.pk}" in text
    assert "CRM-501" in text


def test_a_long_journey_costs_as_many_queries_as_a_short_one(cast):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            card_of(cast.semyonov, reader=EVERYBODY)
        return len(captured)

    queries()
    few = queries()
    for day in range(4, 20):
        activity(client_id="C-S", at=datetime(2026, 3, day, 9, tzinfo=UTC), seller="Алиса")
    queries()

    assert queries() == few


def test_a_single_lead_opens_at_once(cast):
    for typed in ("Семенов", "8 912 345-67-89", "CRM-501", "p.semyonov@example.com"):
        answer = cast.head.get("/search/", {"q": typed})

        assert (typed, answer.status_code, answer.headers.get("Location")) == (typed, 302, f"/leads/{cast.semyonov}/")


def test_the_search_finds_clients_and_campaigns(cast):
    lead(client_id="C-O", client_name="Осенний Окнов")

    page = cast.head.get("/search/", {"q": "ок"}).content.decode()
    assert "Осенний Окнов" in page
    assert "/leads/?campaign=%D0%9E" in page


def test_the_search_of_a_seller_stays_within_own_leads(cast):
    page = cast.bob.get("/search/", {"q": "Семёнов"})
    assert page.status_code == 200
    assert "Nothing is found" in page.content.decode()
    assert "Окна осень" not in cast.bob.get("/search/", {"q": "осень"}).content.decode()


def test_a_search_for_nothing_says_what_can_be_typed(cast):
    assert "Type a name" in cast.head.get("/search/").content.decode()


def test_what_was_typed_is_shown_as_text(cast):
    assert "<script>alert" not in cast.head.get("/search/", {"q": "<script>alert(1)"}).content.decode()


def test_the_card_says_under_which_version_the_lead_counts_and_why(cast):
    signed(agreement(target="grade in ('A', 'B')", mql="has_need", sql_lead="has_budget"), since=date(2026, 3, 1))
    lead_id = lead(need=True, budget_ok=True, created_at=datetime(2026, 3, 2, 7, tzinfo=UTC))

    text = _text(cast.head, lead_id)

    for said in ("Не срочно", "a target lead, MQL, SQL", "has the need, can pay, urgency not known", "Version 1"):
        assert said in text, said
    assert "Graded" not in text
    assert "graded elsewhere: A" in _text(cast.head, cast.semyonov)


def test_the_journey_tells_that_a_lead_was_judged_anew(cast):
    signed(agreement(target="grade = 'A'"), since=date(2026, 3, 1))
    follow(now=timezone.now)

    assert "Лид считается по версии 1 регламента" in _sentences(cast.ivanova)
    assert "Категория D: Не наш" in _sentences(cast.ivanova)


def test_the_list_shows_what_the_agreement_makes_of_a_lead(cast):
    signed(agreement(target="grade in ('A', 'B')", mql="has_need"), since=date(2026, 3, 1))
    lead(need=True, client_name="Новый", created_at=datetime(2026, 3, 5, 7, tzinfo=UTC))

    page = cast.head.get("/leads/").content.decode()

    assert "<small>MQL</small>" in page
    assert "Version 1 since 2026-03-01" in page
    assert "Before the agreement" in page
