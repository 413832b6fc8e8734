"""What clauses may read: the fields that rooms announce in ``<room>/clause_fields.py``, and nothing else.

Most fields are always there. Some come from what the agreement itself says, such as the attributes that its questions
ask for: a room announces how they are made by `AgreedFields`, and every version and the draft may bring more.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tandem.agreement.document import Document
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
    #: The name under which it stands where the state column is a JSON object; empty: it is the whole column.
    within: str = ""
    #: Whether a question of the agreement may answer it.
    is_answered: bool = False
    #: What it speaks of: the client and the request; how somebody judged the lead; or what came of it afterwards, from
    #: which nobody may conclude who will buy.
    says: Literal["attribute", "verdict", "course"] = "attribute"
    #: What its values are called, where they are keys: pairs of key and title, as the agreement writes them.
    titles: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class AgreedFields:
    """Fields that an item of the agreement brings: ``of`` makes them of one item of ``section``.

    An item of a draft may be unfinished; what brings no field then brings none. They are fields of ``leads``.
    """

    section: str
    of: Callable[[Any], tuple[ClauseField, ...]]


@functools.cache
def announced(table: str = "leads") -> Mapping[str, ClauseField]:
    """The fields of a table that are always there, by name."""
    found: dict[str, ClauseField] = {}
    for each in _announcements(ClauseField):
        if each.table == table:
            if each.name in found and found[each.name] is not each:
                raise FieldAnnouncedTwice(f"Two rooms announce the clause field {table}.{each.name}.")
            found[each.name] = each
    return found


@functools.cache
def agreed_fields() -> tuple[AgreedFields, ...]:
    """How rooms make fields of what the agreement says."""
    return tuple(dict.fromkeys(_announcements(AgreedFields)))


def fields_of_document(document: Document) -> dict[str, ClauseField]:
    """The fields that a document itself brings."""
    return fields_of_items((each.section, item) for each in agreed_fields() for item in getattr(document, each.section))


def fields_of_items(items: Iterator[tuple[str, Any]]) -> dict[str, ClauseField]:
    """The fields of items, given with their sections; of two of the same name the first counts."""
    makers = {each.section: each for each in agreed_fields()}
    found: dict[str, ClauseField] = {}
    for section, item in items:
        for field in makers[section].of(item):
            if field.name not in announced():
                found.setdefault(field.name, field)
    return found


def fields(table: str = "leads", *, drafted: bool = True) -> Mapping[str, ClauseField]:
    """All fields of a table by name: the announced ones, and those that the signed versions and the draft bring."""
    if table != "leads" or not agreed_fields():
        return announced(table)
    # Versions lie in the database, which this module's readers at start must not need.
    from tandem.agreement.agreed import fields_of_versions

    return {**announced(table), **fields_of_versions(drafted=drafted)}


def judged_fields() -> Mapping[str, ClauseField]:
    """The fields of a lead that may decide its grade and statuses: those with a place in the state tables."""
    return {name: each for name, each in fields().items() if each.state is not None}


def _announcements[Announced](kind: type[Announced]) -> Iterator[Announced]:
    for module in modules_named("clause_fields"):
        for value in vars(module).values():
            for each in value if isinstance(value, tuple) else (value,):
                if isinstance(each, kind):
                    yield each
