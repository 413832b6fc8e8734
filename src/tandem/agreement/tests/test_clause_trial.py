from __future__ import annotations

from datetime import UTC, datetime

import duckdb
import msgspec
import pytest

from tandem.agreement.checks.found import Scope
from tandem.agreement.clause_trial import TookTooLong, try_clause
from tandem.agreement.clauses import compile_clauses
from tandem.agreement.document import Document, Questions, Status
from tandem.agreement.tests.clause_examples import AGREEMENT
from tandem.basics.expressions import ExpressionError
from tandem.measures.store import Freshness, Reading
from tandem.measures.tables import shape


@pytest.fixture
def reading():
    with duckdb.connect() as connection:
        for table in ("leads", "returns", "launches"):
            columns = ", ".join(f'"{name}" {type_}' for name, type_ in shape().columns_of(table).items())
            connection.execute(f"CREATE TABLE {table} ({columns})")
        connection.execute(
            "INSERT INTO leads (lead_id, captured_at, need, budget, source, grade) "
            "SELECT i, TIMESTAMP '2024-01-01' + INTERVAL (i) HOUR, [true, false, NULL][1 + i % 3], i * 1000, 'ads', "
            "'B' FROM range(300) t(i)"
        )
        yield Reading(connection, Freshness(as_of=datetime(2024, 2, 1, tzinfo=UTC), position=0, behind=0))


def draft(**clauses: str) -> Document:
    grading = msgspec.structs.replace(
        AGREEMENT.grading, questions=Questions(need="need"), target_lead=Status(), mql=Status(), sql_lead=Status()
    )
    return Document(grading=msgspec.structs.replace(grading, **clauses))


def test_a_trial_shows_the_newest_leads_of_each_answer(reading):
    tried = try_clause("need and budget >= 0", reading)

    assert (tried.total, tried.taken.count, tried.refused.count, tried.untold.count) == (300, 100, 100, 100)
    assert tried.taken.share == pytest.approx(1 / 3)
    assert [row.lead_id for row in tried.taken.newest] == [297 - 3 * i for i in range(10)]
    assert {row.key % 3 for row in tried.refused.newest} == {1}
    assert {row.key % 3 for row in tried.untold.newest} == {2}


def test_a_trial_shows_the_fields_the_clause_reads_and_no_other(reading):
    tried = try_clause("budget < 2000", reading)

    assert [field.name for field in tried.fields] == ["budget"]
    assert [row.values for row in tried.taken.newest] == [(1000,), (0,)]


def test_nothing_personal_can_be_asked_for(reading):
    for text in ("name = 'x'", "phone is null", "client_id = 1", "seller_id = 1", "exists(select 1 from clients)"):
        with pytest.raises(ExpressionError):
            try_clause(text, reading, scope=Scope.STATUS)


def test_what_is_decided_is_read_as_the_draft_decides_it(reading):
    clauses = compile_clauses(draft())

    stored = try_clause("grade = 'B'", reading, scope=Scope.STATUS)
    drafted = try_clause("has_need and grade is null", reading, scope=Scope.STATUS, draft=clauses)

    assert stored.taken.count == 300
    assert (drafted.taken.count, drafted.refused.count, drafted.untold.count) == (100, 100, 100)
    assert drafted.taken.newest[0].values == (True, None)


def test_other_tables_have_fields_of_their_own(reading):
    reading.rows("INSERT INTO returns (return_id, lead_id, reason) VALUES (1, 7, 'spam')")

    tried = try_clause("reason = 'spam'", reading, scope=Scope.RETURNS)

    assert [(row.key, row.lead_id, row.values) for row in tried.taken.newest] == [(1, 7, ("spam",))]


def test_an_empty_history_has_no_shares(reading):
    tried = try_clause("reason = 'spam'", reading, scope=Scope.RETURNS)

    assert (tried.total, tried.taken.share) == (0, None)


def test_a_trial_that_takes_too_long_is_stopped(reading):
    reading.rows("DELETE FROM leads")
    reading.rows("INSERT INTO leads (lead_id, city) SELECT i, repeat('a', 4000) || i FROM range(15000) t(i)")
    slow = " or ".join(f"upper(replace(city, 'a', '{sign}')) like '%A%{sign}%!%'" for sign in "bcdefghijk")

    with pytest.raises(TookTooLong, match=r"0\.05 s"):
        try_clause(slow, reading, seconds=0.05)

    assert reading.rows("SELECT 1") == [(1,)]
