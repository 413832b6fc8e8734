"""A text that is parsed once says the same wherever and however often it is run."""

from __future__ import annotations

from threading import Thread

import duckdb
import pytest

from tandem.measures.parsed import parsed, run


def _numbers(upto: int) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(config={"threads": 1})
    connection.execute(f"CREATE TABLE numbers AS SELECT range AS n FROM range({upto})")
    return connection


def test_one_text_answers_each_connection_from_its_own_tables() -> None:
    few, many = _numbers(3), _numbers(30)
    text = "SELECT count(*) FROM numbers WHERE n >= $least"
    assert run(few, text, {"least": 1}).fetchall() == [(2,)]
    assert run(many, text, {"least": 10}).fetchall() == [(20,)]
    assert run(many.cursor(), text, {"least": 29}).fetchall() == [(1,)]


def test_it_sees_a_table_made_anew_under_its_name() -> None:
    connection = _numbers(3)
    assert run(connection, "SELECT * FROM numbers ORDER BY 1 LIMIT 1").fetchall() == [(0,)]
    connection.execute("CREATE OR REPLACE TABLE numbers AS SELECT 'one' AS word, 1 AS n")
    assert run(connection, "SELECT * FROM numbers ORDER BY 1 LIMIT 1").fetchall() == [("one", 1)]


def test_several_statements_are_run_in_their_order_and_the_last_one_answers() -> None:
    connection = _numbers(3)
    text = "BEGIN; DELETE FROM numbers; INSERT INTO numbers VALUES (7); COMMIT; SELECT n FROM numbers"
    for _ in range(2):
        assert run(connection, text).fetchall() == [(7,)]
    with pytest.raises(ValueError, match="too many values"):
        parsed(text)


def test_what_is_too_long_to_be_kept_is_run_all_the_same() -> None:
    listed = ", ".join(str(number) for number in range(10_000))
    assert run(_numbers(30), f"SELECT count(*) FROM numbers WHERE n IN ({listed})").fetchall() == [(30,)]
    assert parsed(f"SELECT {listed}") == f"SELECT {listed}"


def test_what_is_no_statement_is_refused_as_the_database_itself_does() -> None:
    for _ in range(2):
        with pytest.raises(duckdb.ParserException):
            run(_numbers(1), "SELEC 1")


def test_many_threads_ask_with_one_statement_and_each_gets_its_own_answer() -> None:
    whole, wrong = _numbers(100), []

    def ask(number: int) -> None:
        cursor = whole.cursor()
        for _ in range(300):
            if run(cursor, "SELECT n FROM numbers WHERE n = $n", {"n": number}).fetchall() != [(number,)]:
                wrong.append(number)

    threads = [Thread(target=ask, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
