"""Questions that a page asks of the state tables at every request: built by Django once, then only bound to values.

To build a query and to write it down as SQL takes Django longer than the database needs to answer it. Where a page that
people wait for asks twenty such questions, write each as a function that is given what differs and returns a query::

    @prepared
    def _uses(lead_id: int, since: datetime) -> QuerySet[MaterialUse]:
        return MaterialUse.objects.filter(lead=lead_id, used_at__gte=since).select_related("seller")

    for use in _uses(lead.pk, since): ...

The function runs once in a process, with stand-ins instead of values: it may hand them to lookups, and nothing else.
What is reckoned from a value is reckoned by the caller; what changes the query itself is another function. Rows are
those that the query would give, whole objects or tuples; ``query`` gives the query itself, with values, to whoever
wants one.
"""

from __future__ import annotations

import datetime as dt
import functools
import inspect
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet, Value
from django.db.models import fields as columns
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    ValuesListIterable,
    get_related_populators,
)

from tandem.journal.rows import array_of
from tandem.journal.together import Later, put_off

#: What a parameter may be, and the column such a value is compared with.
_KINDS: dict[Any, type[columns.Field[Any, Any]]] = {
    int: columns.BigIntegerField,
    str: columns.TextField,
    float: columns.FloatField,
    dt.date: columns.DateField,
    dt.datetime: columns.DateTimeField,
}
#: Several at once, and the array that PostgreSQL takes them as.
_ARRAYS = {Collection[int]: "bigint[]", Collection[str]: "text[]"}
#: Where several are written down until it is said in the words of the database.
_SEVERAL = "IN (%s/*several*/)"


class CannotBePrepared(Exception):
    """A query that would not mean the same when only its values are put in anew; the text says why."""


class _StandIn(Value):
    """A value that is not known yet."""

    def __init__(self, name: str, kind: Any) -> None:
        self.several = _ARRAYS.get(kind)
        field = _KINDS.get(kind) if self.several is None else columns.TextField
        if field is None:
            raise CannotBePrepared(f"{name} is {kind}: say one of {[*_KINDS, *_ARRAYS]}.")
        super().__init__(name, output_field=field())
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """A place in the statement, with itself where the value will be."""
        return ("(%s/*several*/)" if self.several else "%s"), (self,)

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """The same: no column here needs a cast."""
        return self.as_sql(compiler, connection)

    def bound(self, value: Any, database: Any) -> Any:
        """A value as the driver takes it."""
        if value is None:
            raise TypeError(f"{self.name} is None, and nothing equals None: ask another question for it.")
        if self.several is None:
            return self.output_field.get_db_prep_value(value, database)
        return array_of(value) if database.vendor == "postgresql" else msgspec.json.encode(list(value)).decode()


@dataclass(frozen=True, slots=True)
class _Parameter:
    """What the function is handed: a lookup takes it, and nothing else can be done with it."""

    name: str
    kind: Any

    def resolve_expression(self, *_: object, **__: object) -> _StandIn:
        """As Django asks of whatever is no plain value."""
        return _StandIn(self.name, self.kind)

    def __bool__(self) -> bool:
        raise CannotBePrepared(f"{self.name} is not known when the query is built: ask two questions instead.")


@dataclass(frozen=True, slots=True)
class _Statement:
    """A question in the words of one kind of database."""

    sql: str
    #: The same as the driver takes it.
    plain: str
    #: A stand-in for what is bound, anything else as it is.
    parameters: tuple[Any, ...]
    #: How Django makes of a cell what the field holds.
    converters: tuple[tuple[int, Callable[..., Any], Any], ...]
    load: Callable[[Sequence[Any]], Any]

    def bound(self, values: dict[str, Any], database: Any) -> list[Any]:
        """Its values as the driver takes them."""
        return [
            each.bound(values[each.name], database) if isinstance(each, _StandIn) else each for each in self.parameters
        ]

    def made(self, found: list[tuple[Any, ...]], database: Any) -> list[Any]:
        """What the query would give for the rows that were found."""
        if self.converters:
            return [self.load(self._converted(list(row), database)) for row in found]
        return [self.load(row) for row in found]

    def _converted(self, row: list[Any], database: Any) -> list[Any]:
        for at, convert, column in self.converters:
            row[at] = convert(row[at], column, database)
        return row


class Prepared[**P, Row]:
    """A question that is built once; made by ``prepared``."""

    def __init__(self, question: Callable[P, QuerySet[Any, Row]]) -> None:
        #: The query as Django builds it, with values.
        self.query = question
        self._statements: dict[str, _Statement] = {}
        self._names = tuple(inspect.signature(question).parameters)
        functools.update_wrapper(self, question)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> list[Row]:
        """Ask, along with whatever was put off; the rows as a list."""
        return self.later(*args, **kwargs)()

    def later(self, *args: P.args, **kwargs: P.kwargs) -> Later[list[Row]]:
        """Put off until an answer is needed: see ``journal.together``."""
        statement, values = self._bound(args, kwargs, connections[DEFAULT_DB_ALIAS])
        return put_off(statement.sql, statement.plain, values, statement.made)

    def _bound(self, args: tuple[Any, ...], kwargs: dict[str, Any], database: Any) -> tuple[_Statement, list[Any]]:
        statement = self._statements.get(database.vendor)
        if statement is None:
            statement = self._statements[database.vendor] = self._built(database)
        values = {**dict(zip(self._names, args, strict=False)), **kwargs}
        if values.keys() != set(self._names):
            # As Python would say it of the function.
            inspect.signature(self.query).bind(*args, **kwargs)
        return statement, statement.bound(values, database)

    def _built(self, database: Any) -> _Statement:
        known: Any = self.query
        kinds = inspect.get_annotations(known, eval_str=True)
        asked = known(**{name: _Parameter(name, kinds[name]) for name in self._names})
        compiler = asked.query.get_compiler(connection=database)
        sql, parameters = compiler.as_sql()
        self._look_over(asked, compiler, sql, parameters)
        if database.vendor == "postgresql":
            for each in (each for each in parameters if isinstance(each, _StandIn) and each.several):
                sql = sql.replace(_SEVERAL, f"= ANY(%s::{each.several})", 1)
        else:
            sql = sql.replace(_SEVERAL, "IN (SELECT value FROM json_each(%s))")
        plain = sql if database.vendor == "postgresql" else sql.replace("%s", "?").replace("%%", "%")
        converters = compiler.get_converters([each for each, *_ in compiler.select])
        return _Statement(
            sql,
            plain,
            tuple(parameters),
            tuple((at, convert, column) for at, (made, column) in converters.items() for convert in made),
            _loader(asked, compiler),
        )

    def _look_over(self, asked: Any, compiler: Any, sql: str, parameters: Sequence[Any]) -> None:
        """That each stand-in is where its value belongs: a lookup may have made another text of it."""
        there = Counter(each.name for each in parameters if isinstance(each, _StandIn))
        if lost := [name for name in self._names if name not in there]:
            raise CannotBePrepared(f"{self.query.__qualname__} has no place for {', '.join(lost)}.")
        several = sum(1 for each in parameters if isinstance(each, _StandIn) and each.several)
        if sql.count(_SEVERAL) != several or sql.count("/*several*/") != several:
            raise CannotBePrepared(f"{self.query.__qualname__} has several values elsewhere than behind __in.")
        if compiler.has_extra_select:
            raise CannotBePrepared(f"{self.query.__qualname__} is ordered by what it does not give.")
        if asked._prefetch_related_lookups or asked._known_related_objects or asked._fetch_mode.track_peers:
            raise CannotBePrepared(f"{self.query.__qualname__} asks more than one question.")


def prepared[**P, Row](question: Callable[P, QuerySet[Any, Row]]) -> Prepared[P, Row]:
    """A function that returns a query, as one that is built once and then asked with values."""
    return Prepared(question)


def _loader(asked: Any, compiler: Any) -> Callable[[Sequence[Any]], Any]:
    """What makes of a row what the query would give for it."""
    kind = asked._iterable_class
    if compiler.has_composite_fields([each for each, *_ in compiler.select]):
        raise CannotBePrepared(f"{asked.model.__name__}: keys of several columns are not read here.")
    if kind is ValuesListIterable:
        return tuple
    if kind is FlatValuesListIterable:
        return _first
    if kind is not ModelIterable:
        raise CannotBePrepared(f"{kind.__name__} is not read here: ask for objects or for values_list.")
    return _objects(asked, compiler)


def _objects(asked: Any, compiler: Any) -> Callable[[Sequence[Any]], Model]:
    """What makes objects of rows, with those selected along with them: as ``ModelIterable`` does it."""
    made: Any = compiler.klass_info["model"]
    places = compiler.klass_info["select_fields"]
    start, end = places[0], places[-1] + 1
    names = [each.target.attname for each, *_ in compiler.select[start:end]]
    related = get_related_populators(compiler.klass_info, compiler.select, DEFAULT_DB_ALIAS, asked._fetch_mode)
    annotated = tuple((compiler.annotation_col_map or {}).items())

    def load(row: Sequence[Any]) -> Model:
        found: Model = made.from_db(DEFAULT_DB_ALIAS, names, row[start:end])
        for each in related:
            each.populate(row, found)
        for name, at in annotated:
            setattr(found, name, row[at])
        return found

    return load


def _first(row: Sequence[Any]) -> Any:
    return row[0]
