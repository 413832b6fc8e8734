"""The portraits of the agreement on the leads a search has counted, beside what it found there."""

from __future__ import annotations

from tandem.agreement.clauses import Clauses, compile_clauses
from tandem.agreement.document import Document
from tandem.basics.expressions import Condition
from tandem.basics.intervals import wilson
from tandem.measures.store import Reading
from tandem.portrait.history import Counted
from tandem.portrait.result import Agreed, Corner
from tandem.portrait.rules.confirming import lift
from tandem.portrait.rules.table import Tally


def agreed_portraits(document: Document, counted: Counted, reading: Reading) -> tuple[Agreed, ...]:
    """Every portrait of a document that has a clause, on the leads counted."""
    clauses = compile_clauses(document)
    lines = []
    for each in document.portraits:
        condition = clauses.portraits.get(each.key)
        if condition is None:
            continue
        true = sql_of(clauses, condition)
        ((inside, buyers, told, buyers_told, untold),) = reading.rows(
            f"SELECT count(*) FILTER (c), count(*) FILTER (c AND b), count(c), count(c) FILTER (b), "
            f"count(*) FILTER (c IS NULL) FROM (SELECT ({true}) AS c, coalesce({counted.bought}, false) AS b "
            f"FROM leads WHERE {counted.where})"
        )
        tally = Tally(inside, buyers, told, buyers_told)
        lines.append(Agreed(each.key, each.title, each.clause, tally, untold, wilson(buyers, inside), lift(tally)))
    return tuple(lines)


def corners(document: Document, found: str, counted: Counted, reading: Reading) -> tuple[Corner, ...]:
    """Leads that both the agreement's portraits and the one found hold, one of them, or neither."""
    clauses = compile_clauses(document)
    agreed = any_of(clauses)
    if not agreed or not found:
        return ()
    new = sql_of(clauses, clauses.clause(found))
    rows = {
        (in_agreed, in_found): (leads, buyers)
        for in_agreed, in_found, leads, buyers in reading.rows(
            f"SELECT coalesce({agreed}, false) AS a, coalesce(({new}), false) AS f, count(*), "
            f"count(*) FILTER ({counted.bought}) FROM leads WHERE {counted.where} GROUP BY a, f"
        )
    }
    return tuple(
        Corner(*pair, *counts, wilson(counts[1], counts[0]))
        for pair in ((True, True), (False, True), (True, False), (False, False))
        for counts in (rows.get(pair, (0, 0)),)
    )


def any_of(clauses: Clauses) -> str:
    """SQL that is true of leads of any portrait, false of all others; empty where no portrait has a clause."""
    told = told_of(clauses)
    return f"coalesce({told}, false)" if told else ""


def told_of(clauses: Clauses) -> str:
    """The same, but NULL of leads of which it cannot be told."""
    written = [f"({sql_of(clauses, each)})" for each in clauses.portraits.values() if each is not None]
    return f"({' OR '.join(written)})" if written else ""


def sql_of(clauses: Clauses, condition: Condition) -> str:
    """SQL of a condition over the plain columns of ``leads``."""
    return clauses.sql(condition).sql(dialect="duckdb")
