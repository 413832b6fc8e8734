"""What clauses may read: the fields that rooms announce in ``<room>/clause_fields.py``, and nothing else."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from tandem.basics.discovery import modules_named
from tandem.basics.expression_values import Kind
from tandem.basics.text import Text


class FieldAnnouncedTwice(Exception):
    """Two rooms announce a clause field of the same name."""


@dataclass(frozen=True, slots=True)
class ClauseField:
    """One thing a clause may speak of. Never personal data: a name, phone or free text is no field.

    ``state`` is the state column it is read from for a single lead, as ``app.Model.field`` of a row found by the
    lead's id; a field without one is known to the store only, so it may stand in promises but not in grading.
    ``column`` is its SQL over the plain columns of the store's ``table``; None means the column of the same name.
    """

    name: str
    kind: Kind
    words: Text
    state: str | None = None
    column: str | None = None
    table: str = "leads"
    #: What it speaks of: the client and the request; how somebody judged the lead; or what came of it afterwards, from
    #: which nobody may conclude who will buy.
    says: Literal["attribute", "verdict", "course"] = "attribute"


@functools.cache
def fields(table: str = "leads") -> Mapping[str, ClauseField]:
    """All announced fields of a table, by name."""
    found: dict[str, ClauseField] = {}
    for module in modules_named("clause_fields"):
        for value in vars(module).values():
            for each in value if isinstance(value, tuple) else (value,):
                if isinstance(each, ClauseField) and each.table == table:
                    if each.name in found and found[each.name] is not each:
                        raise FieldAnnouncedTwice(f"Two rooms announce the clause field {table}.{each.name}.")
                    found[each.name] = each
    return found


def judged_fields() -> Mapping[str, ClauseField]:
    """The fields of a lead that may decide its grade and statuses: those with a place in the state tables."""
    return {name: each for name, each in fields().items() if each.state is not None}
