"""Whom the agreement in force calls a buyer, as the rooms above ask for it."""

from __future__ import annotations

from tandem.agreement.clauses import compile_clauses
from tandem.agreement.queries import in_force
from tandem.agreement.rules import Agreement
from tandem.portrait.comparing import told_of


def has_portrait(agreement: Agreement) -> bool:
    """Whether a portrait of a version has a clause that runs."""
    return any(each.clause.strip() for each in agreement.document.portraits)


def portrayed_sql() -> str:
    """SQL over the plain columns of ``leads``: true of leads of a portrait in force, NULL where that cannot be told."""
    return told_of(compile_clauses(in_force().document)) or "NULL::BOOLEAN"
