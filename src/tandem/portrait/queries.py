"""Whom the agreement in force calls a buyer, as the rooms above ask for it."""

from __future__ import annotations

from tandem.agreement.clauses import compile_clauses
from tandem.agreement.document import Document
from tandem.agreement.queries import in_force
from tandem.portrait.comparing import sql_of


def has_portrait() -> bool:
    """Whether a portrait of the agreement in force has a clause that runs."""
    return any(each.clause.strip() for each in in_force().document.portraits)


def portrayed_sql(document: Document | None = None) -> str:
    """SQL over the plain columns of ``leads``: true of leads of any portrait, NULL where that cannot be told.

    Of the agreement in force unless a document is given; ``NULL`` where no portrait has a clause.
    """
    clauses = compile_clauses(in_force().document if document is None else document)
    written = [f"({sql_of(clauses, each)})" for each in clauses.portraits.values() if each is not None]
    return f"({' OR '.join(written)})" if written else "NULL::BOOLEAN"
