"""Whom the agreement in force calls a buyer, as the rooms above ask for it."""

from __future__ import annotations

from tandem.agreement.clauses import compile_clauses
from tandem.agreement.queries import in_force
from tandem.portrait.comparing import told_of


def has_portrait() -> bool:
    """Whether a portrait of the agreement in force has a clause that runs."""
    return any(each.clause.strip() for each in in_force().document.portraits)


def portrayed_sql() -> str:
    """SQL over the plain columns of ``leads``: true of leads of a portrait in force, NULL where that cannot be told."""
    return told_of(compile_clauses(in_force().document)) or "NULL::BOOLEAN"
