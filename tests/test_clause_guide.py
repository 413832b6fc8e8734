"""The guide to clauses says what is so: its examples run, its table of answers holds, its refusals are refused."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from tandem.agreement.checks.found import Scope
from tandem.agreement.clause_scopes import known_in
from tandem.agreement.clauses import DECIDED, clause_of
from tandem.basics import expression_calls
from tandem.basics.expression_values import reader
from tandem.basics.expressions import ExpressionError

GUIDE = (Path(__file__).parent.parent / "docs" / "clauses.md").read_text(encoding="utf-8")


def examples() -> list[str]:
    return [line for block in re.findall(r"```sql\n(.*?)```", GUIDE, re.DOTALL) for line in block.splitlines()]


def table(first: str) -> list[list[str]]:
    """The rows of the table whose head begins with that word."""
    rows = re.search(rf"^\| {first} \|.*?\n\n", GUIDE, re.DOTALL | re.MULTILINE)
    assert rows is not None
    lines = rows.group().strip().splitlines()[2:]
    return [[cell.strip().strip("`") for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def known_of(text: str) -> dict[str, object]:
    values: dict[str, object] = {"true": True, "false": False}
    pairs = (pair.split("=") for pair in text.split())
    return {name: values[value] if value in values else Decimal(value) for name, value in pairs}


@pytest.mark.parametrize("text", examples())
def test_every_example_is_a_clause(text):
    assert clause_of(text, known=known_in(Scope.STATUS)).columns


@pytest.mark.parametrize(("text", "known", "answer"), table("clause"))
def test_the_table_of_answers_holds(text, known, answer):
    fields = known_in(Scope.QUESTION)
    clause = clause_of(text, known=fields)
    row = known_of(known)

    found = clause.run({name: reader(fields[name].kind)(row.get(name)) for name in clause.columns})

    assert {"True": "yes", "False": "no", "None": "not known"}[repr(found)] == answer


@pytest.mark.parametrize(("text", "why"), table("refused"))
def test_what_the_guide_calls_refused_is_refused_for_that_reason(text, why):
    with pytest.raises(ExpressionError) as refused:
        clause_of(text, known=known_in(Scope.STATUS))

    assert why in refused.value.text.en


def test_the_guide_names_every_function_and_everything_that_is_decided():
    assert {name for name in expression_calls.NAMES if name not in GUIDE} == set()
    assert {field.name for field in DECIDED if f"`{field.name}`" not in GUIDE} == set()


def test_the_guide_names_fields_that_are_announced():
    named = re.search(r"The fields that rooms announce:(.*?)The page", GUIDE, re.DOTALL)
    assert named is not None
    assert set(re.findall(r"`(\w+)`", named.group(1))) <= set(known_in(Scope.QUESTION))
