"""What tests of the document check it against: the fields and measures that rooms really announce."""

from __future__ import annotations

from collections.abc import Mapping

from tandem.agreement.checks import Problem, problems
from tandem.agreement.checks.promises import TABLES
from tandem.agreement.clause_catalogue import ClauseField, fields
from tandem.agreement.document import Document
from tandem.measures.catalogue import catalogue

def known_fields() -> dict[str, Mapping[str, ClauseField]]:
    return {table: fields(table) for table in TABLES}


def found(document: Document, **more: object) -> tuple[Problem, ...]:
    return problems(document, **{"fields": known_fields(), "measures": catalogue(), **more})


def kinds(document: Document, **more: object) -> set[str]:
    return {problem.kind for problem in found(document, **more)}
