"""Attributes of the company's own: asked for by the agreement, read by clauses alike in Python and in the store."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import duckdb
import msgspec
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tandem.agreement.clause_catalogue import fields, fields_of_document, judged_fields
from tandem.agreement.clauses import clause_of
from tandem.agreement.document import Option, Question
from tandem.agreement.samples import draft, signed
from tandem.basics.expression_values import reader
from tandem.basics.expressions import ExpressionError
from tandem.imports.models import Import, ImportProblem
from tandem.imports.samples import taken
from tandem.imports.undoing import undo
from tandem.intake.models import Lead
from tandem.intake.samples import CAPTURED_AT, lead
from tandem.journal.followers import follow
from tandem.journal.models import FactRow
from tandem.measures.store import store
from tandem.measures.verification import verify
from tandem.qualification.answers import packed, unpacked
from tandem.qualification.models import Answers, Qualification
from tandem.qualification.queries import known_of
from tandem.qualification.samples import QUESTIONS, agreement

SINCE = date(2026, 2, 1)
ASKING = msgspec.structs.replace(
    agreement(target="coalesce(company_size in ('small', 'medium'), false) and has_need", mql="seats >= 10"),
    questions=QUESTIONS,
)

OWN = fields_of_document(ASKING)
CLAUSES = (
    "company_size = 'small'", "company_size in ('small', 'medium')", "company_size is null", "company_size <> 'large'",
    "seats >= 10", "seats * 2 < 7.5", "seats is not null", "wait_days <= 14", "wait_days = 3 or not exports",
    "exports", "not exports", "coalesce(exports, company_size = 'large')", "spare > 1000.5 and exports is null",
    "case when exports then wait_days else 100 end <= 14", "company_size ilike 'SM%'",
)  # fmt: skip
COMPILED = [clause_of(text, known=OWN) for text in CLAUSES]


@pytest.fixture(scope="module")
def engine():
    with duckdb.connect() as connection:
        yield connection


_values = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**12), 10**12), st.floats(-1e12, 1e12, allow_nan=False),
    st.sampled_from(("small", "medium", "large", "", "true", "12", "it's", 'a"b', "Ё\\n")), st.text(max_size=5),
    st.lists(st.integers(0, 3), max_size=2), st.dictionaries(st.text(max_size=2), st.integers(0, 3), max_size=2),
)  # fmt: skip
_answers = st.lists(
    st.none() | st.fixed_dictionaries({}, optional=dict.fromkeys((*OWN, "other", "need"), _values)),
    min_size=1, max_size=30,
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(_answers)
def test_a_clause_about_own_attributes_means_the_same_for_one_lead_and_in_the_store(engine, answers):
    """Whatever lies in the answers, of the right kind or not, absent, null or unpacked."""
    texts = [json.dumps(each, sort_keys=True) if each else None for each in answers]
    engine.register("leads", pa.table({"i": range(len(texts)), "said": pa.array(texts, pa.string())}))
    columns = ", ".join(f"({clause.sql.sql(dialect='duckdb')})" for clause in COMPILED)
    stored = engine.execute(f"SELECT {columns} FROM leads ORDER BY i").fetchall()
    assert stored == [tuple(clause.run(_row(each)) for clause in COMPILED) for each in texts]


def _row(text):
    said = json.loads(text) if text else {}
    return {name: reader(each.kind)(said.get(each.within)) for name, each in OWN.items()}


@given(
    st.fixed_dictionaries(
        {}, optional={"budget": st.none() | st.decimals(0, 10**9, places=2), "need": st.none() | st.booleans(),
                      "seats": st.none() | st.integers(0, 10**6), "company_size": st.none() | st.just("small")}
    )
)  # fmt: skip
def test_what_is_known_is_packed_and_unpacked_without_loss(known):
    columns, said = packed(known)

    assert unpacked(columns, said) == known
    assert packed(unpacked(columns, said)) == (columns, said)


@pytest.mark.django_db
def test_answers_that_come_with_a_lead_decide_its_grade_in_both_executions():
    signed(ASKING, since=SINCE)
    fits = lead(need=True, extras={"company_size": "small", "answer_seats": "25", "отгружаете за границу?": "нет"})
    not_ours = lead(need=True, extras={"company_size": "больше 50"})
    not_told = lead(need=True, extras={"company_size": "не знает"})

    assert Answers.objects.get(pk=fits).said == '{"company_size":"small","exports":false,"seats":25}'
    assert Answers.objects.get(pk=not_told).said == '{"company_size":null}'
    targets = {each.pk: (each.target, each.mql) for each in Qualification.objects.all()}
    assert targets == {fits: (True, True), not_ours: (False, None), not_told: (False, None)}
    assert verify().differences == []
    stored = store.read().rows("SELECT lead_id, target FROM leads ORDER BY lead_id")
    clause = clause_of("company_size in ('small', 'medium')", known=fields()).sql.sql(dialect="duckdb")
    assert store.read().rows(f"SELECT lead_id FROM leads WHERE {clause}") == [(fits,)]
    assert stored == [(fits, True), (not_ours, False), (not_told, False)]
    assert known_of([fits, not_told], {"company_size", "need"}) == {
        fits: {"company_size": "small", "need": True}, not_told: {"company_size": None, "need": True},
    }  # fmt: skip


@pytest.mark.django_db
def test_an_answer_the_question_does_not_have_is_warned_of_and_stays_with_the_lead():
    signed(ASKING, since=SINCE)

    wrong = {"company_size": "огромная", "seats": "-3", "exports": "может быть", "wait_days": "пять"}
    _, file = taken("lead", [{"id": "1", "created_at": CAPTURED_AT, "client_id": "C", "extras": wrong}])

    problems = ImportProblem.objects.filter(file=file)
    assert sorted(problems.values_list("code", "field")) == [
        ("unknown_answer", field) for field in ("company_size", "exports", "seats", "wait_days")
    ]
    assert Lead.objects.get().answers == wrong
    assert not Answers.objects.exists()


@pytest.mark.django_db
def test_an_export_that_knows_better_replaces_not_told_and_says_nothing_twice():
    signed(ASKING, since=SINCE)
    values = {"id": "1", "extras": {"budget": "не знает", "seats": "3"}}
    lead_id = lead(**values)
    assert Answers.objects.get(pk=lead_id).said == '{"budget":null,"seats":3}'

    lead(**values, budget=90_000)
    lead(**values, budget=90_000, city="Казань")

    known = Answers.objects.get(pk=lead_id)
    assert (known.budget, known.said) == (Decimal(90_000), '{"seats":3}')
    assert FactRow.objects.filter(lead_id=lead_id, kind="lead_answered").count() == 2


@pytest.mark.django_db
def test_an_undone_import_takes_its_answers_along():
    signed(ASKING, since=SINCE)
    lead_id = lead(id="1", need=True, extras={"company_size": "small"})
    taken("lead", [{"id": "1", "extras": {"company_size": "large", "seats": "5"}}])
    assert Qualification.objects.get(pk=lead_id).target is False

    undo(import_id=Import.objects.order_by("-pk")[0].pk, by_id=None, now=CAPTURED_AT)
    follow(now=lambda: CAPTURED_AT)

    assert Answers.objects.get(pk=lead_id).said == '{"company_size":"small"}'
    assert Qualification.objects.get(pk=lead_id).target is True
    assert verify().differences == []


@pytest.mark.django_db
def test_fields_of_every_version_and_of_the_draft_may_be_read_and_no_others():
    with pytest.raises(ExpressionError):
        clause_of("company_size = 'small'", known=fields())
    signed(ASKING, since=SINCE)
    colour = Question(key="colour", title="Цвет?", kind="choice", options=(Option(key="red", title="Красный"),))
    draft(msgspec.structs.replace(ASKING, questions=(colour,)))

    assert {"company_size", "seats", "colour", "budget"} <= judged_fields().keys()
    read = clause_of("company_size = 'small' and colour = 'red'", known=fields()).columns
    assert read == {"company_size", "colour"}


@pytest.mark.django_db
def test_a_lead_of_before_the_questions_is_read_by_the_newest_version_that_asks():
    signed(ASKING, since=SINCE)

    lead_id = lead(created_at=datetime(2026, 1, 10, 9, tzinfo=UTC), extras={"company_size": "2–10"})

    assert Lead.objects.get(pk=lead_id).version == 0
    assert Answers.objects.get(pk=lead_id).said == '{"company_size":"small"}'
