"""Answers given on the page: one tap is one action, the grade follows at once and says why."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime
from decimal import Decimal

import msgspec
import pytest
from django.db import connection

from tandem.agreement.document import Option, Question, Questions
from tandem.agreement.queries import judge
from tandem.agreement.samples import person, signed
from tandem.imports.acted_on import NeededByOthers
from tandem.imports.models import Import
from tandem.imports.samples import taken
from tandem.imports.undoing import undo
from tandem.intake.models import Lead
from tandem.intake.samples import lead
from tandem.journal.models import FactRow
from tandem.measures.sealing import sync
from tandem.measures.store import store
from tandem.measures.verification import verify
from tandem.people.rules import Role
from tandem.qualification.answer_texts import NoSuchAnswer
from tandem.qualification.asking import NOT_TOLD, NotAsked, answer, answers_of, asking_of
from tandem.qualification.models import Answers, Qualification, QuestionCount
from tandem.qualification.queries import known_of
from tandem.qualification.reasons import reasons, telling
from tandem.qualification.samples import QUESTIONS, agreement

NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)
SINCE = date(2026, 2, 1)
ASKED = (
    Question(key="need", title="Есть задача?"),
    Question(key="budget", title="Сколько готовы потратить?", kind="money", most=Decimal(10_000_000),
             options=(Option(key="50000", title="до 100 тысяч"), Option(key="250000", title="100–300 тысяч"))),
    Question(key="when", title="Когда нужно?", kind="days", field="starts_within_days",
             options=(Option(key="7", title="на этой неделе"), Option(key="30", title="позже"))),
    Question(key="size", title="Сколько вас?", kind="choice", options=(Option(key="small", title="2–10"),)),
)  # fmt: skip
ASKING = msgspec.structs.replace(agreement(target="grade in ('A', 'B')", mql="has_need"), questions=ASKED)
ASKING = msgspec.structs.replace(
    ASKING,
    grading=msgspec.structs.replace(
        ASKING.grading,
        questions=Questions(
            need="coalesce(need, quality in ('A', 'B', 'C'))",
            budget="coalesce(budget_ok, budget >= 100000)",
            urgency="coalesce(urgent, starts_within_days <= 14)",
        ),
    ),
)


def say(lead_id: int, question: str, text: str) -> bool:
    return answer(lead_id=lead_id, question=question, text=text, by=person(Role.SALES_HEAD), now=NOW)


def grade(lead_id: int) -> str:
    return Qualification.objects.filter(pk=lead_id).values_list("grade", flat=True).first() or ""


def told(lead_id: int, kind: str) -> list[FactRow]:
    return list(FactRow.objects.filter(subject="lead", subject_id=lead_id, kind=kind).order_by("position"))


def why(lead_id: int) -> list[str]:
    judged_by = judge(1)
    return [each.ru for each in reasons(judged_by, known_of([lead_id], judged_by.reads)[lead_id], ASKED)]


def asks(lead_id: int) -> list[tuple[str, tuple[str | None, ...]]]:
    judged_by = judge(1)
    found = telling(judged_by, known_of([lead_id], judged_by.reads)[lead_id], ASKED, answers_of(lead_id))
    return [(each.question.key, each.grades) for each in found.ask]


@pytest.mark.django_db
def test_each_answer_is_one_fact_with_who_and_when_and_the_grade_follows_in_the_same_transaction():
    signed(ASKING, since=SINCE)
    lead_id = lead(source="ads")

    assert say(lead_id, "need", "yes")
    assert grade(lead_id) == "C"
    assert say(lead_id, "budget", "250 000")
    assert grade(lead_id) == "B"
    assert say(lead_id, "when", "7")
    assert grade(lead_id) == "A"

    facts = told(lead_id, "lead_answered")
    assert [(row.actor_id, row.happened_at, row.version) for row in facts] == [(person(Role.SALES_HEAD).pk, NOW, 1)] * 3
    assert [getattr(row.fact, "grade", "") for row in told(lead_id, "lead_graded")] == ["C", "B", "A"]
    assert why(lead_id) == [
        "потребность есть",
        "бюджет есть (250\u202f000 ≥ 100\u202f000)",
        "срочно (7 ≤ 14)",
    ]
    assert verify().differences == []


@pytest.mark.django_db
def test_not_told_is_an_answer_of_its_own_and_every_answer_can_be_changed_and_taken_back():
    signed(ASKING, since=SINCE)
    lead_id = lead(need=True, budget=Decimal(300_000))

    assert say(lead_id, "budget", NOT_TOLD)
    assert (answers_of(lead_id), grade(lead_id)) == ({"need": True, "budget": None}, "C")
    assert not say(lead_id, "budget", NOT_TOLD)
    assert say(lead_id, "budget", "50000")
    assert say(lead_id, "size", "small")
    assert answers_of(lead_id) == {"need": True, "budget": Decimal(50_000), "size": "small"}
    assert say(lead_id, "budget", "")
    assert answers_of(lead_id) == {"need": True, "size": "small"}
    assert QuestionCount.objects.get(pk=lead_id).asked == 2
    assert verify().differences == []


@pytest.mark.django_db
def test_all_not_told_gives_no_grade_and_nothing_more_to_ask():
    signed(ASKING, since=SINCE)
    lead_id = lead(source="ads")
    for question in ASKED:
        say(lead_id, question.key, NOT_TOLD)

    assert grade(lead_id) == ""
    assert asks(lead_id) == []
    counted = QuestionCount.objects.get(pk=lead_id)
    assert (counted.due, counted.asked, counted.known) == (4, 4, 0)
    assert verify().differences == []


@pytest.mark.django_db
def test_what_is_still_to_be_asked_is_what_can_change_the_grade():
    signed(ASKING, since=SINCE)
    lead_id = lead(source="ads")

    # The company's size is asked as well, but decides no grade.
    assert [key for key, _ in asks(lead_id)] == ["need"]
    say(lead_id, "need", "да")
    assert asks(lead_id) == [("budget", ("B", "C"))]
    say(lead_id, "budget", "250000")
    assert asks(lead_id) == [("when", ("A", "B"))]
    say(lead_id, "when", "30")
    assert asks(lead_id) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("question", "text"),
    [("budget", "-5"), ("budget", "10000001"), ("budget", "1e400"), ("budget", "nan"), ("budget", "много"),
     ("when", "2.5"), ("when", "99999999999999"), ("size", "huge"), ("need", "может"), ("size", "x" * 5000)],
)  # fmt: skip
def test_a_number_out_of_range_and_an_option_nobody_knows_are_refused_with_a_sentence(question, text):
    signed(ASKING, since=SINCE)
    lead_id = lead(source="ads")

    with pytest.raises(NoSuchAnswer) as refused:
        say(lead_id, question, text)

    assert refused.value.text.ru
    assert refused.value.text.en
    assert not Answers.objects.exists()
    assert told(lead_id, "lead_answered") == []


@pytest.mark.django_db
def test_only_questions_about_the_product_of_the_lead_are_asked():
    signed(msgspec.structs.replace(ASKING, questions=QUESTIONS), since=SINCE)
    crm, plain = lead(product="crm "), lead()

    keys = {
        each: [question.key for question in asking_of(Lead.objects.get(pk=each)).questions] for each in (crm, plain)
    }
    assert keys[crm] == ["budget", "company_size", "seats", "exports", "wait"]
    assert keys[plain] == ["budget", "company_size", "seats"]
    with pytest.raises(NotAsked):
        say(plain, "exports", "yes")
    assert dict(QuestionCount.objects.values_list("lead", "due")) == {crm: 5, plain: 3}


@pytest.mark.django_db
def test_a_lead_whose_version_asks_nothing_is_asked_todays_questions_and_graded_by_its_own_clauses():
    signed(agreement(target="grade = 'A'"), since=SINCE)
    lead_id = lead(grade="C")
    signed(ASKING, since=date(2026, 3, 5))

    assert asking_of(Lead.objects.get(pk=lead_id)).version == 2
    say(lead_id, "size", "small")
    say(lead_id, "need", "no")

    assert answers_of(lead_id) == {"quality": "C", "need": False, "size": "small"}
    assert grade(lead_id) == "D"
    assert not QuestionCount.objects.exists()
    assert verify().differences == []


@pytest.mark.django_db
def test_an_import_that_people_have_answered_on_is_not_taken_back_silently():
    signed(ASKING, since=SINCE)
    _, file = taken("lead", [{"id": "1", "created_at": datetime(2026, 3, 2, 9, tzinfo=UTC), "client_id": "C"}])
    say(Lead.objects.get().pk, "need", "yes")

    with pytest.raises(NeededByOthers):
        undo(import_id=Import.objects.get(files=file).pk, by_id=None, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_two_people_who_answer_at_once_lose_neither_answer():
    signed(ASKING, since=SINCE)
    lead_id = lead(source="ads")
    by = person(Role.SALES_HEAD)
    start, failures = threading.Barrier(3), []

    def tap(question: str, text: str) -> None:
        try:
            start.wait()
            answer(lead_id=lead_id, question=question, text=text, by=by, now=NOW)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    taps = [threading.Thread(target=tap, args=each) for each in (("need", "yes"), ("budget", "250000"), ("when", "7"))]
    for each in taps:
        each.start()
    for each in taps:
        each.join()

    assert failures == []
    assert answers_of(lead_id) == {"need": True, "budget": Decimal(250_000), "starts_within_days": 7}
    assert grade(lead_id) == "A"


@pytest.mark.django_db
def test_how_many_questions_were_asked_stands_in_the_store():
    signed(ASKING, since=SINCE)
    lead_id = lead(need=True)
    say(lead_id, "budget", NOT_TOLD)
    sync()

    rows = store.read().rows("SELECT questions_due, questions_asked, questions_known FROM leads")
    assert rows == [(4, 2, 1)]
    assert [row.lead_id for row in told(lead_id, "questions_counted")] == [None, None]
