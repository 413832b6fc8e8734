from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.basics.expressions import ExpressionError, compile_condition, compile_expression, to_sql

COLUMNS: dict[str, type] = {
    "need": str,
    "budget": Decimal,
    "starts_within_days": int,
    "agreed": bool,
    "day": date,
    "at": datetime,
    "Created Time": str,
}


def test_a_clause_reads_as_an_analyst_reads_it():
    clause = compile_expression("need is not null and budget >= 100000 and starts_within_days <= 14", COLUMNS)

    assert clause.columns == {"need", "budget", "starts_within_days"}
    assert clause({"need": "CRM", "budget": Decimal(150000), "starts_within_days": 7}) is True
    assert clause({"need": "CRM", "budget": Decimal(150000), "starts_within_days": 30}) is False
    assert clause({"need": "CRM", "budget": Decimal(150000)}) is None
    assert clause({"budget": Decimal(150000)}) is False


def test_a_bare_set_of_names_means_texts_and_names_may_have_blanks():
    clause = compile_expression("\"created time\" like '2024-%' and paid > 9", {"Created Time", "paid"})

    assert clause.columns == {"Created Time", "paid"}
    assert clause({"Created Time": "2024-01-31", "paid": "1000"}) is True
    assert clause({"Created Time": "2024-01-31", "paid": "free"}) is None


def test_russian_names_and_texts_are_welcome():
    assert compile_expression("Этап = 'Оплачено' or lower(Этап) like 'усп%'", {"Этап"})({"Этап": "УСПЕХ"}) is True


def test_instants_of_any_zone_fall_on_their_day_in_utc():
    days = compile_expression("date_diff('day', at, day)", COLUMNS)

    assert days({"at": datetime(2024, 1, 31, 23, 59, tzinfo=UTC), "day": date(2024, 2, 2)}) == 2


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "need =",
        "need = 'a",
        "need; need",
        "select 1",
        "need = (select 1)",
        "sleep(1)",
        "read_csv('/etc/passwd')",
        "need.other = 1",
        "need[1]",
        "count(*)",
        "*",
        "need like budget",
        "need like need",
        "replace(need, need, 'x')",
        "substring(need, -1)",
        "substring(need, budget)",
        "split_part(need, '', 1)",
        "round(budget, -2)",
        "cast(need as blob)",
        "cast(budget as decimal(10, 2))",
        "cast(budget as text)",
        "cast(at as text)",
        "date_diff('month', day, day)",
        "need between symmetric 1 and 2",
        "need in (select 1)",
        "need || budget",
        "agreed + 1",
        "agreed = 1",
        "day > 5",
        "at = day",
        "need and agreed",
        "not need",
        "lower(budget)",
        "case when agreed then 1 else 'x' end",
        "coalesce(need, budget)",
        "1234567890123456",
        "1e300",
        "need = 'x' -- comment",
        "need = ?",
        "$1",
        "need similar to 'x'",
        "regexp_matches(need, '(a+)+$')",
        "lambda x: x",
        "{need}",
        "current_date > day",
        "random() > 0",
        "need collate nocase = 'x'",
        "agreed is true",
        "x := 1",
    ],
)
def test_what_is_not_in_the_language_is_refused(text):
    with pytest.raises(ExpressionError) as refused:
        compile_expression(text, COLUMNS)

    assert refused.value.text.ru
    with pytest.raises(ExpressionError):
        to_sql(text, COLUMNS)


def test_a_misspelt_column_is_named_with_its_place_and_the_nearest():
    with pytest.raises(ExpressionError) as refused:
        compile_expression("agreed and bugdet > 5", COLUMNS)

    assert (refused.value.position, refused.value.nearest) == (11, "budget")
    assert "bugdet" in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 300 + "1" + ")" * 300,
        " + ".join(["budget"] * 700),
        "not " * 700 + "agreed",
        "'" + "x" * 5000 + "'",
        "case when agreed then " * 100 + "1" + " end" * 100,
        "-" * 500 + "1",
        "- " * 500 + "1",
        "[" * 3000,
        "{" * 3000,
        "not " * 900 + "agreed",
        "(need, " * 39,
        "lambda x: " * 100,
        "select " * 500,
        "between " * 400,
        "need is " * 500,
        "::int".join(["need"] * 2) + "::int" * 300,
        "need in (" + ", ".join(["'x'"] * 700) + ")",
        " * ".join(["budget"] * 20) + " > 0",
        "replace(" * 39 + "need" + ", 'a', 'aaaaaaaaaa')" * 39 + " = ''",
        "need like '" + "%a" * 300 + "'",
        "need = 'a\0'",
        "need = '\ud800'",
    ],
)
def test_expressions_that_could_run_long_are_refused(text):
    for strict in (False, True):
        with pytest.raises(ExpressionError):
            compile_expression(text, COLUMNS, strict=strict)


def test_a_refusal_names_the_line_and_the_sign():
    with pytest.raises(ExpressionError) as refused:
        compile_expression("agreed and\n  lenght(need) > 5", COLUMNS)

    error = refused.value
    assert (error.position, error.line, error.column, error.nearest) == (13, 2, 3, "length")
    assert error.placed.en.startswith("Line 2, sign 3: There is no function “lenght”")
    assert error.placed.ru.startswith("Строка 2, знак 3: ")


class TestStrictly:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("need = 5", "A text stands beside a number"),
            ("need > budget", "A text stands beside a number"),
            ("need + 1 > 0", "A text stands beside a number"),
            ("budget = 'much'", "which is no number"),
            ("day > 'soon'", "a day is written"),
            ("need = day", "A text stands beside a day"),
            ("date_diff('day', need, day) > 1", "A text stands beside a day"),
            ("budget = null", "is null"),
            ("need in ('a', null)", "is null"),
            ("case need when null then true end", "is null"),
            ("nullif(need, 5) = ''", "A text stands beside a number"),
        ],
    )
    def test_what_import_recipes_may_mix_a_clause_may_not(self, text, said):
        compile_expression(text, COLUMNS)
        with pytest.raises(ExpressionError) as refused:
            compile_expression(text, COLUMNS, strict=True)

        assert said in refused.value.text.en
        assert refused.value.position is not None

    def test_a_written_text_may_be_a_number_or_a_day(self):
        clause = compile_expression("budget > '12.5' and day >= '2024-01-31'", COLUMNS, strict=True)

        assert clause({"budget": Decimal(13), "day": date(2024, 2, 1)}) is True

    def test_a_cast_says_that_a_text_is_meant_as_a_number(self):
        assert compile_expression("cast(need as decimal) > 5", COLUMNS, strict=True)({"need": "7"}) is True

    @pytest.mark.parametrize("text", ["budget", "need", "1", "'true'", "coalesce(budget, 1)", "day"])
    def test_a_clause_is_a_condition(self, text):
        with pytest.raises(ExpressionError, match="condition is needed"):
            compile_condition(text, COLUMNS)

    def test_nothing_but_the_given_columns_is_read(self):
        for text in ("other = 'x'", "leads.need = 'x'", "main.leads.need = 'x'", "need = (select 1)", '"rowid" = 1'):
            with pytest.raises(ExpressionError):
                compile_condition(text, COLUMNS)


def test_a_long_pattern_never_runs_away():
    clause = compile_expression("need like '" + "%a" * 200 + "%b'", COLUMNS)

    assert clause({"need": "a" * 50_000}) is False


@given(st.text(max_size=40))
@settings(max_examples=200, deadline=None)
def test_any_text_compiles_or_is_refused_by_name(text):
    try:
        compiled = compile_expression(text, COLUMNS)
    except ExpressionError:
        return
    compiled({})


def test_sql_quotes_its_names_and_texts():
    columns = {'a"b': str}

    assert to_sql("\"a\"\"b\" = 'it''s'", columns, table="leads") == '"leads"."a""b" = \'it\'\'s\''
