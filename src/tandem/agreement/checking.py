"""A document checked against what this installation knows: its fields, measures, roles, and the language of clauses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tandem.agreement.checks import Problem, problems
from tandem.agreement.checks.found import Scope
from tandem.agreement.checks.promises import TABLES
from tandem.agreement.clause_catalogue import fields, judged_fields
from tandem.agreement.clauses import clause_of
from tandem.agreement.document import Document
from tandem.agreement.smart import Baseline, no_history
from tandem.basics.expressions import ExpressionError
from tandem.basics.text import Text
from tandem.measures.catalogue import catalogue


def problems_here(
    document: Document, *, today: date | None = None, baseline: Callable[[str], Baseline] = no_history
) -> tuple[Problem, ...]:
    """All problems of a document in this installation, serious ones first."""
    return problems(
        document,
        fields={table: fields(table) for table in TABLES},
        measures=catalogue(),
        today=today,
        clause_problem=clause_problem,
        baseline=baseline,
    )


def clause_problem(text: str, scope: str) -> tuple[Text, int | None] | None:
    """What is wrong with a clause of a scope (``checks.found.Scope``) and at which sign from 0; None when it runs."""
    try:
        if scope in TABLES:
            clause_of(text, table=scope, decided=scope == Scope.LEADS)
        else:
            clause_of(text, known=judged_fields(), decided=scope == Scope.STATUS)
    except ExpressionError as refused:
        return refused.text, refused.position
    return None
