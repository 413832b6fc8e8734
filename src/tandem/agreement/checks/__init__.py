"""What is wrong with a document: everything that forbids signing it, and what its authors should look at.

Each check is one function in a module of this folder, marked by ``@check``; it is found at start, and its name is the
kind of the problems it finds. A check yields ``serious(…)`` for what forbids signing and ``warning(…)`` for the rest.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from tandem.agreement.checks.found import Check, ClauseProblem, Known, Problem, is_check
from tandem.agreement.clause_catalogue import ClauseField
from tandem.agreement.document import Document
from tandem.agreement.smart import Baseline, no_history
from tandem.measures.catalogue import Measure
from tandem.people.rules import Role

__all__ = ["ClauseProblem", "Known", "Problem", "problems"]


def problems(
    document: Document,
    *,
    fields: Mapping[str, Mapping[str, ClauseField]],
    measures: Mapping[str, Measure],
    roles: Collection[str] = tuple(Role),
    today: date | None = None,
    clause_problem: ClauseProblem | None = None,
    baseline: Callable[[str], Baseline] = no_history,
    leads_a_day: Callable[[], Decimal | None] = lambda: None,
) -> tuple[Problem, ...]:
    """All problems of a document, serious ones first, otherwise in the order of the document.

    ``fields`` are the announced clause fields by store table and name, ``measures`` the catalogue, ``roles`` the keys
    of people's roles. Without ``today`` nothing is overdue. ``clause_problem(text, scope)`` says what is wrong with a
    clause and at which place of it, or None; scopes are those of ``found.Scope``. ``baseline(measure)`` is the history
    a KPI is compared with, ``leads_a_day()`` how many new leads a seller gets on a working day, where that is known.
    """
    known = Known(
        fields=fields, measures=measures, roles=frozenset(map(str, roles)), today=today,
        clause_problem=clause_problem, baseline=baseline, leads_a_day=leads_a_day,
    )  # fmt: skip
    found = [
        replace(problem, kind=each.__name__) for each in _checks() for problem in each(document, known)
    ]  # fmt: skip
    order = {name: at for at, name in enumerate(Document.__struct_fields__)}
    return tuple(sorted(found, key=lambda problem: (not problem.serious, order[problem.section])))


@functools.cache
def _checks() -> tuple[Check, ...]:
    """Every check of the modules in this folder, in the order of modules and lines."""
    modules = [importlib.import_module(f"{__name__}.{each.name}") for each in pkgutil.iter_modules(__path__)
               if each.name not in {"tests", "found"}]  # fmt: skip
    return tuple(value for module in modules for value in vars(module).values() if is_check(value, module.__name__))
