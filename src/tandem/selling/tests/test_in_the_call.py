"""The questions of the agreement while talking: one tap an answer, the grade and its reasons at once."""

from __future__ import annotations

import html
import re
from datetime import date
from decimal import Decimal

import msgspec
import pytest
from django.test import Client

from tandem.agreement.document import Option, Question, Questions
from tandem.agreement.samples import person, signed
from tandem.basics.text import Text
from tandem.intake.samples import lead
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.qualification.asking import answers_of
from tandem.qualification.models import Qualification
from tandem.qualification.samples import agreement
from tandem.selling.in_the_call import Line

pytestmark = pytest.mark.django_db

ASKED = (
    Question(key="need", title="Есть <задача>?", hint="Что случится, если ничего не делать?"),
    Question(key="budget", title="Сколько готовы потратить?", kind="money", most=Decimal(10_000_000),
             options=(Option(key="50000", title="до 100 тысяч"), Option(key="250000", title="100–300 тысяч"))),
    Question(key="when", title="Когда нужно?", kind="days", field="starts_within_days",
             options=(Option(key="7", title="на этой неделе"), Option(key="30", title="позже"))),
    Question(key="size", title="Сколько вас?", kind="choice", options=(Option(key="small", title="2–10"),)),
    Question(key="floors", title="Какой этаж?", kind="number", products=("Балкон",)),
)  # fmt: skip


@pytest.fixture
def mine(db) -> int:
    """Alice's lead under an agreement that asks."""
    document = agreement(target="grade in ('A', 'B')", mql="has_need")
    questions = Questions(
        need="need",
        budget="coalesce(budget_ok, budget >= 100000)",
        urgency="coalesce(urgent, starts_within_days <= 14)",
    )
    grading = msgspec.structs.replace(document.grading, questions=questions)
    signed(msgspec.structs.replace(document, grading=grading, questions=ASKED), since=date(2026, 1, 1))
    return lead(seller="Алиса", product="Окна")


def alice(language: str = "en") -> Client:
    Person.objects.filter(name="Алиса").update(is_active=True, language=language)
    return _browser(Person.objects.get(name="Алиса"), language)


def _browser(reader: Person, language: str = "en") -> Client:
    browser = Client(headers={"accept-language": language})
    browser.force_login(reader)
    return browser


def said(browser: Client, lead_id: int, question: str, answer: str, **headers: str):
    return browser.post(f"/leads/{lead_id}/answers/", {"question": question, "answer": answer}, headers=headers)


def text_of(answer) -> str:
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


@pytest.mark.parametrize(("language", "marked"), [("en", "may still change the grade"), ("ru", "изменить категорию")])
def test_the_questions_of_the_lead_s_product_are_asked_and_those_that_decide_are_marked(mine, language, marked):
    page = alice(language).get(f"/leads/{mine}/answers/")
    text = text_of(page)

    assert "Есть <задача>?" in text
    assert "Есть <задача>" not in page.content.decode()
    assert "Какой этаж?" not in text
    assert marked in text
    assert "call__line--decides" in page.content.decode()


def test_each_tap_is_an_answer_and_the_grade_follows_with_its_reasons(mine):
    browser = alice()

    said(browser, mine, "need", "yes")
    said(browser, mine, "budget", "250000")
    piece = said(browser, mine, "when", "7", hx_request="true")

    assert b"<html" not in piece.content
    text = text_of(piece)
    assert "Всё и срочно" in text
    assert re.search(r"can pay \(250,000 ≥ 100,000\)", text)
    assert "1 question has not been asked; the grade does not depend on it." in text
    assert Qualification.objects.get(pk=mine).grade == "A"
    assert "Ask: 1 question left" in text_of(browser.get(f"/leads/{mine}/"))


def test_not_told_is_an_answer_and_a_second_tap_takes_it_back(mine):
    browser = alice()
    assert said(browser, mine, "size", "?")["Location"] == f"/leads/{mine}/answers/"
    assert answers_of(mine) == {"size": None}
    page = browser.get(f"/leads/{mine}/answers/").content.decode()
    (pressed,) = re.findall(r'<button class="button call__choice[^>]*aria-pressed="true"[^>]*>', page)
    assert 'value=""' in pressed

    said(browser, mine, "size", "")

    assert answers_of(mine) == {}


def test_a_number_may_be_typed_and_one_out_of_bounds_is_refused_with_a_sentence(mine):
    browser = alice()
    said(browser, mine, "budget", "123 456")
    assert answers_of(mine) == {"budget": Decimal(123456)}
    assert 'value="123456"' in browser.get(f"/leads/{mine}/answers/").content.decode()

    piece = said(browser, mine, "budget", "99999999999", hx_request="true")
    assert "a number within 0–10000000 is expected" in text_of(piece)
    assert "is no answer to" in text_of(
        browser.post(f"/leads/{mine}/answers/", {"question": "size", "answer": "9"}, follow=True)
    )
    assert "asks no such question" in text_of(said(browser, mine, "floors", "3", hx_request="true"))
    assert answers_of(mine) == {"budget": Decimal(123456)}


def test_only_who_moves_the_lead_answers_and_a_colleague_does_not_see_it(mine):
    lead(seller="Борис")
    Person.objects.filter(name="Борис").update(is_active=True)
    bob, marketer, head = Person.objects.get(name="Борис"), person(Role.MARKETER), person(Role.SALES_HEAD)

    assert said(_browser(bob), mine, "need", "yes").status_code == 404
    assert _browser(bob).get(f"/leads/{mine}/answers/").status_code == 404
    assert said(_browser(marketer), mine, "need", "yes").status_code == 403
    page = _browser(marketer).get(f"/leads/{mine}/answers/")
    assert '<button class="button call__choice' not in page.content.decode()
    assert "not asked yet" in text_of(page)
    assert answers_of(mine) == {}
    said(_browser(head), mine, "need", "yes")
    assert answers_of(mine) == {"need": True}


def test_an_agreement_without_questions_says_where_they_are_written(db):
    signed(agreement(target="grade = 'A'"), since=date(2026, 1, 1))
    text = text_of(_browser(person(Role.SALES_HEAD)).get(f"/leads/{lead()}/answers/"))

    assert "The agreement asks nothing of such a lead" in text


def test_a_lead_of_an_earlier_version_is_asked_today_s_questions_and_told_so(db):
    signed(agreement(target="grade = 'A'"), since=date(2026, 1, 1))
    old = lead()
    signed(msgspec.structs.replace(agreement(target="grade = 'A'"), questions=ASKED), since=date(2026, 4, 1))
    from tandem.agreement.queries import in_force

    assert in_force().document.questions
    text = text_of(_browser(person(Role.SALES_HEAD)).get(f"/leads/{old}/answers/"))

    assert "They may not change its grade." in text


@pytest.mark.parametrize(
    ("field", "words"), [("budget", "₽372,000"), ("starts_within_days", "within 372,000 d"), ("windows", "372,000")]
)
def test_a_number_is_read_with_its_unit(field, words):
    line = Line("q", "?", "", (), takes_number=True, typed="372000", answered=True, decides=(), field=field)

    assert isinstance(line.number_said, Text)
    assert line.number_said.en == words
