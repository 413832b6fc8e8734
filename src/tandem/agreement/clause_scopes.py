"""What a clause may read where it stands: the fields of its scope, with their SQL in the store."""

from __future__ import annotations

from collections.abc import Mapping

from tandem.agreement.checks.found import Scope
from tandem.agreement.clause_catalogue import ClauseField, fields, judged_fields
from tandem.agreement.clauses import stored_decisions


def known_in(scope: Scope) -> Mapping[str, ClauseField]:
    """The fields a clause of that scope may read, by name, in the order people should see them."""
    match scope:
        case Scope.QUESTION:
            return judged_fields()
        case Scope.STATUS:
            return {**judged_fields(), **stored_decisions()}
        case Scope.LEADS:
            return {**stored_decisions(), **fields("leads")}
    return fields(scope.value)


def table_of(scope: Scope) -> str:
    """The table of the store whose rows a clause of that scope is asked about."""
    return scope.value if scope in (Scope.RETURNS, Scope.LAUNCHES) else "leads"
