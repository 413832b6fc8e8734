"""A compiled clause set at work: twelve clauses on one lead in Python, and on a million leads in the store's engine.

The clauses are those of a sensible agreement: three questions of the portrait, the table of grades, target lead, MQL,
SQL, one portrait and five checks of returns. The leads are generated, with much unknown, as in life.
"""

from __future__ import annotations

import gc
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from bench.tables import Line, publish
from tandem.agreement.judges import CompiledJudge, compile_judge
from tandem.agreement.tests.clause_examples import AGREEMENT, KNOWN

#: The limits the project promises: microseconds for one lead, seconds for a million.
ONE_LEAD, A_MILLION = 30, 2
#: As many leads are judged one after the other by Python.
_ONE_BY_ONE = 20_000

_LEADS = """
CREATE TABLE leads AS
SELECT i AS lead_id, ['A', 'B', 'C', 'D', 'E', NULL][1 + (random() * 5.99)::INT % 6] AS quality,
    [true, false, NULL][1 + (random() * 2.99)::INT % 3] AS need,
    CASE WHEN random() < 0.6 THEN (random() * 400000)::DECIMAL(18, 2) END AS budget,
    [true, false, NULL, NULL][1 + (random() * 3.99)::INT % 4] AS budget_ok,
    [true, false, NULL, NULL][1 + (random() * 3.99)::INT % 4] AS urgent,
    CASE WHEN random() < 0.5 THEN (random() * 90)::BIGINT END AS starts_within_days,
    ['ads', 'email', 'site', 'calls', 'spam'][1 + (random() * 4.99)::INT % 5] AS source,
    'campaign ' || (random() * 200)::INT AS campaign,
    ['Москва', 'Казань', 'Пермь', 'Тверь', NULL][1 + (random() * 4.99)::INT % 5] AS city,
    ['CRM box', 'CRM cloud', 'Training', NULL][1 + (random() * 3.99)::INT % 4] AS product_name,
    ['new', 'in_work', 'qualified', 'won', 'lost'][1 + (random() * 4.99)::INT % 5] AS stage,
    CASE WHEN random() < 0.4 THEN (random() * 500000)::DECIMAL(18, 2) END AS amount,
    DATE '2024-01-01' + (random() * 700)::INT AS captured_on,
    CASE WHEN random() < 0.5 THEN DATE '2024-03-01' + (random() * 700)::INT END AS needed_on,
    TIMESTAMP '2024-01-01' + INTERVAL (random() * 60000000) SECOND AS captured_at
FROM range({rows}) t(i)
"""


def main(rows: int, repeats: int) -> None:
    """Time both executions, hold them against each other, and publish the table."""
    judge = compile_judge(AGREEMENT, KNOWN)
    store = _store(rows)
    columns = {**judge.columns(), **judge.return_columns(), **judge.portrait_columns()}
    leads = _leads(store)
    python = _one_lead(judge, leads, repeats)
    grading = _median(repeats, lambda: [judge.judge(lead) for lead in leads]) / len(leads) * 1e6
    sql = _median(repeats, lambda: _judged(store, columns))
    counted = _median(repeats, lambda: _counted(store, columns))
    agree = _agree(store, judge, columns, leads)
    compiling = _median(repeats, lambda: compile_judge(AGREEMENT, KNOWN)) * 1000
    million = A_MILLION * rows / 1_000_000
    publish(
        "clauses",
        "Clauses: one lead in Python, all history in the store",
        [
            Line("12 clauses and the table of grades, one lead, Python", f"{python:.1f} µs", f"{ONE_LEAD} µs",
                 f"{python / ONE_LEAD:.2f}", f"< {ONE_LEAD} µs", python < ONE_LEAD),
            Line(f"12 clauses and the table of grades, {rows:,} leads, into a table", f"{sql:.2f} s", f"{million:.2f} s",
                 f"{sql / million:.2f}", f"< {A_MILLION} s a million", sql < million),
            Line(f"the same, counted only, {rows:,} leads", f"{counted:.2f} s", f"{million:.2f} s",
                 f"{counted / million:.2f}", f"< {A_MILLION} s a million", counted < million),
            Line(f"both executions agree on {len(leads):,} of these leads", str(agree), "0 differences", "—", "0", agree == 0),
        ],
        notes=(
            f"Python: the median of {repeats} runs over {len(leads):,} leads, each a row of raw values; the store: the "
            f"median of {repeats} runs, {os.environ.get('TANDEM_STORE_THREADS', '2')} threads, as in production.",
            f"The judgement alone (six clauses and the table) takes {grading:.1f} µs a lead; compiling the whole set "
            f"takes {compiling:.0f} ms, once for a version.",
        ),
    )  # fmt: skip


def _store(rows: int) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(config={"threads": int(os.environ.get("TANDEM_STORE_THREADS", "2"))})
    connection.execute("SELECT setseed(0.5)")
    connection.execute(_LEADS.format(rows=rows))
    return connection


def _leads(store: duckdb.DuckDBPyConnection) -> list[dict[str, object]]:
    """Rows as rooms hand them over: every announced field with its value."""
    fields = ", ".join(f"{field.column or name} AS {name}" for name, field in KNOWN.items())
    found = store.execute(f"SELECT {fields} FROM leads ORDER BY lead_id LIMIT {_ONE_BY_ONE}").fetchall()
    return [dict(zip(KNOWN, row, strict=True)) for row in found]


def _one_lead(judge: CompiledJudge, leads: list[dict[str, object]], repeats: int) -> float:
    """Microseconds for everything a version says of one lead."""

    def all_of_them() -> None:
        for lead in leads:
            judge.verdict(lead)

    return _median(repeats, all_of_them) / len(leads) * 1e6


def _judged(store: duckdb.DuckDBPyConnection, columns: dict[str, str]) -> None:
    store.execute(f"CREATE OR REPLACE TEMP TABLE judged AS SELECT lead_id, {_selected(columns)} FROM leads")


def _counted(store: duckdb.DuckDBPyConnection, columns: dict[str, str]) -> None:
    counts = ", ".join(f"count({sql})" for sql in columns.values())
    store.execute(f"SELECT {counts} FROM leads").fetchall()


def _selected(columns: dict[str, str]) -> str:
    return ", ".join(f'{sql} AS "{name}"' for name, sql in columns.items())


def _agree(
    store: duckdb.DuckDBPyConnection, judge: CompiledJudge, columns: dict[str, str], leads: list[dict[str, object]]
) -> int:
    """How many of the leads the two executions judge differently."""
    found = store.execute(f"SELECT {_selected(columns)} FROM leads ORDER BY lead_id LIMIT {_ONE_BY_ONE}").fetchall()
    different = 0
    for lead, theirs in zip(leads, found, strict=True):
        verdict = judge.verdict(lead)
        judged = [getattr(verdict.judgement, name) for name in judge.columns()]
        different += (*judged, *verdict.returns.values(), *verdict.portraits.values()) != theirs
    return different


def _median(repeats: int, run: Callable[[], object]) -> float:
    return statistics.median(_timed(repeats, run))


def _timed(repeats: int, run: Callable[[], object]) -> list[float]:
    run()
    found = []
    for _ in range(repeats):
        gc.collect()
        started = time.perf_counter()
        run()
        found.append(time.perf_counter() - started)
    return found


if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
    main(int(sys.argv[2]), int(sys.argv[3]))
