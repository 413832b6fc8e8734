"""Questions to the client: three to seven a product, each with answers that mean the same in every version."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec
import pytest

from tandem.agreement.agreed import fields_of_versions
from tandem.agreement.checking import problems_here
from tandem.agreement.document import Document, Option, Question
from tandem.agreement.samples import signed
from tandem.agreement.starting import starter
from tandem.agreement.storing import document_from, items_of
from tandem.agreement.tests.known import kinds, serious, told
from tandem.agreement.yaml_text import from_yaml, to_yaml

SIZE = Question(key="size", title="Сколько вас?", kind="choice", options=(Option(key="one", title="один"),))
NEED = Question(key="need", title="Есть задача?")
SEATS = Question(key="seats", title="Сколько мест?", kind="number")


def asking(*questions: Question) -> Document:
    return Document(questions=questions)


def of_questions(document: Document) -> set[str]:
    """The problems of the section, without those of all that is missing around it."""
    return {each for each in kinds(document) if each.startswith("question")} - {"question_without_clause"}


def changed(question: Question, **values: object) -> Question:
    return msgspec.structs.replace(question, **values)


def test_three_questions_that_are_complete_have_no_problems():
    assert of_questions(asking(SIZE, NEED, SEATS)) == set()


def test_fewer_than_three_or_more_than_seven_of_a_product_are_warned_of():
    many = [changed(SEATS, key=f"n{number}", products=("CRM",)) for number in range(6)]

    assert of_questions(asking(SIZE, NEED)) == {"questions_too_few_or_many"}
    found = told(asking(SIZE, NEED, *many, changed(SEATS, products=("Склад",))), "questions_too_few_or_many")
    assert len(found) == 1
    assert "«CRM» в списке 8" in found[0]
    assert "questions_too_few_or_many" not in serious(asking(SIZE))


def test_keys_are_given_once_and_options_have_keys():
    assert "key_given_twice" in serious(asking(SIZE, NEED, changed(SEATS, key="size")))
    for options in ((), (Option(title="один"),), (Option(key="один"),), (Option(key="a"), Option(key="a"))):
        assert "question_with_bad_options" in serious(asking(changed(SIZE, options=options), NEED, SEATS))


def test_an_option_of_a_number_is_a_number_within_the_bounds():
    for key in ("много", "", "nan", "1e400", "5"):
        wrong = changed(SEATS, options=(Option(key=key, title="мало"),), least=Decimal(10))
        assert "question_with_bad_options" in serious(asking(SIZE, NEED, wrong))
    fits = changed(SEATS, options=(Option(key="10", title="мало"),), least=Decimal(10), most=Decimal(99))
    assert of_questions(asking(SIZE, NEED, fits)) == set()
    assert "question_with_bad_options" in serious(asking(SIZE, NEED, changed(fits, most=Decimal(5))))


@pytest.mark.parametrize(
    "wrong",
    [
        Question(key="city", title="Откуда вы?", kind="choice", options=(Option(key="msk"),)),
        Question(key="grade", title="Какая категория?", kind="choice", options=(Option(key="A"),)),
        Question(key="money", title="Бюджет?", field="budget"),
        Question(key="budget", title="Бюджет?", kind="days"),
        Question(key="stage", title="Этап?", field="stage", kind="choice", options=(Option(key="new"),)),
    ],
)
def test_a_field_that_is_taken_or_of_another_kind_is_refused(wrong):
    assert "question_that_cannot_be_noted" in serious(asking(wrong, NEED, SEATS))


@pytest.mark.django_db
def test_an_attribute_keeps_its_kind_from_version_to_version():
    signed(asking(SIZE, NEED, SEATS), since=date(2026, 3, 1))

    other = asking(changed(SEATS, key="size"), NEED, changed(SEATS, key="a"))
    agreed = fields_of_versions(drafted=False)

    assert "question_that_cannot_be_noted" not in serious(other)
    assert "question_that_cannot_be_noted" in {each.kind for each in problems_here(other, agreed=agreed)}
    again = {each.kind for each in problems_here(asking(SIZE, NEED, SEATS), agreed=agreed)}
    assert "question_that_cannot_be_noted" not in again


def test_two_questions_of_one_product_do_not_ask_for_the_same():
    again = changed(SEATS, key="places", title="Мест?", field="seats")

    assert "question_asked_twice" in serious(asking(SIZE, SEATS, again))
    apart = asking(SIZE, NEED, changed(SEATS, products=("CRM",)), changed(again, products=("Склад",)))
    assert "question_asked_twice" not in kinds(apart)


def test_clauses_read_the_attributes_of_their_own_document_before_it_is_kept():
    document = starter("ru", date(2026, 3, 2))
    portrait = msgspec.structs.replace(document.portraits[0], clause="company_size in ('small', 'medium')")

    assert serious(msgspec.structs.replace(document, portraits=(portrait,))) == set()
    assert "clause_refused" in serious(msgspec.structs.replace(document, portraits=(portrait,), questions=()))


def test_questions_survive_the_file_and_the_table():
    document = asking(
        changed(SEATS, options=(Option(key="10", title="до 10"),), least=Decimal(1), hint="Спросите про филиалы."),
        changed(SIZE, products=("CRM", "Склад"), field="company_size"),
    )

    assert from_yaml(to_yaml(document)) == document
    assert document_from(items_of(document)) == document
