from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec
import pytest

from tandem.agreement.clause_refusals import ClauseRefused, NoSuchReason
from tandem.agreement.clauses import clause_of, refusals
from tandem.agreement.document import ASK, Document, Grade, GradeRow, Grading, Questions, Status
from tandem.agreement.grade_table import COMBINATIONS, grade_table
from tandem.agreement.judgement import Judgement
from tandem.agreement.judges import VersionZeroJudge, compile_judge, judge_of
from tandem.agreement.tests.clause_examples import AGREEMENT, KNOWN, TABLE
from tandem.basics.expressions import ExpressionError

RICH = {"need": True, "budget": Decimal(150000), "urgent": True, "source": "ads", "stage": "in_work"}


def graded(*rows: GradeRow, keys: str = "AB") -> Document:
    return Document(grading=Grading(grades=tuple(Grade(key=key) for key in keys), table=rows))


def with_clause(text: str) -> Document:
    return Document(grading=Grading(questions=Questions(need=text)))


def test_a_lead_is_judged_with_its_receipt():
    judge = compile_judge(AGREEMENT, KNOWN)

    assert judge.judge(RICH) == Judgement("A", True, True, True, True, True, True)
    assert judge.judge(RICH | {"urgent": False, "stage": "new"}) == Judgement("B", True, True, False, True, True, None)
    assert judge.judge({"need": False, "quality": "E"}) == Judgement("D", False, False, False, False, None, None)


def test_what_is_not_known_is_asked_and_never_guessed():
    judge = compile_judge(AGREEMENT, KNOWN)

    assert judge.judge({}) == Judgement()
    assert judge.judge({"need": True}).grade is None


def test_a_value_of_another_kind_is_unknown():
    judge = compile_judge(AGREEMENT, KNOWN)

    assert judge.judge({"need": "yes", "budget": "much", "urgent": 1, "starts_within_days": "soon"}) == Judgement()


def test_a_judge_names_the_fields_it_reads():
    judge = compile_judge(AGREEMENT, KNOWN)

    assert judge.reads == {
        "need", "quality", "budget", "budget_ok", "urgent", "starts_within_days", "source", "stage",
    }  # fmt: skip
    assert judge.return_reads - judge.reads == {"captured_on", "needed_on", "city", "product", "campaign"}


def test_returns_are_checked_by_the_clause_of_their_reason():
    judge = compile_judge(AGREEMENT, KNOWN)

    assert judge.may_return("any", {}) is True
    assert judge.may_return("not_target", RICH) is False
    assert judge.may_return("not_target", {"need": False, "quality": "E"}) is True
    assert judge.may_return("not_target", {}) is None
    later = {"urgent": False, "starts_within_days": 200, "captured_on": date(2024, 1, 1), "needed_on": date(2024, 6, 1)}
    assert judge.may_return("not_urgent", later) is True
    with pytest.raises(NoSuchReason, match="mood"):
        judge.may_return("mood", {})


def test_a_verdict_says_everything_at_once():
    verdict = compile_judge(AGREEMENT, KNOWN).verdict(RICH | {"product": "crm box", "city": "Казань"})

    assert verdict.judgement.grade == "A"
    assert verdict.portraits == {"shop": None}
    assert verdict.returns == {
        "any": True, "not_target": False, "no_money": False, "not_urgent": False, "spam": False, "far": False,
    }  # fmt: skip


def test_an_unwritten_clause_can_never_be_told():
    assert compile_judge(Document(), KNOWN).judge(RICH) == Judgement()


def test_version_zero_takes_over_the_grade_it_knows():
    judge = judge_of(None)

    assert isinstance(judge, VersionZeroJudge)
    assert judge.judge({"quality": "B"}) == Judgement("B", True)
    assert judge.judge({"quality": "D"}) == Judgement("D", False)
    assert judge.judge({"quality": "excellent"}) == Judgement()
    assert judge.judge({"quality": None}) == Judgement()
    assert judge.may_return("anything", {}) is True


class TestTheTableOfGrades:
    def test_every_combination_is_decided(self):
        table = grade_table(AGREEMENT.grading)

        assert set(table) == set(COMBINATIONS)
        assert len(COMBINATIONS) == 27
        assert table[True, True, None] == "B"
        assert table[None, True, True] is None

    def test_a_contradiction_is_refused_with_both_rows_and_the_answers(self):
        document = graded(GradeRow(grade="A"), GradeRow(need=True, urgency="unknown", grade="B"))

        with pytest.raises(ClauseRefused) as refused:
            compile_judge(document, KNOWN)

        assert refused.value.place.path == "grading.table.2"
        assert str(refused.value) == (
            "Table of grades, row 2: need yes, budget yes, urgency unknown: the grade is B here and A by row 1. "
            "Keep one answer."
        )
        assert "Потребность" in refused.value.reason.ru

    def test_a_gap_is_refused_with_the_answers_nobody_decided(self):
        with pytest.raises(ClauseRefused, match="urgency no: no grade is decided .combinations left: 9"):
            compile_judge(graded(GradeRow(urgency=True, grade="A"), GradeRow(urgency="unknown", grade="B")), KNOWN)

    def test_a_grade_that_is_not_listed_is_refused(self):
        with pytest.raises(ClauseRefused, match="no grade “X”"):
            compile_judge(graded(GradeRow(grade="X")), KNOWN)

    def test_asking_the_client_is_no_grade(self):
        assert set(grade_table(graded(GradeRow(grade=ASK)).grading).values()) == {None}

    def test_rows_may_say_the_same_twice(self):
        assert grade_table(msgspec.structs.replace(AGREEMENT.grading, table=(*TABLE, *TABLE)))


class TestRefusals:
    @pytest.mark.parametrize(
        ("text", "said", "place"),
        [
            ("quality > 5", "A text stands beside a number", (1, 1)),
            ("need and\n  quality = 5", "A text stands beside a number", (2, 3)),
            ("source = budget", "A text stands beside a number", (1, 1)),
            ("need or budget >= 'much'", "the text “much”, which is no number", (1, 9)),
            ("budget in (1, 'two')", "the text “two”, which is no number", (1, 1)),
            ("quality between 1 and 3", "A text stands beside a number", (1, 1)),
            ("captured_on > 'soon'", "A day is compared with the text “soon”", (1, 1)),
            ("city > captured_on", "A text stands beside a day", (1, 1)),
            ("need and city + 1 > 0", "A text stands beside a number", (1, 10)),
            ("budget = null", "write “is null”", (1, 1)),
            ("need and city <> null", "write “is null”", (1, 10)),
            ("city in ('a', null)", "write “is null”", (1, 1)),
            ("need = 'yes'", "compare a condition with a text", (1, 1)),
            ("budget + 1", "A condition is needed here, not a number", (1, 1)),
            ("city", "A condition is needed here, not a text", (1, 1)),
            ("need and bugdet > 1", "There is no field “bugdet” (≈ budget)", (1, 10)),
            ("need and", "Something is missing after “and”", (1, 6)),
            ("need and city = 'x", "A quote is opened and never closed", (1, 17)),
            ("(need and urgent", "A closing bracket is missing", (1, 11)),
            ("need and lenght(city) > 3", "There is no function “lenght”", (1, 10)),
            ("grade = 'A'", "There is no field “grade”", (1, 1)),
            ("phone = '1'", "There is no field “phone”", (1, 1)),
            ("(select true)", "not in the language", None),
            ("need in (select need from clients)", "Values in brackets follow in", (1, 1)),
            ("clients.name = 'x'", "not in the language", None),
            ("exists(select 1)", "no function “exists” in the language", None),
            ("budget::decimal(3, 1) > 1", "without sizes", (1, 1)),
        ],
    )
    def test_a_clause_that_cannot_run_is_refused_with_place_and_reason(self, text, said, place):
        with pytest.raises(ClauseRefused) as refused:
            compile_judge(with_clause(text), KNOWN)

        error = refused.value.error
        assert refused.value.place.path == "grading.questions.need"
        assert said in refused.value.reason.en
        assert refused.value.text.ru.startswith("Вопрос о потребности: строка ")
        assert error is not None
        if place is not None:
            assert (error.line, error.column) == place

    def test_every_refusal_of_a_document_is_told_at_once(self):
        document = msgspec.structs.replace(
            AGREEMENT,
            grading=msgspec.structs.replace(
                AGREEMENT.grading, target_lead=Status(clause="is_mql"), mql=Status(clause="score > 5")
            ),
        )

        assert [each.place.path for each in refusals(document, KNOWN)] == [
            "grading.target_lead.clause", "grading.mql.clause",
        ]  # fmt: skip

    def test_clauses_that_multiply_each_other_are_refused(self):
        wide = " or ".join(["is_target"] * 100)
        deep = " or ".join(["grade = 'A'"] * 100)
        document = msgspec.structs.replace(
            AGREEMENT,
            grading=msgspec.structs.replace(
                AGREEMENT.grading, target_lead=Status(clause=deep), mql=Status(clause=wide)
            ),
        )

        with pytest.raises(ClauseRefused, match="too large"):
            compile_judge(document, KNOWN)

    def test_a_text_that_is_a_number_may_stand_beside_one(self):
        assert clause_of("budget >= '100000' and starts_within_days < 14.5", known=KNOWN).columns == {
            "budget", "starts_within_days",
        }  # fmt: skip

    def test_an_announced_table_has_fields_of_its_own(self):
        with pytest.raises(ExpressionError, match="no field “city”"):
            clause_of("city = 'x'", table="returns")
