"""One text, two executions, one meaning: Python and DuckDB agree on every operator, NULLs included."""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import Decimal

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tandem.basics.expressions import compile_expression, to_sql

COLUMNS: dict[str, type] = {
    "t": str,
    "u": str,
    "n": Decimal,
    "m": float,
    "i": int,
    "f": bool,
    "g": bool,
    "d": date,
    "e": date,
    "at": datetime,
    "With blanks": str,
}
_TYPES = {
    str: "VARCHAR",
    Decimal: "DECIMAL(18,2)",
    float: "DOUBLE",
    int: "BIGINT",
    bool: "BOOLEAN",
    date: "DATE",
    datetime: "TIMESTAMP",
}


@pytest.fixture(scope="module")
def engine():
    with duckdb.connect() as connection:
        columns = ", ".join(f'"{name}" {_TYPES[kind]}' for name, kind in COLUMNS.items())
        connection.execute(f"CREATE TABLE rows ({columns})")
        yield connection


def on_duckdb(engine, text, row):
    engine.execute("DELETE FROM rows")
    engine.execute(f"INSERT INTO rows VALUES ({', '.join('?' * len(COLUMNS))})", [row.get(name) for name in COLUMNS])
    return engine.execute(f"SELECT {to_sql(text, COLUMNS, table='rows')} FROM rows").fetchone()[0]


def assert_agree(engine, text, row):
    ours = compile_expression(text, COLUMNS)(row)
    theirs = on_duckdb(engine, text, row)
    if isinstance(ours, float) and isinstance(theirs, float) and (math.isnan(ours) and math.isnan(theirs)):
        return
    assert ours == theirs
    assert type(ours) is type(theirs)


EXPRESSIONS = [
    "t", "n", "i", "f", "d", "at", '"With blanks"', "null", "true", "false", "'it''s'", "12", "12.5", "-12", "-n",
    "f and g", "f or g", "not f", "f and null", "f or null", "f = g", "not (f and g) or f",
    "t = u", "t <> u", "t < u", "t <= u", "t > u", "t >= u", "t = null",
    "n = m", "n <> m", "n < m", "n <= m", "n > m", "n >= m", "n > 100", "i = 12", "i > n", "i between 1 and n",
    "t > 5", "t = 0", "t <= n", "i < t", "d = '2024-02-29'", "d > t", "d < e", "d between e and '2024-06-01'",
    "at > at", "t is null", "t is not null", "n is null", "f is not null",
    "t in ('а', 'b', '12')", "t not in ('а', null)", "i in (1, 12, null)", "n in (1, t, i)", "d in ('2024-01-31', e)",
    "n not between i and m", "t like 'а%'", "t like '%б_%'", "t not like '_'", "t ilike 'А%Б'", "t like '%'",
    "t like ''", "t like 'a\\%'", "t like '%a%b%'", "t ilike '%ё%'",
    "n + m", "n - m", "n * m", "n / m", "n % m", "i / 2", "i % 5", "7 / 2", "-7 % 3", "i + t", "n / 0", "i % 0",
    "t || u", "t || null", "t || '-' || u", "cast(i as text) || t",
    "case when f then t when g then u else 'x' end", "case when n > i then 1 when n < i then 2.5 end",
    "case t when '12' then 'twelve' when u then 'same' end", "case i when 12 then true else f end",
    "coalesce(t, u, 'none')", "coalesce(n, i, 0)", "coalesce(null, f)", "nullif(t, '')", "nullif(i, 12)",
    "nullif(t, 12)", "nullif(n, m)", "lower(t)", "upper(t)", "trim(t)", "replace(t, 'a', 'bb')",
    "substring(t, 2)", "substring(t, 2, 2)", "substring(t, 1, 0)", "split_part(t, '-', 1)", "split_part(t, '-', 2)",
    "length(t)", "length(t) > 3", "round(n)", "round(m, 2)", "round(n / 3, 1)", "abs(n)", "abs(i - n)",
    "cast(t as integer)", "cast(t as decimal)", "cast(t as date)", "cast(t as text)", "cast(i as text)",
    "cast(f as text)", "cast(d as text)", "cast(n as integer)", "cast(m as integer)", "cast(i as decimal)",
    "cast(at as date)", "t::integer + 1", "date_diff('day', d, e)", "date_diff('day', at, d)",
    "date_diff('day', t, e) > 14", "cast('31.01.2024' as date)", "null is null", "null = null", "null and f",
    "lower(trim(t)) = lower(u) or n >= 100000 and d is not null",
]  # fmt: skip

NOTHING = dict.fromkeys(COLUMNS)
FULL = {
    "t": "12",
    "u": "аБ-в",
    "n": Decimal("12.35"),
    "m": -2.5,
    "i": 12,
    "f": True,
    "g": False,
    "d": date(2024, 1, 31),
    "e": date(2024, 2, 29),
    "at": datetime(2024, 1, 31, 23, 59),
    "With blanks": " x ",
}
texts = st.one_of(
    st.none(),
    st.sampled_from(
        ["", " ", "12", "-3", "1.50", "+5", "1e3", "а", "аб", "АБ", "a%", "a\\%", "ab", "axb", "ß", "İ", "Ёж",
         "x-y-z", "2024-01-31", "2024-02-30", " 2024-02-29 ", "٣", "12\n", "\ta", "\u00a0a", "👍🏽", "ᾳ", "Σ", "ǆ"]
    ),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=6),
)  # fmt: skip
rows = st.fixed_dictionaries(
    {
        "t": texts,
        "u": texts,
        "n": st.none() | st.decimals(-10_000, 10_000, places=2),
        "m": st.none() | st.floats(-1e6, 1e6) | st.sampled_from([0.0, -0.0, 0.5, 1.5, 2.5, -2.5, 1.005]),
        "i": st.none() | st.integers(-1000, 1000) | st.just(12),
        "f": st.none() | st.booleans(),
        "g": st.none() | st.booleans(),
        "d": st.none() | st.dates(date(2000, 1, 1), date(2040, 1, 1)),
        "e": st.none() | st.dates(date(2000, 1, 1), date(2040, 1, 1)),
        "at": st.none() | st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1)),
        "With blanks": texts,
    }
)


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_python_and_duckdb_agree_on_a_full_row_and_on_nulls(engine, text):
    assert_agree(engine, text, FULL)
    assert_agree(engine, text, NOTHING)


@given(text=st.sampled_from(EXPRESSIONS), row=rows)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_python_and_duckdb_agree_on_any_row(engine, text, row):
    assert_agree(engine, text, row)


@st.composite
def conditions(draw, depth=3):
    """Conditions of any shape, so that precedence and NULL logic are tried in every nesting."""
    if depth == 0 or draw(st.booleans()):
        leaves = [
            "f",
            "g",
            "t = u",
            "n > i",
            "t is null",
            "t like 'a%'",
            "i in (1, 12, null)",
            "d < e",
            "null",
            "true",
        ]
        return draw(st.sampled_from(leaves))
    shape = draw(st.sampled_from(["({}) and ({})", "{} or {}", "not ({})", "({}) is null", "({}) = ({})",
                                  "case when {} then ({}) else ({}) end", "coalesce({}, {})"]))  # fmt: skip
    return shape.format(*(draw(conditions(depth=depth - 1)) for _ in range(shape.count("{}"))))


@given(text=conditions(), row=rows)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_python_and_duckdb_agree_on_nested_conditions(engine, text, row):
    assert_agree(engine, text, row)


def test_letters_change_alike_in_every_alphabet(engine):
    signs = [chr(code) for code in range(1, 0x20000) if not 0xD800 <= code <= 0xDFFF]
    lower, upper = (compile_expression(f"{name}(t)", COLUMNS) for name in ("lower", "upper"))
    found = engine.execute(
        f"SELECT t, {to_sql('lower(t)', COLUMNS)}, {to_sql('upper(t)', COLUMNS)} FROM (SELECT unnest($1) AS t)",
        [signs],
    ).fetchall()

    assert [each for each in found if (lower({"t": each[0]}), upper({"t": each[0]})) != each[1:]] == []
