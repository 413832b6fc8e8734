"""The shape of the fact store: tables, columns folded from facts, and columns derived from tables.

A room announces its part in ``<room>/store.py`` as module-level ``Table``, ``Column``,
``Derivation`` and ``Renaming`` objects, or tuples of them; they are found at start.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from tandem.basics.discovery import modules_named
from tandem.journal.facts import Fact, kinds

#: The client that the facts of a row name.
OWN_CLIENT = "own_client_id"
#: In the table of clients: whom a client was merged into, and whom it counts as; empty for one that stands alone.
MERGED_INTO, COUNTS_AS = "merged_into", "counts_as"


class BadStoreShape(Exception):
    """Two rooms disagree about the store, or a column names what no fact carries."""


class Keep(StrEnum):
    """Which of several facts about the same subject a column keeps."""

    #: The fact recorded last; its absent values overwrite.
    LAST = "last"
    #: The smallest value ever seen, for milestones: the first time a stage was reached.
    FIRST = "first"
    #: The smallest value seen of each name, as a map: the first time of every stage, whatever the stages are called.
    #: The expression gives a structure of the name and the value, ``{'name': …, 'value': …}``; the type is the map's.
    FIRST_OF_EACH = "first of each"


@dataclass(frozen=True, slots=True)
class Table:
    """One columnar table: a row for each subject that facts of ``subject`` speak of.

    ``state`` is the model, as ``app.Model``, whose row exists as long as the subject does. ``derived_state`` names
    the state columns, as ``app.Model.field``, that must say the same as columns the store derives.

    Facts name a row's client in the column ``own_client_id``. The store then keeps ``client_id`` beside it: the
    client it counts for, which is another one once the two were merged. Whatever counts or joins by client reads
    ``client_id``.
    """

    name: str
    subject: str
    key: str
    state: str
    derived_state: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Column:
    """A column and the facts that decide it.

    ``facts`` maps a fact kind to an SQL expression over the payload (``p.source``) and the fact's
    own columns: ``position, subject_id, lead_id, happened_at, recorded_at, actor_id, version, batch_id``. The
    macro ``local_day(instant)`` gives the day in the company's time zone.

    ``state`` names the state column that must say the same, as ``app.Model.field``; the model's
    rows are found by the table's key. ``tandem verify`` compares the two, and undoing an import
    writes the state from the fold.
    """

    table: str
    name: str
    type: str
    facts: Mapping[str, str]
    keep: Keep = Keep.LAST
    state: str | None = None


@dataclass(frozen=True, slots=True)
class Derivation:
    """Columns of a table that follow from other rows of the same client, recomputed when any of them changes.

    ``sql`` yields the table's key and ``columns`` for every row of the touched clients; it reads
    tables as ``{leads}``, which stand for just those clients' rows. Each table read must have a
    ``client_id`` column.
    """

    table: str
    columns: Mapping[str, str]
    sql: str
    order: int = 0


@dataclass(frozen=True, slots=True)
class Renaming:
    """A text column of some tables that is read as another text where a table of names says so.

    ``names`` is a table of the store with the columns ``said``, the text as it came, and ``counts_as``, what it is
    read as, empty where it stands for itself. Rows keep the text they came with; whatever is asked of the store reads
    the other, so that every figure changes at once and changes back as easily.
    """

    names: str
    column: str
    tables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """All tables with their columns, as announced by the rooms."""

    tables: Mapping[str, Table]
    columns: Mapping[str, tuple[Column, ...]]
    derivations: tuple[Derivation, ...]
    payloads: Mapping[str, Mapping[str, str]] = field(repr=False)
    renamings: tuple[Renaming, ...] = ()

    def columns_of(self, table: str) -> dict[str, str]:
        """Name → DuckDB type of every column: key, folded, derived."""
        named = {self.tables[table].key: "BIGINT"}
        named |= {column.name: column.type for column in self.columns[table]}
        if OWN_CLIENT in named:
            named["client_id"] = "BIGINT"
        if table == self.clients:
            named[COUNTS_AS] = "BIGINT"
        for derivation in self.derivations:
            if derivation.table == table:
                named |= derivation.columns
        return named

    @property
    def clients(self) -> str | None:
        """The table of clients, if clients can be merged."""
        for name, table in self.tables.items():
            if table.key == "client_id" and any(column.name == MERGED_INTO for column in self.columns[name]):
                return name
        return None

    def by_client(self, table: str) -> bool:
        """Whether rows of the table belong to a client."""
        return "client_id" in self.columns_of(table) or self.tables[table].key == "client_id"

    def fingerprint(self, zone: str) -> str:
        """Changes whenever stored rows could differ: a base of another fingerprint is rebuilt."""
        text = repr((sorted(self.tables.items()), sorted(self.columns.items()), self.derivations, zone))
        return hashlib.sha256(text.encode()).hexdigest()[:16]


@functools.cache
def shape() -> Shape:
    """The store's shape, read once from the ``store`` module of every room."""
    tables: dict[str, Table] = {}
    columns: dict[str, list[Column]] = {}
    derivations: list[Derivation] = []
    renamings: list[Renaming] = []
    for announced in _announced():
        if isinstance(announced, Table):
            if announced.name in tables:
                raise BadStoreShape(f"Two rooms declare the store table {announced.name!r}.")
            tables[announced.name] = announced
        elif isinstance(announced, Column):
            columns.setdefault(announced.table, []).append(announced)
        elif isinstance(announced, Renaming):
            renamings.append(announced)
        else:
            derivations.append(announced)
    for table in columns:
        if table not in tables:
            raise BadStoreShape(f"Columns are declared for the store table {table!r}, which no room declares.")
    found = Shape(
        tables=tables,
        columns={name: tuple(columns.get(name, ())) for name in tables},
        derivations=tuple(sorted(derivations, key=lambda each: each.order)),
        payloads={kind: _payload_types(fact) for kind, fact in kinds().items()},
        renamings=tuple(renamings),
    )
    _check(found)
    return found


def _announced() -> Iterator[Table | Column | Derivation | Renaming]:
    """What the rooms' ``store`` modules hold, each thing once however many names it has there."""
    seen: set[int] = set()
    for module in modules_named("store"):
        for value in vars(module).values():
            for each in value if isinstance(value, tuple | list) else (value,):
                if isinstance(each, Table | Column | Derivation | Renaming) and id(each) not in seen:
                    seen.add(id(each))
                    yield each


_DUCKDB_TYPES: dict[type, str] = {
    str: "VARCHAR",
    int: "BIGINT",
    float: "DOUBLE",
    bool: "BOOLEAN",
    Decimal: "DECIMAL(18,2)",
    dt.date: "DATE",
    dt.datetime: "TIMESTAMP",
}


def _payload_types(fact: type[Fact]) -> dict[str, str]:
    """The payload's fields as DuckDB types."""
    hints = typing.get_type_hints(fact)
    return {name: _duckdb_type(fact, name, hints[name]) for name in fact.__struct_fields__}


def _duckdb_type(fact: type[Fact], name: str, hint: object) -> str:
    if isinstance(hint, types.UnionType):
        (hint,) = (part for part in typing.get_args(hint) if part is not type(None))
    if hint not in _DUCKDB_TYPES:
        raise BadStoreShape(f"{fact.__name__}.{name} is {hint}: a payload holds only {list(_DUCKDB_TYPES)}.")
    return _DUCKDB_TYPES[hint]


def _check(found: Shape) -> None:
    for renaming in found.renamings:
        for table in (renaming.names, *renaming.tables):
            wanted = {"said", "counts_as"} if table == renaming.names else {renaming.column}
            if table not in found.tables or not wanted <= {column.name for column in found.columns[table]}:
                raise BadStoreShape(f"A renaming needs {', '.join(sorted(wanted))} in the store table {table!r}.")
    for table, columns in found.columns.items():
        names = [column.name for column in columns]
        for name in names:
            if names.count(name) > 1:
                raise BadStoreShape(f"Two rooms declare the store column {table}.{name}.")
        for column in columns:
            for kind in column.facts:
                if kind not in found.payloads:
                    raise BadStoreShape(f"{table}.{column.name} follows the unknown fact kind {kind!r}.")
