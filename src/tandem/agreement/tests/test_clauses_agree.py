"""One text, two executions, one meaning: 100,000 random leads judged by Python and by DuckDB alike.

Every operator and every function of the language stands in at least one clause here; a test fails when one is missing.
"""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import duckdb
import msgspec
import pyarrow as pa
import pytest
import sqlglot
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tandem.agreement.clauses import clause_of
from tandem.agreement.document import Grading, Questions, ReturnReason, Status
from tandem.agreement.judges import VersionZeroJudge, compile_judge
from tandem.agreement.tests.clause_examples import AGREEMENT, KNOWN, STORED
from tandem.basics import expression_building, expression_calls
from tandem.basics.expression_functions import lowered
from tandem.basics.expression_values import Kind, reader

ROWS = 500

#: Signs that engines like to treat each in their own way.
TEXTS = (
    "", " ", "A", "B", "C", "D", "a", "12", "-3", "1.50", "+5", "1e3", " 7 ", "\u00a07", "Москва", "москва", "Казань",
    "crm box", "CRM-Box", "a%b", "a_b", "a\\%", "ß", "ẞ", "İ", "Ё", "ё", "x-y-z", "2024-01-31", "2024-02-30", "null",
    "31.01.2024",
    "true", "'", '"', "\t", "\n", "12\n", "\u00a0", "👍🏽", "\u0301", "٣", "spam", "new", "vip",
)  # fmt: skip
MONEY = tuple(
    Decimal(each) for each in ("0", "-0.01", "0.10", "0.30", "99999.99", "100000", "100000.01", "9999999999999999.99")
)


def leads_of(chance: random.Random) -> list[dict[str, object]]:
    """Random leads as a room would hand them over, with much unknown."""
    some = ["".join(chr(chance.choice((chance.randrange(32, 127), chance.randrange(0x400, 0x460)))) for _ in range(4))
            for _ in range(10)]  # fmt: skip
    texts = [*TEXTS, *some, *[None] * 10]
    money = [*MONEY, *(Decimal(chance.randrange(-(10**7), 10**8)) / 100 for _ in range(20)), *[None] * 8]
    days = [*(date(2023, 7, 1) + timedelta(days=chance.randrange(-400, 400)) for _ in range(30)), None, None, None]
    instants = [datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=chance.randrange(10**6)) for _ in range(20)]
    drawn: dict[Kind, list[Any]] = {
        Kind.TEXT: texts,
        Kind.NUMBER: money,
        Kind.FLAG: [None, True, False],
        Kind.INTEGER: [None, 0, 1, 12, 13, 14, 15, -1, 10**12],
        Kind.DAY: days,
        Kind.INSTANT: [*instants, None],
    }
    columns = {name: chance.choices(drawn[field.kind], k=ROWS) for name, field in KNOWN.items()}
    return [seen_in_python(dict(zip(columns, each, strict=True))) for each in zip(*columns.values(), strict=True)]


@pytest.fixture(scope="module")
def engine():
    with duckdb.connect(config={"threads": 2}) as connection:
        yield connection


def store(engine: duckdb.DuckDBPyConnection, leads: list[dict[str, object]]) -> None:
    """The same leads as the store keeps them: instants without a zone, in UTC."""
    values = {name: [each["product" if name == "product_name" else name] for each in leads] for name in STORED}
    values["captured_at"] = [_naive(each) for each in values["captured_at"]]
    frame = pa.table({name: pa.array(values[name], type=_ARROW[type_]) for name, type_ in STORED.items()})
    engine.register("frame", frame)
    engine.execute("CREATE OR REPLACE TABLE leads AS SELECT * FROM frame")
    engine.unregister("frame")


_ARROW = {
    "VARCHAR": pa.string(), "BOOLEAN": pa.bool_(), "DECIMAL(18,2)": pa.decimal128(18, 2), "BIGINT": pa.int64(),
    "DATE": pa.date32(), "TIMESTAMP": pa.timestamp("us"),
}  # fmt: skip


def _naive(value: object) -> datetime | None:
    return value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) else None


def seen_in_python(each: dict[str, object]) -> dict[str, object]:
    """``product`` is announced as the lower case of a column; for one lead the room hands over the value itself."""
    product = each["product"]
    return each | {"product": lowered(product) if isinstance(product, str) else None}


#: Clauses that together use the whole language. Their kinds mix as far as a clause may mix them.
CLAUSES = (
    "need", "not need", "true", "need and null", "need or false", "not (need and urgent) or budget_ok is null",
    "need = urgent", "need <> urgent", "need is not null", "null is null",
    "city = 'Москва'", "city <> source", "city < source", "city <= 'a'", "city > source", "city >= 'a'",
    "budget = 100000", "budget <> amount", "budget < 0.3", "budget <= amount", "budget > '0.30'", "budget >= 100000",
    "starts_within_days <= 14", "starts_within_days > budget", "14.5 > starts_within_days", "starts_within_days = -1",
    "captured_on < needed_on", "captured_on >= '2023-07-01'", "captured_on = needed_on", "captured_at < captured_at",
    "city in ('a', 'Москва', 'ё')", "city not in ('a', source)", "budget in (0, 100000, 0.1)",
    "starts_within_days in (1, 14.0, budget)", "captured_on not in ('2023-07-01', needed_on)", "need in (true, urgent)",
    "budget between 0 and amount", "starts_within_days not between 1 and 14", "city between 'A' and 'Я'",
    "city like '%о%к%'", "city not like 'a_b'", "city ilike 'м%А'", "source ilike '%ß%'", "source like 'a\\%'",
    "product like 'crm%' or product like ''", "quality not ilike '_'",
    "budget + amount > 100000", "budget - 0.1 = 0.2", "budget * 2 <= amount", "budget / amount > 1", "amount % 3 = 1",
    "-budget < 0", "-(budget + 1) <> amount", "starts_within_days / 2 = 7", "budget / 0 is null", "7 % 0 is null",
    "abs(budget - amount) >= 0.01", "round(budget) = 100000", "round(amount / 3, 2) > 0.1",
    "city || '-' || source = 'a-b'", "(city || source) like '%vip'",
    "case when need then urgent when budget > 1 then budget_ok else need end",
    "case city when 'A' then true when source then false end", "case when budget > amount then 1 else 2.5 end > 2",
    "case starts_within_days when 14 then 'soon' end is null",
    "coalesce(need, urgent, budget_ok)", "coalesce(budget, starts_within_days, 0) > 13", "nullif(city, 'A') is null",
    "nullif(budget, starts_within_days) > 0", "nullif(city, source) = 'A'", "coalesce(nullif(need, urgent), true)",
    "lower(city) = lower(source)", "upper(city) = 'ẞ'", "upper(source) < lower(city)", "trim(city) = '7'",
    "replace(city, 'a', 'bb') like '%bb%'", "replace(source, '-', '') = 'xyz'",
    "substring(city, 2) = 'B'", "substring(source, 1, 3) = 'crm'", "substring(city, 2, 0) = ''",
    "split_part(source, '-', 2) = 'y'", "split_part(city, '%', 9) = ''", "length(city) > 3", "length(source) = budget",
    "cast(quality as integer) > 3", "cast(quality as decimal) < 12.5", "cast(source as date) > captured_on",
    "cast(starts_within_days as text) = quality", "cast(need as text) = quality", "cast(captured_on as text) > city",
    "cast(budget as integer) = 0", "cast(starts_within_days as decimal) >= 13.5",
    "cast(captured_at as date) = needed_on",
    "cast(city as text) = city", "quality::integer = 12",
    "date_diff('day', captured_on, needed_on) > 14", "date_diff('day', captured_at, '2024-01-31') <= 0",
    "date_diff('day', '2023-07-01', captured_on) between -30 and 30",
    "lower(trim(city)) = 'москва' and (budget >= 100000 or need is null) and not urgent",
)  # fmt: skip


def test_every_operator_and_function_of_the_language_stands_in_a_clause():
    met = set()
    for text in CLAUSES:
        met |= {type(node) for node in sqlglot.parse_one(text, dialect="duckdb").walk()}
    e = sqlglot.exp
    plain = {e.And, e.Or, e.Not, e.Is, e.In, e.Between, e.DPipe, e.Case, e.Neg, e.Paren, e.Null, e.Boolean, e.Literal}
    language = plain | {*expression_building.COMPARISONS, *expression_building.ARITHMETIC, *expression_calls.CALLS}

    assert language - met == set()
    assert {name for name in expression_calls.NAMES if not any(f"{name}(" in text for text in CLAUSES)} == set()


@given(seed=st.integers(0, 2**63))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_clause_means_the_same_for_one_lead_and_for_all(engine, seed):
    chance = random.Random(seed)
    assert_agree(engine, chance.sample(CLAUSES, 5), chance)


def test_every_clause_means_the_same_for_one_lead_and_for_all(engine):
    answers = assert_agree(engine, CLAUSES, random.Random(0))

    # A clause that always says the same would prove little: all but a few say yes, no and "not known".
    told = {text: set(column) for text, column in zip(CLAUSES, zip(*answers, strict=True), strict=True)}
    assert sum(len(each) > 1 for each in told.values()) > len(CLAUSES) * 0.9


def assert_agree(engine, texts, chance):
    leads = leads_of(chance)
    store(engine, leads)
    compiled = [clause_of(text, known=KNOWN) for text in texts]
    columns = ", ".join(f"{each.sql.sql(dialect='duckdb')} AS c{at}" for at, each in enumerate(compiled))

    found = engine.execute(f"SELECT {columns} FROM leads").fetchall()

    readers = {name: reader(field.kind) for name, field in KNOWN.items()}
    for each, theirs in zip(leads, found, strict=True):
        row = {name: read(each[name]) for name, read in readers.items()}
        ours = tuple(clause.run(row) for clause in compiled)
        assert ours == theirs, [(text, each) for text, a, b in zip(texts, ours, theirs, strict=True) if a != b]
    return found


@given(seed=st.integers(0, 2**63))
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_whole_version_means_the_same_for_one_lead_and_for_all(engine, seed):
    chance = random.Random(seed)
    leads = leads_of(chance)
    store(engine, leads)
    judge = compile_judge(_agreement_of(chance), KNOWN)
    columns = dict(judge.columns()) | {f"returns_{key}": sql for key, sql in judge.return_columns().items()}
    columns |= {f"portrait_{key}": sql for key, sql in judge.portrait_columns().items()}

    found = engine.execute(
        f"SELECT {', '.join(f'{sql} AS {name}' for name, sql in columns.items())} FROM leads"
    ).fetchall()

    for each, theirs in zip(leads, found, strict=True):
        verdict = judge.verdict(each)
        assert verdict.judgement == judge.judge(each)
        assert [judge.may_return(key, each) for key in verdict.returns] == list(verdict.returns.values())
        ours = [getattr(verdict.judgement, name) for name in list(columns)[:7]]
        assert (*ours, *verdict.returns.values(), *verdict.portraits.values()) == theirs


def _agreement_of(chance: random.Random):
    """The agreement of the examples with other questions and statuses, from the clauses that use the whole language."""
    need, budget, urgency, target, of_return = (chance.choice(CLAUSES) for _ in range(5))
    grading = AGREEMENT.grading
    return msgspec.structs.replace(
        AGREEMENT,
        grading=Grading(
            questions=Questions(need=need, budget=budget, urgency=urgency),
            grades=grading.grades,
            table=grading.table,
            target_lead=Status(clause=f"grade <> 'D' or ({target})"),
            mql=grading.mql,
            sql_lead=Status(clause="is_mql and (has_budget or is_urgent is null) and stage <> 'new'"),
        ),
        returns=(*AGREEMENT.returns, ReturnReason(key="other", clause=f"({of_return}) and not is_sql_lead")),
    )


def test_version_zero_means_the_same_for_one_lead_and_for_all(engine):
    chance = random.Random(1)
    leads = leads_of(chance)
    store(engine, leads)
    judge = VersionZeroJudge()
    columns = judge.columns()

    found = engine.execute(f"SELECT {', '.join(columns.values())} FROM leads").fetchall()

    ours = [tuple(getattr(judge.judge(each), name) for name in columns) for each in leads]
    assert ours == found
    assert {each[0] for each in found} >= {"A", "B", "C", "D", None}
