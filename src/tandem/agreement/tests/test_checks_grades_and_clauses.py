"""The table of grades decides all 27 combinations once, and every clause is read by the language itself."""

from __future__ import annotations

from tandem.agreement.checking import clause_problem, problems_here
from tandem.agreement.document import (
    Decision,
    Document,
    DutyPromise,
    Grade,
    GradeRow,
    Grading,
    Portrait,
    Promise,
    Questions,
    ReturnReason,
    Status,
)
from tandem.agreement.tests.known import serious, told

GRADES = (Grade(key="A"), Grade(key="D"))


def table(*rows: GradeRow) -> Document:
    return Document(grading=Grading(grades=GRADES, table=rows))


def test_a_table_that_decides_everything_once_is_fine():
    document = table(
        GradeRow(need=True, grade="A"), GradeRow(need=False, grade="D"), GradeRow(need="unknown", grade="ask")
    )

    assert not {"combination_undecided", "combination_decided_twice", "row_of_unknown_grade"} & serious(document)


def test_undecided_combinations_are_counted_and_told_in_words():
    document = table(GradeRow(need=True, grade="A"), GradeRow(need=False, budget=True, grade="D"))

    (said,) = told(document, "combination_undecided")
    (in_english,) = told(document, "combination_undecided", "en")

    assert "15 сочетаний из 27: потребность нет, бюджет нет, срочность да; " in said
    assert "и ещё 12" in said
    assert "need no, budget no, urgency yes" in in_english


def test_a_combination_decided_in_two_ways_is_told_in_words():
    document = table(GradeRow(need=True, grade="A"), GradeRow(budget=False, grade="D"))

    assert told(document, "combination_decided_twice") == [
        "Строки таблицы противоречат друг другу: потребность да, бюджет нет, срочность да — это и A и D. Оставьте одно."
    ]
    assert "combination_decided_twice" in serious(document)


def test_two_rows_that_say_the_same_do_not_contradict():
    document = table(GradeRow(grade="A"), GradeRow(need=True, grade="A"))

    assert "combination_decided_twice" not in serious(document)


def test_a_row_of_an_unknown_grade_is_told_with_its_place():
    assert told(table(GradeRow(grade="A"), GradeRow(grade="Б")), "row_of_unknown_grade") == [
        "Строка 2 таблицы: категории «Б» нет. Есть A, D и ask."
    ]


def test_questions_and_statuses_must_have_words_and_a_clause():
    document = Document(
        grading=Grading(
            questions=Questions(need="need"),
            mql=Status(words="Потребность есть", clause="has_need", confirmed_by="boss"),
        )
    )

    places = {problem.field for problem in problems_here(document) if problem.section == "grading" and problem.serious}

    assert places >= {
        "questions.budget",
        "questions.urgency",
        "target_lead.words",
        "sql_lead.clause",
        "mql.confirmed_by",
    }
    assert not places & {"questions.need", "mql.words", "mql.clause"}


def test_a_bad_clause_is_refused_wherever_it_stands_with_its_place():
    document = Document(
        portraits=(Portrait(key="main", clause="qualty = 'A'"),),
        grading=Grading(questions=Questions(need="quality ="), target_lead=Status(clause="quality > 5")),
        promises=(Promise(key="fast", duty=DutyPromise(of="nonsense", holds="1 +")),),
        returns=(ReturnReason(key="why", clause="import os"),),
        decisions=(Decision(key="big", clause="name = 'Anna'"),),
    )

    places = {(each.section, each.key, each.field) for each in problems_here(document) if each.kind == "clause_refused"}

    assert places == {
        ("portraits", "main", "clause"),
        ("grading", "", "questions.need"),
        ("grading", "", "target_lead.clause"),
        ("promises", "fast", "duty.of"),
        ("promises", "fast", "duty.holds"),
        ("returns", "why", "clause"),
        ("decisions", "big", "clause"),
    }  # fmt: skip


def test_the_refusal_names_the_sign_and_the_nearest_field():
    document = Document(portraits=(Portrait(key="main", clause="need and qualty = 'A'"),))

    (said,) = told(document, "clause_refused")

    assert said.startswith("Портреты клиента, условие main.clause, знак 10: ")
    assert "quality" in said


def test_a_question_may_not_read_what_it_decides():
    assert clause_problem("has_need", "question") is not None
    assert clause_problem("has_need", "status") is None
    assert clause_problem("first_contact_at is not null", "leads") is None
    assert clause_problem("first_contact_at is not null", "question") is not None
    assert clause_problem("reason is not null", "returns") is None
    assert clause_problem("need", "returns") is not None
