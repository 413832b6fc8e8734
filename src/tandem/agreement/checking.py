"""A document checked against what this installation knows: its fields, measures, roles, and the language of clauses."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial

from tandem.agreement.checks import Problem, problems
from tandem.agreement.checks.found import Scope
from tandem.agreement.checks.promises import TABLES
from tandem.agreement.clause_catalogue import ClauseField, announced, fields_of_document
from tandem.agreement.clause_scopes import fields_in
from tandem.agreement.clauses import clause_of, judged_by
from tandem.agreement.document import Document
from tandem.agreement.precedents import Precedent, contradicted
from tandem.agreement.smart import Baseline, no_history
from tandem.basics.expressions import ExpressionError
from tandem.basics.text import Text
from tandem.measures.catalogue import catalogue


def problems_here(
    document: Document,
    *,
    today: date | None = None,
    baseline: Callable[[str], Baseline] = no_history,
    agreed: Mapping[str, ClauseField] | None = None,
    rulings: Sequence[Precedent] = (),
    leads_a_day: Callable[[], Decimal | None] = lambda: None,
) -> tuple[Problem, ...]:
    """All problems of a document in this installation, serious ones first.

    ``agreed`` are the fields that the signed versions brought (``agreed.fields_of_versions``), ``rulings`` the
    precedents it must not contradict (``precedents.precedents``), ``leads_a_day`` as of
    `checks.problems`.
    """
    before = agreed or {}
    found = problems(
        document,
        fields={table: announced(table) for table in TABLES} | {"leads": {**announced(), **before}},
        measures=catalogue(),
        today=today,
        clause_problem=partial(clause_problem, own={**before, **fields_of_document(document)}),
        baseline=baseline,
        leads_a_day=leads_a_day,
    )
    return (*contradicted(document, rulings, known=judged_by(document, before)), *found)


def clause_problem(
    text: str, scope: str, own: Mapping[str, ClauseField] | None = None
) -> tuple[Text, int | None] | None:
    """What is wrong with a clause of a scope (``checks.found.Scope``) and at which sign from 0; None when it runs.

    ``own`` are the fields that the document and the versions before it bring.
    """
    try:
        clause_of(text, known=fields_in(Scope(scope), own), decided=scope in (Scope.STATUS, Scope.LEADS))
    except ExpressionError as refused:
        return refused.text, refused.position
    return None
