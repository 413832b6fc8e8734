"""What a clause may read where it stands: the fields of its scope, with their SQL in the store."""

from __future__ import annotations

from collections.abc import Mapping

from tandem.agreement.checks.found import Scope
from tandem.agreement.clause_catalogue import ClauseField, announced
from tandem.agreement.clauses import stored_decisions


def fields_in(scope: Scope, agreed: Mapping[str, ClauseField] | None = None) -> Mapping[str, ClauseField]:
    """The fields a clause of that scope may read, without what versions decide; ``agreed`` are those they bring."""
    if scope in (Scope.RETURNS, Scope.LAUNCHES):
        return announced(scope.value)
    known = {**announced(), **(agreed or {})}
    return known if scope is Scope.LEADS else {name: each for name, each in known.items() if each.state is not None}


def known_in(scope: Scope, agreed: Mapping[str, ClauseField] | None = None) -> Mapping[str, ClauseField]:
    """All that a clause of that scope may read, by name, in the order people should see them."""
    known = fields_in(scope, agreed)
    match scope:
        case Scope.STATUS:
            return {**known, **stored_decisions()}
        case Scope.LEADS:
            return {**stored_decisions(), **known}
    return known


def table_of(scope: Scope) -> str:
    """The table of the store whose rows a clause of that scope is asked about."""
    return scope.value if scope in (Scope.RETURNS, Scope.LAUNCHES) else "leads"
